// Text to records of fields, on top of csv-parse. Its defaults differ from @std/csv in line ends,
// blank lines, comments and the class of errors; all of that is settled here and nowhere else.

import { CsvError, parse } from "csv-parse/sync";
import type { ParseOptions } from "./parse.ts";

/** The fields of one row, and the line of the text on which the row ends. */
export interface CsvRecord {
  readonly fields: string[];
  readonly line: number;
}

/** Reads every record of the text; blank lines and comments are not records. */
export function readRecords(input: string, options: ParseOptions): CsvRecord[] {
  const { separator = ",", comment = "", trimLeadingSpace = false } = options;
  checkMarks(separator, comment);
  if (trimLeadingSpace && separator.trim() === "") {
    throw new Error(
      `Cannot trim fields as separator ${JSON.stringify(separator)} is white space itself: ` +
        "drop trimLeadingSpace, this stand-in does not support it here",
    );
  }

  const records: CsvRecord[] = [];
  try {
    parse(withUnixLineEnds(input), {
      bom: true,
      comment,
      comment_no_infix: true,
      delimiter: separator,
      ltrim: trimLeadingSpace,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { lines }) => {
        records.push({ fields, line: lines });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(`Cannot parse input: ${error.message}`, { cause: error });
  }
  return records;
}

/** A line ends in LF or CRLF, quoted or not; a CR elsewhere is text, but for one at the very end. */
function withUnixLineEnds(input: string): string {
  return input.replaceAll("\r\n", "\n").replace(/\r$/, "");
}

function checkMarks(separator: string, comment: string): void {
  const isUsable = separator !== "" && separator !== comment &&
    !/["\r\n]/.test(separator + comment);
  if (isUsable) return;

  const marks = `separator ${JSON.stringify(separator)} and comment ${JSON.stringify(comment)}`;
  throw new Error(
    `Cannot parse input: invalid delimiter, ${marks} must differ and hold no quote and no line end`,
  );
}
