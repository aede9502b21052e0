// What reaches the person: results on stdout, everything else on stderr.

import { type PlainTable, plainTableText } from "../../reports/text/plain_table.ts";
import { terminalText } from "../../reports/terminal/terminal_text.ts";
import { visibleLine, visibleText } from "../../reports/text/visible_text.ts";
import { writeWhole } from "./files.ts";
import type { Format } from "./format.ts";
import { runError } from "./usage_error.ts";

/**
 * Writes a result to stdout.
 *
 * @throws {RunError} If the system refuses, as where stdout is a file on a full disk.
 */
export function out(text: string): void {
  try {
    writeWhole(Deno.stdout, visibleText(text));
  } catch (error) {
    // The reader has gone (`… | head`); what it did not read is not missed.
    if (error instanceof Deno.errors.BrokenPipe) return;
    throw runError("write to", "stdout", error);
  }
}

/** Writes to stderr as it is: for what moves the cursor or is meant for a CI system. */
export function writeStderr(text: string): void {
  try {
    writeWhole(Deno.stderr, text);
  } catch {
    // There is nowhere to say so, and the work does not depend on it.
  }
}

/** Writes a line to stderr. */
export function note(line: string): void {
  writeStderr(`${visibleLine(line)}\n`);
}

/** How a result is shown. */
export interface Shown {
  readonly format: Format;
  /** Whether a terminal gets tables as wide as they are. */
  readonly isWide: boolean;
}

/** Of a terminal that does not tell. */
const USUAL_COLUMNS = 80;

/** Columns of a stream's terminal; undefined if it is none. */
export function columnsOf(stream: { isTerminal(): boolean }): number | undefined {
  if (!stream.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns;
  } catch {
    return USUAL_COLUMNS;
  }
}

/** Columns that a result has to fit into; undefined where it may be as wide as it is. */
export function widthOf({ format, isWide }: Shown): number | undefined {
  return format !== "md" || isWide ? undefined : columnsOf(Deno.stdout);
}

/** Writes a result in its format to stdout; Markdown at a terminal is laid out to fit it. */
export function show(text: string, shown: Shown): void {
  const width = widthOf(shown);
  out(width === undefined ? text : terminalText(text, width));
}

/** Writes a table to stdout in the format that was asked for. */
export function printTable(table: PlainTable, shown: Shown): void {
  show(plainTableText(table, shown.format), shown);
}
