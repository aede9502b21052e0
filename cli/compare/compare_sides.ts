// The sides of `compare`: their records, or why there is nothing to compare with.

import type { BenchRecord } from "../../bench/record/record.ts";
import { isEmpty, type Side, sideOf } from "../../reports/compare/side.ts";
import { readOrNote, recordsPath } from "../records/read_records.ts";

/** What a side was read from. */
export interface SideFile {
  /** A file or a folder, as it was named. */
  readonly path: string;
  /** `undefined` if nothing is there. */
  readonly records: readonly BenchRecord[] | undefined;
}

/** How a side is understood. */
export interface SideChoice {
  /** Leaves out timings. */
  readonly countsOnly: boolean;
  /** What to do where nothing is there; `undefined`: the side is empty then, and that is no problem. */
  readonly missing: string | undefined;
}

/**
 * Reads a file, or the records of a folder; lines that are no records are said on stderr.
 *
 * @throws {UsageError} If the system refuses.
 */
export function readSide(path: string): SideFile {
  const file = recordsPath(path);
  if (file === undefined) return { path, records: undefined };
  const records: BenchRecord[] = [];
  readOrNote(file, (record) => records.push(record));
  return { path, records };
}

/**
 * A side of a comparison. One that is there, but holds no result, is a problem in any case: a baseline
 * that was lost must not look like one that never was.
 *
 * @returns The side, or what is wrong, to follow "Cannot compare as".
 */
export function sideIn(
  { path, records }: SideFile,
  { countsOnly, missing }: SideChoice,
): Side | { readonly problem: string } {
  if (records === undefined && missing !== undefined) return { problem: missing };
  const side = sideOf(path, records ?? [], { countsOnly });
  if (records === undefined || !isEmpty(side) || side.orphanCount > 0) return side;
  const what = countsOnly ? "count" : "result";
  return {
    problem: records.length === 0
      ? `"${path}" holds no record that can be read: record it again`
      : `"${path}" holds no ${what} of any model: record it again`,
  };
}
