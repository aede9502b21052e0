// The exact values of the table, for machines: what JSON writes and what reading the CSV gives back.

import { type ColumnKey, COLUMNS } from "../row/columns.ts";
import type { CellValue } from "../row/cell.ts";
import type { Table } from "./table.ts";

/** A value in JSON; `null` is unknown. */
export type RowValue = Exclude<CellValue, undefined> | null;

/** The values of a row by column; every column is there. */
export type RowValues = Readonly<Record<ColumnKey, RowValue>>;

/**
 * The values of every row.
 *
 * @throws {RangeError} If a number is NaN or infinite.
 */
export function rowValues(table: Pick<Table, "rows">): readonly RowValues[] {
  assertFinite(table);
  return table.rows.map((row) => {
    const entries = COLUMNS.map(({ key }) => [key, row[key].value ?? null] as const);
    // The keys are those of COLUMNS, all of them; fromEntries forgets that.
    return Object.fromEntries(entries) as Record<ColumnKey, RowValue>;
  });
}

/**
 * Checks what no format can carry.
 *
 * @throws {RangeError} If a number is NaN or infinite; the message names column and row.
 */
export function assertFinite({ rows }: Pick<Table, "rows">): void {
  for (const [index, row] of rows.entries()) {
    for (const { key } of COLUMNS) {
      const { value } = row[key];
      if (typeof value !== "number" || Number.isFinite(value)) continue;
      throw new RangeError(
        `Cannot write the table as "${key}" of row ${index + 1} must be finite: got ${value}, ` +
          "leave an unknown value undefined",
      );
    }
  }
}
