// What reaches the person: results on stdout, everything else on stderr.

import { type PlainTable, plainTableText } from "../reports/plain_table.ts";
import { visibleLine, visibleText } from "../reports/visible_text.ts";
import type { Format } from "./shared_options.ts";

function writeWhole(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
  } catch (error) {
    // The reader has gone (`… | head`); what it did not read is not missed.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Writes a result to stdout. */
export function out(text: string): void {
  writeWhole(Deno.stdout, visibleText(text));
}

/** Writes to stderr as it is: for what moves the cursor or is meant for a CI system. */
export function writeStderr(text: string): void {
  writeWhole(Deno.stderr, text);
}

/** Writes a line to stderr. */
export function note(line: string): void {
  writeStderr(`${visibleLine(line)}\n`);
}

/** Writes a table to stdout in the format that was asked for. */
export function printTable(table: PlainTable, format: Format): void {
  out(plainTableText(table, format));
}
