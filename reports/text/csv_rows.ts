// CSV text to its header and rows, with the line of the text on which each row begins, so that a
// mistake in a file can be named by line. Files may come from anywhere: nothing is guessed.

import { parse } from "@std/csv";

/** One row after the header. */
export interface CsvRow {
  /** Line of the text on which the row begins; the first line is 1. */
  readonly line: number;
  /** As many as there are header cells. */
  readonly cells: readonly string[];
}

/** The header and the rows after it. */
export interface CsvRows {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

/**
 * Splits CSV text into header and rows; a byte-order mark and blank lines are skipped.
 *
 * @param text The text of the file.
 * @param what Names the file in messages, e.g. `published figures`.
 * @throws {SyntaxError} If the text is no CSV, has no header, names a column twice, or a row has
 * more or fewer cells than the header.
 */
export function csvRows(text: string, what: string): CsvRows {
  const records = parse(text.replace(/^\uFEFF/, ""));
  const lines = recordLines(text);
  const [header, ...rest] = records;
  if (header === undefined) {
    throw new SyntaxError(`Cannot read ${what} as the text is empty: pass CSV with a header line`);
  }
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new SyntaxError(
      `Cannot read ${what} as columns must differ: "${repeated}" is there twice, rename one`,
    );
  }
  const rows = rest.map((cells, index) => ({ line: lines[index + 1] ?? 0, cells }));
  for (const { line, cells } of rows) {
    if (cells.length === header.length) continue;
    throw new SyntaxError(
      `Cannot read ${what} as every row must have ${header.length} cells: line ${line} has ` +
        `${cells.length}, check its commas and quotes`,
    );
  }
  return { header, rows };
}

/** The lines on which records begin: an open quote carries a record over a line end. */
function recordLines(text: string): readonly number[] {
  const lines: number[] = [];
  let isQuoted = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (!isQuoted && line.replace(/\r$/, "") !== "") lines.push(index + 1);
    const quoteCount = line.split('"').length - 1;
    if (quoteCount % 2 === 1) isQuoted = !isQuoted;
  }
  return lines;
}
