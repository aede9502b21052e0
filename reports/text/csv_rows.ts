// CSV text to its header and rows, with the line of the text on which each row begins, so that a
// mistake in a file can be named by line. Files may come from anywhere: nothing is guessed.

import { CsvError, parse } from "csv-parse/sync";

/** One row after the header. */
export interface CsvRow {
  /** Line of the text on which the row begins; the first line is 1. */
  readonly line: number;
  /** As many as there are header cells. */
  readonly cells: readonly string[];
}

/**
 * Splits CSV text into header and rows; a byte-order mark and blank lines are skipped.
 *
 * @param text The text of the file.
 * @param what Names the file in messages, e.g. `published figures`.
 * @throws {SyntaxError} If the text is no CSV, has no header, names a column twice, or a row has
 * more or fewer cells than the header.
 */
export function csvRows(
  text: string,
  what: string,
): { readonly header: readonly string[]; readonly rows: readonly CsvRow[] } {
  const [first, ...rows] = recordsOf(text, what);
  if (first === undefined) {
    throw new SyntaxError(`Cannot read ${what} as the text is empty: pass CSV with a header line`);
  }
  const header = first.cells;
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new SyntaxError(
      `Cannot read ${what} as columns must differ: "${repeated}" is there twice, rename one`,
    );
  }
  const unlike = rows.find(({ cells }) => cells.length !== header.length);
  if (unlike !== undefined) {
    throw new SyntaxError(
      `Cannot read ${what} as every row must have ${header.length} cells: line ${unlike.line} has ` +
        `${unlike.cells.length}, check its commas and quotes`,
    );
  }
  return { header, rows };
}

function recordsOf(text: string, what: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  try {
    parse(text.replaceAll("\r\n", "\n"), {
      bom: true,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
      on_record(cells: string[], { lines }) {
        // The library counts up to the end of a record; line ends in its cells lie before that.
        rows.push({ line: lines - (cells.join().split("\n").length - 1), cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(`Cannot read ${what} as it is no CSV: ${error.message}`, {
      cause: error,
    });
  }
  return rows;
}
