// The sides of `compare`: their records, or why there is nothing to compare with.

import { join } from "node:path";
import type { BenchRecord } from "../../bench/record/record.ts";
import { isEmpty, type Side, sideOf } from "../../reports/compare/side.ts";
import { readOrNote, readRecords, RECORDS_NAME } from "../records/read_records.ts";

/** Files or folders of the sides. */
export interface SidePaths {
  readonly base: string;
  readonly next: string;
  /** An older baseline too. */
  readonly pinned: string | undefined;
}

/** Options for {@linkcode readSides}. */
export interface ReadOptions {
  /** Leaves out timings. */
  readonly countsOnly: boolean;
  /** A baseline that is not there is empty, not a problem. */
  readonly allowMissing: boolean;
}

/** The sides; absent: none was named. */
export interface ReadSides {
  readonly base: Side;
  readonly next: Side;
  readonly pinned?: Side;
}

/**
 * Reads the sides. A side that is there, but holds no result, is a problem in any case: a baseline
 * that was lost must not look like one that never was.
 *
 * @returns The sides, or what is wrong, to follow "Cannot compare as".
 * @throws {UsageError} If the system refuses to read a file.
 */
export async function readSides(
  paths: SidePaths,
  options: ReadOptions,
): Promise<ReadSides | { readonly problem: string }> {
  const base = await readSide(paths.base, { ...options, isNew: false });
  const next = await readSide(paths.next, { ...options, isNew: true, allowMissing: false });
  const pinned = paths.pinned === undefined
    ? undefined
    : await readSide(paths.pinned, { ...options, isNew: false });
  if ("problem" in base) return base;
  if ("problem" in next) return next;
  if (pinned === undefined) return { base, next };
  return "problem" in pinned ? pinned : { base, next, pinned };
}

async function readSide(
  path: string,
  { countsOnly, allowMissing, isNew }: ReadOptions & { readonly isNew: boolean },
): Promise<Side | { readonly problem: string }> {
  const file = await recordsPath(path);
  if (file === undefined && !allowMissing) {
    return {
      problem: isNew
        ? `there is no record in "${path}": run the benchmark first`
        : `there is no baseline in "${path}": record one there, or pass --allow-missing for a ` +
          "first run",
    };
  }
  const records = file === undefined ? [] : await recordsOf(file);
  const side = sideOf(path, records, { countsOnly });
  if (file === undefined || !isEmpty(side) || side.orphanCount > 0) return side;
  const what = countsOnly ? "count" : "result";
  return {
    problem: records.length === 0
      ? `"${path}" holds no record that can be read: record it again`
      : `"${path}" holds no ${what} of any model: record it again`,
  };
}

/**
 * The evaluations in a file or folder, pictures included; none where there is no file.
 *
 * @throws {UsageError} If the system refuses to read it.
 */
export async function readEvaluations(path: string): Promise<EvaluatedSide> {
  const file = await recordsPath(path);
  const evaluations: BenchRecord[] = [];
  let isAlone = true;
  if (file !== undefined) {
    await readRecords(file, {
      onRecord(record) {
        if (record.kind === "evaluation" || record.kind === "picture") evaluations.push(record);
        else isAlone = false;
      },
      // Whoever reads the side says what is no record.
      onProblem: () => undefined,
    });
  }
  return { evaluations, isAlone };
}

/** What a side holds of evaluations. */
export interface EvaluatedSide {
  readonly evaluations: readonly BenchRecord[];
  /** Whether it holds nothing else. */
  readonly isAlone: boolean;
}

/** The file of records; `undefined` if there is none. */
async function recordsPath(path: string): Promise<string | undefined> {
  try {
    const { isDirectory } = await Deno.stat(path);
    if (!isDirectory) return path;
    const file = join(path, RECORDS_NAME);
    await Deno.stat(file);
    return file;
  } catch (error) {
    // Whatever else it is, reading it says so.
    return error instanceof Deno.errors.NotFound ? undefined : path;
  }
}

async function recordsOf(file: string): Promise<readonly BenchRecord[]> {
  const records: BenchRecord[] = [];
  await readOrNote(file, (record) => records.push(record));
  return records;
}
