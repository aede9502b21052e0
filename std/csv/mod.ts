/**
 * Reads and writes CSV (RFC 4180).
 *
 * Stand-in for the published `@std/csv` where jsr.io is out of reach: {@linkcode parse} and
 * {@linkcode stringify} for rows that are arrays, over csv-parse and csv-stringify.
 *
 * @module
 */

import defer * as reader from "csv-parse/sync";
import defer * as writer from "csv-stringify/sync";

/**
 * Parses CSV text into rows of fields. Blank lines are skipped, and so is a byte-order mark.
 *
 * @param input The text.
 * @returns The fields of each row, which may differ in number.
 * @throws {SyntaxError} If a quote stands where it may not or is not closed.
 */
export function parse(input: string): string[][] {
  try {
    return reader.parse(input, {
      bom: true,
      record_delimiter: ["\n", "\r\n"],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof reader.CsvError)) throw error;
    throw new SyntaxError(error.message, { cause: error });
  }
}

/**
 * Writes rows as CSV text, each with CRLF at its end. Fields are quoted where they hold a comma, a
 * quote or a line feed; `null` and `undefined` are empty.
 *
 * @param data The rows.
 * @returns The text.
 */
export function stringify(data: readonly (readonly unknown[])[]): string {
  return writer.stringify(data.map((row) => [...row]), {
    record_delimiter: "\r\n",
    quoted_match: "\n",
    cast: { boolean: String },
  });
}
