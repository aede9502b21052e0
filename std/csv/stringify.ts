// Rows or objects to CSV text, on top of csv-stringify, which quotes the fields and joins them. What
// a column takes out of a row, and how a value is written, is settled in _cells.ts.

import { stringify as joinFields } from "csv-stringify/sync";
import { cellText, headerOf, valueAt } from "./_cells.ts";

/** Key of an object or index of an array. */
export type PropertyAccessor = number | string;

/** A column with a header of its own. */
export interface ColumnDetails {
  /** Text of the header; by default the last accessor of `prop`. */
  header?: string;
  /** Where the value is in the row; an array leads into nested objects and arrays. */
  prop: PropertyAccessor | PropertyAccessor[];
}

/** Where the value of a column is in the row, with or without a header of its own. */
export type Column = ColumnDetails | PropertyAccessor | PropertyAccessor[];

/** A row: an object or an array. */
export type DataItem = Readonly<Record<string, unknown>> | readonly unknown[];

/** Options for {@linkcode stringify}. */
export interface StringifyOptions {
  /**
   * Write a first row of headers; there is none without `columns`.
   *
   * @default {true}
   */
  headers?: boolean;
  /**
   * Text between two fields.
   *
   * @default {","}
   */
  separator?: string;
  /** What to write of each row, in this order. By default, arrays are written whole. */
  columns?: readonly Column[];
  /**
   * Begin with a byte-order mark, which Excel needs to read Unicode.
   *
   * @default {false}
   */
  bom?: boolean;
}

/**
 * Writes rows as CSV text. Every line ends in CRLF, as RFC 4180 has it.
 *
 * `null` and `undefined` are written as empty fields, objects and arrays as JSON. Fields are quoted
 * where they hold the separator, a quote or a line feed.
 *
 * @param data The rows.
 * @param options The options.
 * @returns The text.
 * @throws {TypeError} If a row is an object and `columns` is missing, if a row is an array and its
 * accessor is not a number, or if the separator is empty or holds a quote or CRLF.
 *
 * @example
 * ```ts
 * import { stringify } from "@std/csv";
 *
 * const rows = [{ model: "DeiT-T", macs: 1_079_037_696n }];
 * const columns = ["model", { prop: "macs", header: "MACs" }];
 * console.log(stringify(rows, { columns })); // model,MACs\r\nDeiT-T,1079037696\r\n
 * ```
 */
export function stringify(data: readonly DataItem[], options: StringifyOptions = {}): string {
  const { headers = true, separator = ",", columns = [], bom = false } = options;
  if (separator === "" || /"|\r\n/.test(separator)) {
    throw new TypeError(
      `Cannot write CSV as separator must be text without quote and CRLF: current value is ${
        JSON.stringify(separator)
      }`,
    );
  }

  const rows = data.map((item) => cellsOf(item, columns).map(cellText));
  if (headers && columns.length > 0) rows.unshift(columns.map(headerOf));

  const text = joinFields(rows, {
    delimiter: separator,
    record_delimiter: "\r\n",
    quoted_match: "\n",
  });
  return bom ? `\uFEFF${text}` : text;
}

function cellsOf(item: DataItem, columns: readonly Column[]): readonly unknown[] {
  if (columns.length > 0) return columns.map((column) => valueAt(item, column));
  if (Array.isArray(item)) return item;
  throw new TypeError(
    "Cannot write an object as CSV: No property accessor function was provided for object, " +
      "pass the option columns",
  );
}
