// CSV as we write it (RFC 4180): CRLF between lines, quotes only where a cell needs them, and text that
// a spreadsheet would run as a formula behind an apostrophe (OWASP, "CSV Injection").

import { stringify } from "csv-stringify/sync";

/** A value of a cell; an unknown one is empty. */
export type CsvValue = string | number | bigint | boolean | null | undefined;

/**
 * Rows as text, the header among them. Numbers are exact, have a dot and no grouping in every locale
 * and are never guarded. CRLF inside a cell is written as LF, since readers do not agree on it.
 */
export function csvText(rows: readonly (readonly CsvValue[])[]): string {
  return stringify(rows.map((row) => [...row]), {
    record_delimiter: "\r\n",
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    cast: { boolean: String, string: (text) => text.replaceAll(/\r+\n/g, "\n") },
  });
}
