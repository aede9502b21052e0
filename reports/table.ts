// The table as plain data: every format (markdown.ts, csv.ts, json.ts) is rendered from it.

import type { Cell, CellValue } from "./cell.ts";
import { type Column, type ColumnKey, COLUMNS } from "./columns.ts";

/** One row; every column has its cell. */
export type TableRow = Readonly<Record<ColumnKey, Cell>>;

/** A remark under the table; lettered ones name the source of a published figure. */
export interface Footnote {
  /** `a`, `b`, …; empty for a remark on the whole table. */
  readonly letter: string;
  readonly text: string;
}

/** The whole table. */
export interface Table {
  readonly title: string;
  /** Under which conditions the rows were measured, one line for each kind of run. */
  readonly caption: readonly string[];
  readonly rows: readonly TableRow[];
  readonly footnotes: readonly Footnote[];
}

/** The columns that people see: conditions only where rows differ in them. */
export function shownColumns(rows: readonly TableRow[]): readonly (Column & { key: ColumnKey })[] {
  return COLUMNS.filter(({ key, shown }) => {
    if (shown === "where known") return rows.some((row) => row[key].text !== "");
    if (shown === "where it differs") return new Set(knownValues(rows, key)).size > 1;
    return shown === "always";
  });
}

function knownValues(rows: readonly TableRow[], key: ColumnKey): readonly CellValue[] {
  return rows.map((row) => row[key].value).filter((value) => value !== undefined);
}
