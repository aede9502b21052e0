// The table as CSV for machines, and back (RFC 4180; no byte-order mark unless asked for).
//
// Numbers are exact; a published figure keeps its printed decimals. How a cell is quoted and guarded
// against spreadsheet formulas is settled in csv_line.ts; reading takes the guard off again.

import { type ColumnKind, COLUMNS, type TableRow } from "../row/columns.ts";
import { csvLine } from "../text/csv_line.ts";
import { csvRows } from "../text/csv_rows.ts";
import { unguarded } from "../text/formula_guard.ts";
import { assertFinite, type RowValue } from "./row_values.ts";
import type { Table } from "./table.ts";

/** A row as read: the keys are the headers of the text. */
export type ReadRow = Readonly<Record<string, RowValue>>;

/** Options for {@linkcode tableCsv}. */
export interface CsvOptions {
  /** Begin with a byte-order mark, which Excel needs for text beyond ASCII. @default false */
  readonly bom?: boolean;
}

/**
 * Writes every column of the table under one header line.
 *
 * @throws {RangeError} If a number is NaN or infinite.
 */
export function tableCsv(
  { rows }: Pick<Table, "rows">,
  { bom = false }: CsvOptions = {},
): string {
  assertFinite({ rows });
  const keys = COLUMNS.map(({ key }) => key);
  const values = (row: TableRow) => keys.map((key) => row[key].printed ?? row[key].value);
  const text = [keys, ...rows.map(values)].map(csvLine).join("");
  return bom ? `\uFEFF${text}` : text;
}

/**
 * Reads what {@linkcode tableCsv} wrote; a byte-order mark is allowed.
 *
 * @returns The values of each row, as `rowValues` has them; columns that this version does not know
 * are read as text.
 * @throws {SyntaxError} If the text is no CSV or a cell is not what its column needs; the message
 * names the line.
 */
export function readTableCsv(text: string): readonly ReadRow[] {
  const { header, rows } = csvRows(text, "table CSV");
  const kinds = new Map<string, ColumnKind>(COLUMNS.map(({ key, kind }) => [key, kind]));
  return rows.map(({ line, cells }) =>
    Object.fromEntries(header.map((key, index) => {
      const kind = kinds.get(key) ?? "text";
      return [key, readValue(cells[index] ?? "", { key, kind, line })];
    }))
  );
}

function readValue(
  text: string,
  { key, kind, line }: { readonly key: string; readonly kind: ColumnKind; readonly line: number },
): RowValue {
  if (text === "") return null;
  if (kind === "text") return unguarded(text);
  if (kind === "flag" && (text === "true" || text === "false")) return text === "true";
  if (kind === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (kind === "number" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return Number(text);
  throw new SyntaxError(
    `Cannot read table CSV as "${key}" must be ${EXPECTED[kind]}: line ${line} has "${text}"`,
  );
}

const EXPECTED = {
  text: "text",
  integer: "a whole number without grouping",
  number: "a number with a dot and without grouping",
  flag: "true or false",
} as const satisfies Readonly<Record<ColumnKind, string>>;
