// One line of CSV (RFC 4180): commas, CRLF, quotes only where a cell needs them.
//
// Cells are quoted here and not by `stringify` of @std/csv, because that leaves a lone CR unquoted,
// which RFC 4180 readers take for a line end. CRLF inside a cell is written as LF: readers, ours
// too, do not agree on it.

import { guarded } from "./formula_guard.ts";

type CsvValue = string | number | bigint | boolean | null | undefined;

/**
 * Values as one line, line end included. Text is guarded against spreadsheet formulas; numbers have
 * a dot and no grouping in every locale; an unknown value is empty.
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map((value) => quoted(cellText(value))).join(",")}\r\n`;
}

function cellText(value: CsvValue): string {
  if (typeof value === "string") return guarded(value.replaceAll(/\r+\n/g, "\n"));
  return value === null || value === undefined ? "" : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
