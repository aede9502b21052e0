// CSV as we write it (RFC 4180): CRLF between lines, quotes only where a cell needs them, and text that
// a spreadsheet would run as a formula behind an apostrophe (OWASP, "CSV Injection").

import { stringify } from "@std/csv";

/** A value of a cell; an unknown one is empty. */
export type CsvValue = string | number | bigint | boolean | null | undefined;

/** How a formula begins, full-width signs included. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * Rows as text, the header among them. Numbers are exact, have a dot and no grouping in every locale
 * and are never guarded. Carriage returns in a cell become line feeds, since readers do not agree on
 * them.
 */
export function csvText(rows: readonly (readonly CsvValue[])[]): string {
  return stringify(
    rows.map((row) => row.map((value) => typeof value === "string" ? cellText(value) : value)),
  );
}

function cellText(text: string): string {
  return `${FORMULA.test(text) ? "'" : ""}${text.replaceAll(/\r+\n?/g, "\n")}`;
}
