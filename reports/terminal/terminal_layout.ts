// A table that fits a terminal: headings over several lines, texts that wrap, and where that is not
// enough the columns that matter least left out, never cut.

import { textColumns } from "../text/text_columns.ts";
import type { TextTable } from "../text/text_table.ts";
import { filledLines } from "../text/wrapped_lines.ts";

/** A table that was laid out. */
export interface FittedTable {
  readonly lines: readonly string[];
  /** Headers of the columns that are left out. */
  readonly leftOut: readonly string[];
}

const GAP = "  ";
/** Narrower than this a column of text does not get, unless it is by itself. */
const NARROWEST_TEXT = 16;
/** Columns that stay in any case: what a row is, and something about it. */
const LEAST_COLUMNS = 2;

/** Widths between which a column may be. */
interface Span {
  readonly least: number;
  readonly most: number;
}

/**
 * Which columns fit into a width, by place.
 *
 * @param byRank The places of the columns, those that matter most first.
 */
export function fittingColumns(
  table: TextTable,
  byRank: readonly number[],
  width: number,
): readonly number[] {
  const spans = table.header.map((_, place) => spanOf(table, place));
  const chosen: number[] = [];
  let used = -GAP.length;
  for (const [rank, place] of byRank.entries()) {
    const needed = GAP.length + (spans[place]?.least ?? 0);
    if (rank >= LEAST_COLUMNS && used + needed > width) continue;
    chosen.push(place);
    used += needed;
  }
  return chosen.toSorted((a, b) => a - b);
}

/** The table in lines of at most `width` columns, if only its first two columns fit. */
export function fittedTable(table: TextTable, width: number): FittedTable {
  const places = [...table.header.keys()];
  const shown = fittingColumns(table, byImportance(table), width);
  const widths = widthsOf(shown.map((place) => spanOf(table, place)), width);
  /** A row in lines; a heading stands at their foot, what else there is at their head. */
  const linesOf = (cells: readonly string[], isHead: boolean) => {
    const wrapped = shown.map((place, index) =>
      filledLines(cells[place] ?? "", widths[index] ?? 1)
    );
    const height = Math.max(1, ...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) =>
      wrapped.map((lines, index) => {
        const text = lines[isHead ? row - (height - lines.length) : row] ?? "";
        return padded(text, widths[index] ?? 0, table.align[shown[index] ?? 0] ?? "left");
      }).join(GAP).trimEnd());
  };
  const rule = widths.map((each) => "─".repeat(each)).join(GAP);
  const body = table.rows.flatMap((cells) => linesOf(cells, false));
  return {
    lines: [...linesOf(table.header, true), rule, ...body],
    leftOut: places.filter((place) => !shown.includes(place))
      .map((place) => table.header[place] ?? ""),
  };
}

/** What a row is stands in the first columns; then figures say more in less room than texts. */
function byImportance({ header, align }: TextTable): readonly number[] {
  const rank = (place: number) => place < LEAST_COLUMNS ? 0 : align[place] === "right" ? 1 : 2;
  return [...header.keys()].toSorted((a, b) => rank(a) - rank(b));
}

/** Columns of figures never wrap; those of text do between words. */
function spanOf({ header, align, rows }: TextTable, place: number): Span {
  const cells = rows.map((row) => row[place] ?? "");
  const most = Math.max(1, widest(cells));
  const heading = longestWord([header[place] ?? ""]);
  if (align[place] === "right") return { least: Math.max(most, heading), most };
  const least = Math.min(Math.max(NARROWEST_TEXT, longestWord(cells)), most);
  return { least: Math.max(least, heading), most: Math.max(most, heading) };
}

/** What is left of the width goes to the columns that need it, evenly. */
function widthsOf(spans: readonly Span[], width: number): readonly number[] {
  const widths = spans.map(({ least }) => least);
  let left = width - widths.reduce((sum, each) => sum + each, 0) -
    GAP.length * Math.max(0, spans.length - 1);
  for (let hungry = true; hungry && left > 0;) {
    hungry = false;
    for (const [index, { most }] of spans.entries()) {
      const has = widths[index] ?? 0;
      if (left === 0 || has >= most) continue;
      widths[index] = has + 1;
      left--;
      hungry = true;
    }
  }
  return widths;
}

function longestWord(texts: readonly string[]): number {
  return widest(texts.flatMap((text) => text.split(" ")));
}

/** One by one, as the rows may be more than a call takes arguments. */
function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textColumns(text)), 0);
}

function padded(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - textColumns(text)));
  return align === "right" ? space + text : text + space;
}
