// CSV text to rows or objects. The fields come from _records.ts; here are the options' meaning for
// whole rows: how many fields a row must have, and what the first row is for.

import { readRecords } from "./_records.ts";
import type { CsvRecord } from "./_records.ts";

/** Options for {@linkcode parse}. */
export interface ParseOptions {
  /**
   * Text between two fields.
   *
   * @default {","}
   */
  separator?: string;
  /** A line that begins with this character is skipped; by default there are no comments. */
  comment?: string;
  /**
   * Drop white space before a field and before its opening quote.
   *
   * @default {false}
   */
  trimLeadingSpace?: boolean;
  /**
   * Number of fields every row must have; `0` takes it from the first row. By default, and when
   * negative, rows may differ in length.
   */
  fieldsPerRecord?: number;
  /**
   * Leave the first row out of the result. Unless `columns` is given, its fields name the columns.
   *
   * @default {false}
   */
  skipFirstRow?: boolean;
  /** Names of the columns: every row becomes an object with these keys. */
  columns?: readonly string[];
}

/**
 * Parses CSV text into rows of fields.
 *
 * Fields are strings; blank lines are skipped, and so is a byte-order mark at the start.
 *
 * @param input The text.
 * @returns One array of fields for each row.
 * @throws {SyntaxError} If a quote stands where it may not or is not closed.
 *
 * @example
 * ```ts
 * import { parse } from "@std/csv";
 *
 * console.log(parse('a,b\n"x, y",1\n')); // [["a", "b"], ["x, y", "1"]]
 * ```
 */
export function parse(input: string): string[][];
/**
 * Parses CSV text into one object for each row, with the keys of `columns`.
 *
 * @typeParam TColumn The names of the columns.
 * @param input The text.
 * @param options The options, with `columns`.
 * @returns One object for each row.
 * @throws {SyntaxError} If a quote stands where it may not or is not closed.
 * @throws {Error} If a row has more or fewer fields than there are columns.
 */
export function parse<const TColumn extends string>(
  input: string,
  options: ParseOptions & { columns: readonly TColumn[] },
): Record<TColumn, string>[];
/**
 * Parses CSV text into one object for each row after the first, which names the keys.
 *
 * @param input The text.
 * @param options The options, with `skipFirstRow: true`.
 * @returns One object for each row.
 * @throws {SyntaxError} If a quote stands where it may not or is not closed.
 * @throws {Error} If there is no first row, or a row has more or fewer fields than the first.
 */
export function parse(
  input: string,
  options: ParseOptions & { skipFirstRow: true },
): Record<string, string>[];
/**
 * Parses CSV text into rows of fields, as the options say.
 *
 * @param input The text.
 * @param options The options, without `columns` and `skipFirstRow`.
 * @returns One array of fields for each row.
 * @throws {SyntaxError} If a quote stands where it may not or is not closed, or if a row has
 * another number of fields than `fieldsPerRecord` asks for.
 */
export function parse(
  input: string,
  options: ParseOptions & { columns?: never; skipFirstRow?: false },
): string[][];
/**
 * Parses CSV text where the options are known only at run time.
 *
 * @param input The text.
 * @param options The options.
 * @returns Objects if `columns` or `skipFirstRow` is given, else arrays of fields.
 * @throws {SyntaxError} As above.
 */
export function parse(
  input: string,
  options: ParseOptions,
): string[][] | Record<string, string>[];
export function parse(
  input: string,
  options: ParseOptions = {},
): string[][] | Record<string, string>[] {
  const { columns, skipFirstRow = false, fieldsPerRecord = -1 } = options;

  const records = readRecords(input, options);
  checkFieldCounts(records, fieldsPerRecord);
  if (columns === undefined && !skipFirstRow) return records.map(({ fields }) => fields);

  const [first, ...others] = records;
  if (skipFirstRow && first === undefined) {
    throw new TypeError("Cannot parse input: headers must be defined, the text has no first row");
  }
  const header = columns ?? first?.fields ?? [];
  return (skipFirstRow ? others : records).map((record) => toObject(record, header));
}

function checkFieldCounts(records: readonly CsvRecord[], fieldsPerRecord: number): void {
  if (fieldsPerRecord < 0) return;

  const expected = fieldsPerRecord || records[0]?.fields.length;
  for (const { fields, line } of records) {
    if (fields.length !== expected) {
      throw new SyntaxError(
        `Syntax error on line ${line}: expected ${expected} fields but got ${fields.length}`,
      );
    }
  }
}

function toObject({ fields, line }: CsvRecord, header: readonly string[]): Record<string, string> {
  if (fields.length !== header.length) {
    throw new Error(
      `Syntax error on line ${line}: the header names ${header.length} fields but the row has ` +
        `${fields.length}`,
    );
  }
  return Object.fromEntries(header.map((name, i) => [name, fields[i] ?? ""]));
}
