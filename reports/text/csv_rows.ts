// CSV text to its rows, with the line of the text on which each row begins, so that a mistake in a file
// can be named by line. Files may come from anywhere: nothing is guessed.

import { parse } from "@std/csv";

/** One row after the header. */
export interface CsvRow<Column extends string> {
  /** Line of the text on which the row begins; the first line is 1. */
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

/**
 * Splits CSV text into rows; a byte-order mark and blank lines are skipped.
 *
 * @param text The text of the file.
 * @param what Names the file in messages, e.g. `published figures`.
 * @param columns The columns that the header must name, in any order.
 * @throws {SyntaxError} If the text is no CSV, its columns are others or there twice, or a row has
 * more or fewer cells than the header.
 */
export function csvRows<const Column extends string>(
  text: string,
  what: string,
  columns: readonly Column[],
): readonly CsvRow<Column>[] {
  const [{ cells: header } = { cells: [] }, ...rows] = csvRecords(text, what);
  checkColumns(header, what, columns);
  return rows.map(({ line, cells }) => {
    if (cells.length !== header.length) {
      throw new SyntaxError(
        `Cannot read ${what} as every row must have ${header.length} cells: line ${line} has ` +
          `${cells.length}, check its commas and quotes`,
      );
    }
    const named = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""]));
    // The header names the columns, all of them; fromEntries forgets that.
    return { line, cells: named as Record<Column, string> };
  });
}

function checkColumns(header: readonly string[], what: string, columns: readonly string[]): void {
  const missing = columns.find((name) => !header.includes(name));
  const unknown = header.find((name) => !columns.includes(name));
  if (missing !== undefined || unknown !== undefined) {
    throw new SyntaxError(
      `Cannot read ${what} as the columns must be ${columns.join(", ")}: ` +
        (missing === undefined ? `"${unknown}" is unknown` : `"${missing}" is missing`),
    );
  }
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new SyntaxError(
      `Cannot read ${what} as columns must differ: "${repeated}" is there twice, rename one`,
    );
  }
}

/** A row of a text, its header among them. */
export interface TextRow {
  /** Line of the text on which it begins; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * All rows of CSV text, the header among them, with the lines on which they begin.
 *
 * @throws {SyntaxError} If the text is no CSV.
 */
export function csvRecords(text: string, what: string): readonly TextRow[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  let index = 0;
  return parsed(lines.join("\n"), what).map((cells) => {
    while (lines[index] === "") index++;
    const line = index + 1;
    index += cells.join().split("\n").length;
    return { line, cells };
  });
}

function parsed(text: string, what: string): readonly (readonly string[])[] {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot read ${what} as it is no CSV: ${error.message}`, {
      cause: error,
    });
  }
}
