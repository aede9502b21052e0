// The one door for published tables, ours as anybody's: a table as text to the figures that it prints,
// each tied to a model. A row is tied by what its file says; a name that is no model's is never guessed.

import { type Metric, type PublishedFigure, type Read, readOf } from "../published.ts";
import { type NamedColumn, namedColumn, TEXT_COLUMNS, type TextColumn } from "./column_names.ts";
import { printedNumber } from "./printed_cell.ts";
import { tableGrid } from "./table_grid.ts";
import type { TextRow } from "../../text/csv_rows.ts";

/** What a row says about its model, to be tied. */
export interface TieRequest {
  /** Cell of `model_id`, empty where there is none. */
  readonly id: string;
  /** Name as printed. */
  readonly name: string;
}

/** How a table is read. */
export interface ClaimsOptions {
  /** Names the file in messages, and its source where no column does. */
  readonly what: string;
  /** Id of the model of a row; `undefined`: none is meant by that. */
  readonly tieOf: (request: TieRequest) => string | undefined;
  /** Which table of a page; the first is 1. @default 1 */
  readonly tableNumber?: number;
}

/** A row of a table, in its order. */
export interface ClaimsRow {
  readonly line: number;
  /** `undefined`: it is tied to none. */
  readonly modelId: string | undefined;
  /** Its cells that are no figures, empty where there is no such column. */
  readonly texts: Readonly<Record<TextColumn, string>>;
  /** What it prints; without a model where it is tied to none. */
  readonly figures: readonly PublishedFigure[];
}

/** A table that was read. */
export interface ClaimsTable {
  /** Those of rows that are tied to a model. */
  readonly figures: readonly PublishedFigure[];
  readonly rows: readonly ClaimsRow[];
  /** The columns with figures, in their order, by their printed headers. */
  readonly columns: readonly NamedColumn[];
  /** Header of the names of models, as printed. */
  readonly modelHeader: string;
  /** Headers that mean no column of ours. */
  readonly unread: readonly string[];
}

/**
 * Reads a table.
 *
 * @throws {SyntaxError} If it is no table, names no model or no figure, or a cell is not what its
 * column needs; the message has line, column, value and what to write.
 */
export function claimsTable(
  text: string,
  { what, tieOf, tableNumber = 1 }: ClaimsOptions,
): ClaimsTable {
  const [header = { line: 1, cells: [] }, ...lines] = tableGrid(text, what, tableNumber);
  const named = header.cells.map(namedColumn);
  checkHeader(header, named, what);
  const figureColumns = named.flatMap((column) =>
    column === undefined || isText(column.column) ? [] : [column]
  );

  const rows = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== "")).map((row) => {
    const place = `Cannot read ${what}, line ${row.line},`;
    checkCells(row, header, place);
    const texts = textsOf(row, named);
    const modelId = tieOf({ id: texts.model_id, name: texts.model });
    const about = { ...sourceOf(texts, what, row.line), modelId: modelId ?? "" };
    return {
      line: row.line,
      modelId,
      texts,
      figures: figuresOf(row, named, { about, place }),
    };
  });
  return {
    figures: rows.flatMap(({ modelId, figures }) => modelId === undefined ? [] : figures),
    rows,
    columns: figureColumns,
    modelHeader: (named.find((one) => one?.column === "model") ??
      named.find((one) => one?.column === "model_id"))?.header ?? "",
    unread: header.cells.filter((_, i) => named[i] === undefined),
  };
}

type Texts = ClaimsRow["texts"];

function isText(column: Metric | TextColumn): column is TextColumn {
  return (TEXT_COLUMNS as readonly string[]).includes(column);
}

function checkHeader(
  { cells }: TextRow,
  named: readonly (NamedColumn | undefined)[],
  what: string,
): void {
  const columns = named.flatMap((one) => one?.column ?? []);
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) {
    const headers = named.filter((one) => one?.column === twice).map((one) => `"${one?.header}"`);
    throw new SyntaxError(
      `Cannot read ${what} as columns must differ: ${headers.join(" and ")} both mean ${twice}, ` +
        `rename one`,
    );
  }
  const hasModel = columns.some((column) => column === "model" || column === "model_id");
  if (!hasModel || columns.every(isText)) {
    const isOneCell = cells.length === 1 && /[;\t]/.test(cells[0] ?? "");
    throw new SyntaxError(
      `Cannot read ${what} as a header must name the model and a figure, as Model, Params (M), ` +
        `FLOPs (G), Top-1 (%): it is ${cells.map((cell) => JSON.stringify(cell)).join(", ")}` +
        (isOneCell ? ", part its columns by commas, decimals by dots" : ""),
    );
  }
}

/** No more cells than the header, nothing that a spreadsheet would run, nothing unseen. */
function checkCells({ cells }: TextRow, header: TextRow, place: string): void {
  if (cells.length > header.cells.length) {
    throw new SyntaxError(
      `${place} as a row has as many cells as the header, ${header.cells.length}: it has ` +
        `${cells.length}, check its commas, bars and quotes`,
    );
  }
  for (const [i, cell] of cells.entries()) {
    const column = `"${header.cells[i]}"`;
    if (/^\s*[=@]/.test(cell)) {
      throw new SyntaxError(
        `${place} as a cell must be a value: ${column} begins with "${cell.trim().slice(0, 1)}", ` +
          `which spreadsheets take for a formula, write its result`,
      );
    }
    if (/[\p{Cc}\p{Bidi_C}]/u.test(cell.replaceAll(/[\t\n]/g, " "))) {
      throw new SyntaxError(
        `${place} as a cell must be text: ${column} has a control character, take it out`,
      );
    }
  }
}

function textsOf({ cells }: TextRow, named: readonly (NamedColumn | undefined)[]): Texts {
  const textOf = (column: TextColumn) => {
    const place = named.findIndex((one) => one?.column === column);
    return (cells[place] ?? "").trim();
  };
  return Object.fromEntries(
    TEXT_COLUMNS.map((column) => [column, textOf(column)]),
  ) as unknown as Texts;
}

/** Who prints a row; a table without such columns is its own source. */
function sourceOf(
  { source, url, read, note, device }: Texts,
  what: string,
  line: number,
): Pick<PublishedFigure, "source" | "url" | "read" | "note" | "device"> {
  const from: Read = read === "" ? "first-hand" : readOf(read, what, line);
  return {
    source: source === "" ? what : source,
    url,
    read: from,
    note,
    ...(device === "" ? {} : { device }),
  };
}

function figuresOf(
  { cells }: TextRow,
  named: readonly (NamedColumn | undefined)[],
  { about, place }: {
    readonly about: Omit<PublishedFigure, "metric" | "text" | "value" | "decimals">;
    readonly place: string;
  },
): readonly PublishedFigure[] {
  return named.flatMap((column, i) => {
    if (column === undefined || isText(column.column)) return [];
    const printed = printedNumber(cells[i] ?? "", column, place);
    return printed === undefined ? [] : [{ ...about, metric: column.column, ...printed }];
  });
}
