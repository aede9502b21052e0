// The table where space is dear, as on a terminal: the paper's columns first, and as many of the
// others as fit; how the times came about is left to --wide and to the files.

import { alignOf } from "../row/column.ts";
import type { ColumnKey, TableRow } from "../row/columns.ts";
import { escaped } from "../text/markdown.ts";
import { joinedText } from "../text/joined_text.ts";
import { plainGrid, rowsByEngine, severalEngines } from "./grid.ts";
import { footnotesMarkdown, gridMarkdown } from "./table_markdown.ts";
import {
  type Footnote,
  isIdentifying,
  rowsByMachine,
  type ShownColumn,
  shownColumns,
  type Table,
} from "./table.ts";
import { fittingColumns } from "../terminal/terminal_layout.ts";
import { leftOutText } from "../terminal/terminal_text.ts";

/** What the paper's table has, in its order. */
const PAPER_COLUMNS: readonly ColumnKey[] = [
  "params",
  "macs",
  "throughput_img_s",
  "relative_throughput",
  "top1_published_percent",
];

/** Where each engine has a table of its own: what is the engine's own before what all have alike. */
const ENGINE_COLUMNS: readonly ColumnKey[] = [
  "throughput_img_s",
  "relative_throughput",
  "over_default_engine",
  "relative_published",
  "params",
  "macs",
  "top1_published_percent",
];

/**
 * The table as Markdown, in columns that fit into a width (terminal_text.ts lays them out): a table
 * for each machine and engine, one below the other.
 */
export function briefTableMarkdown(table: Table, width: number): string {
  const machines = rowsByMachine(table.rows);
  const isStacked = severalEngines(table) !== undefined;
  const tables = machines.flatMap((own) =>
    rowsByEngine(table, own).map(({ engine, rows }) => ({
      rows,
      name: joinedText([
        machines.length > 1 && `Machine ${own.machine}`,
        isStacked && engine,
      ], ", "),
      ...chosenColumns(rows, width, isStacked ? ENGINE_COLUMNS : PAPER_COLUMNS),
    }))
  );
  const footnotes = table.footnotes.filter((note) =>
    tables.some(({ rows, columns }) => isOfUse(note, rows, columns))
  );
  const blocks = [
    `## ${escaped(table.title)}`,
    ...table.caption.map(escaped),
    ...tables.flatMap(({ name, rows, columns, leftOut }) => [
      name === "" ? "" : `### ${escaped(name)}`,
      gridMarkdown(plainGrid({ rows, places: [...rows.keys()] }, columns)),
      remarksMarkdown(rows, columns),
      leftOut.length === 0 ? "" : escaped(leftOutText(leftOut)),
    ]),
    footnotesMarkdown(footnotes),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Whether a table shows what a footnote is about: a column, or the letter of a source. */
function isOfUse(
  { letter, about }: Footnote,
  rows: readonly TableRow[],
  columns: readonly ShownColumn[],
): boolean {
  if (letter !== "") {
    return rows.some((row) => columns.some(({ key }) => row[key].text.endsWith(`(${letter})`)));
  }
  return about === undefined || columns.some(({ key }) => about.includes(key));
}

/** Remarks stand below, whole, where the table needs the width. */
function remarksMarkdown(rows: readonly TableRow[], columns: readonly ShownColumn[]): string {
  const identifying = columns.filter(isIdentifying);
  return rows.flatMap((row) => {
    const { text, whole = text } = row.failure;
    if (text === "") return [];
    const name = identifying.map(({ key }) => row[key].text).filter((cell) => cell !== "");
    return [`- ${escaped(`${name.join(", ")}: ${whole}`)}`];
  }).join("\n");
}

/** The columns that fit, in the order of a reader, and the headers of those that do not. */
function chosenColumns(
  rows: readonly TableRow[],
  width: number,
  order: readonly ColumnKey[],
) {
  const shown = shownColumns(rows).filter(({ key }) => key !== "failure");
  const columns = inReadingOrder(shown, order);
  const table = {
    header: columns.map(({ header }) => header),
    align: columns.map(alignOf),
    rows: rows.map((row) => columns.map(({ key }) => row[key].text)),
  };
  const rank = (place: number) => {
    const column = columns[place] as ShownColumn;
    if (isIdentifying(column) || column.key === "throughput_img_s") return 0;
    return order.includes(column.key) ? 1 : 2;
  };
  const byRank = [...columns.keys()].toSorted((a, b) => rank(a) - rank(b));
  const fitting = fittingColumns(table, byRank, width);
  return {
    columns: columns.filter((_, place) => fitting.includes(place)),
    leftOut: columns.filter((_, place) => !fitting.includes(place)).map(({ header }) => header),
  };
}

/** What tells the rows apart, the columns that come first, the others. */
function inReadingOrder(
  columns: readonly ShownColumn[],
  order: readonly ColumnKey[],
): readonly ShownColumn[] {
  const rankOf = (column: ShownColumn) => {
    if (column.key === "method") return -2;
    if (isIdentifying(column)) return -1;
    const place = order.indexOf(column.key);
    return place === -1 ? order.length : place;
  };
  return columns.toSorted((a, b) => rankOf(a) - rankOf(b));
}
