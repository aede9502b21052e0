// The table as plain data: every format (table_markdown.ts, table_data.ts) is rendered from it.

import type { Column } from "../row/column.ts";
import { type ColumnKey, COLUMNS, type TableRow } from "../row/columns.ts";
import type { EngineLayout } from "./engine_layout.ts";

/** A remark under the table; lettered ones name the source of a published figure. */
export interface Footnote {
  /** `a`, `b`, …; empty for a remark on the whole table. */
  readonly letter: string;
  /** What it says. */
  readonly text: string;
  /** Columns that it is about; a table without any of them has no need of it. @default all */
  readonly about?: readonly ColumnKey[];
}

/** The whole table. */
export interface Table {
  /** What stands above it. */
  readonly title: string;
  /** Under which conditions the rows were measured, one line for each kind of run. */
  readonly caption: readonly string[];
  /** The rows, in order. */
  readonly rows: readonly TableRow[];
  /** What stands below it. */
  readonly footnotes: readonly Footnote[];
  /** The engines of the rows; absent: all rows are the usual one's. */
  readonly engines?: EngineLayout | undefined;
}

/** Rows of one machine, with their places among all rows. */
export interface MachineRows {
  /** As the column of that name has it. */
  readonly machine: string;
  readonly rows: readonly TableRow[];
  readonly places: readonly number[];
}

/** The rows by machine, in order of appearance: rates of unlike machines never share a column. */
export function rowsByMachine(rows: readonly TableRow[]): readonly MachineRows[] {
  const places = Map.groupBy(rows.keys(), (place) => rows[place]?.machine.text ?? "");
  return [...places].map(([machine, own]) => ({
    machine,
    rows: own.flatMap((place) => rows[place] ?? []),
    places: own,
  }));
}

/** A column as a table shows it. */
export type ShownColumn = Column & { readonly key: ColumnKey };

/** Every column as people read them: what tells rows apart comes first, remarks, which are long, last. */
export const READ_COLUMNS: readonly ShownColumn[] = COLUMNS.toSorted((a, b) =>
  readingRank(a) - readingRank(b)
);

function readingRank(column: ShownColumn): number {
  if (isIdentifying(column)) return 0;
  return column.key === "failure" ? 2 : 1;
}

/** The columns that people see: conditions only where rows differ in them. */
export function shownColumns(rows: readonly TableRow[]): readonly ShownColumn[] {
  return READ_COLUMNS.filter((column) => isShown(column, rows));
}

/** Whether some row has something in a column. */
export function isKnown({ key }: ShownColumn, rows: readonly TableRow[]): boolean {
  return rows.some((row) => row[key].text !== "");
}

/** Whether people see a column of some rows in the main table. */
export function isShown(column: ShownColumn, rows: readonly TableRow[]): boolean {
  const { key, shown } = column;
  if (shown === "where known") return isKnown(column, rows);
  if (shown === "where it differs") return differs(rows, key);
  return shown === "always";
}

/** The columns of the second table, how the times came about; none if nothing was timed. */
export function detailColumns(rows: readonly TableRow[]): readonly ShownColumn[] {
  const known = COLUMNS.filter((column) => column.shown === "in details" && isKnown(column, rows));
  if (known.length === 0) return [];
  return [...shownColumns(rows).filter(isIdentifying), ...known];
}

/** What tells the rows apart: the method, and conditions in which they differ. */
export function isIdentifying({ key, shown }: ShownColumn): boolean {
  return key === "method" || shown === "where it differs";
}

/** One engine may run in several ways: what people call it tells them apart. */
function valueOf(row: TableRow, key: ColumnKey) {
  return key === "engine" ? row.engine.text : row[key].value;
}

/** Whether the known values of a column are not all one. */
export function differs(rows: readonly TableRow[], key: ColumnKey): boolean {
  const known = rows.filter((row) => row[key].value !== undefined);
  return new Set(known.map((row) => valueOf(row, key))).size > 1;
}
