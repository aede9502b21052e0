// The table for machines: CSV with one line a row (of each model on each engine), JSON with the same keys. Numbers are exact; a
// published figure keeps its printed decimals in CSV.

import {
  type ColumnKey,
  COLUMNS,
  MEASURED_ACCURACY_COLUMNS,
  RARE_CONDITION_COLUMNS,
  type TableRow,
  USUAL_COLUMNS,
} from "../row/columns.ts";
import { ENERGY_COLUMNS } from "../row/energy_columns.ts";
import { ENGINE_COLUMNS } from "../row/engine_columns.ts";
import { csvText } from "../text/csv_text.ts";
import { differs, type ShownColumn, type Table } from "./table.ts";

/**
 * Writes every column of the table under one header line; an unknown value is empty.
 *
 * @throws {RangeError} If a number is NaN or infinite.
 */
export function tableCsv({ rows, engines }: Pick<Table, "rows" | "engines">): string {
  assertFinite(rows);
  const keys = columnsOf({ rows, engines }).map(({ key }) => key);
  const values = (row: TableRow) => keys.map((key) => row[key].printed ?? row[key].value);
  return csvText([keys, ...rows.map(values)]);
}

/**
 * Writes the table as an array of rows, ending in a line feed; an unknown value is null.
 *
 * @throws {RangeError} If a number is NaN or infinite; JSON has neither.
 */
export function tableJson({ rows, engines }: Pick<Table, "rows" | "engines">): string {
  assertFinite(rows);
  const columns = columnsOf({ rows, engines });
  const values = rows.map((row) =>
    Object.fromEntries(columns.map(({ key }) => [key, row[key].value ?? null]))
  );
  return `${JSON.stringify(values, null, 2)}\n`;
}

/** Those of engines, energy, measured accuracy and rare conditions only where they say something. */
function columnsOf(
  { rows, engines }: Pick<Table, "rows" | "engines">,
): readonly ShownColumn[] {
  const isKnown = (key: ColumnKey) => rows.some((row) => row[key].value !== undefined);
  return [
    ...USUAL_COLUMNS,
    ...(engines === undefined ? [] : ENGINE_COLUMNS),
    ...(isKnown("energy_source") ? ENERGY_COLUMNS : []),
    ...(isKnown("measured_pictures") ? MEASURED_ACCURACY_COLUMNS : []),
    ...RARE_CONDITION_COLUMNS.filter(({ key }) => differs(rows, key)),
  ];
}

function assertFinite(rows: readonly TableRow[]): void {
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
