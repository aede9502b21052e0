// The table as JSON: an array of rows with the keys of the CSV, null for unknown.

import { rowValues } from "./row_values.ts";
import type { Table } from "./table.ts";

/**
 * Writes the table as JSON, ending in a line feed.
 *
 * @throws {RangeError} If a number is NaN or infinite; JSON has neither.
 */
export function tableJson(table: Pick<Table, "rows">): string {
  return `${JSON.stringify(rowValues(table), null, 2)}\n`;
}
