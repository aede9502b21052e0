// Several files of records as one, with what is wrong about them on stderr.

import type { Record } from "../bench/record.ts";
import { problemList } from "../bench/record_reader.ts";
import { startMerge } from "../reports/merge.ts";
import { mergeFindings } from "../reports/merge_findings.ts";
import { note } from "./print.ts";
import { readRecords } from "./read_records.ts";

/** Records for a table or a page. */
export interface MergedFiles {
  readonly records: readonly Record[];
  /** Whether nothing is missing, twice there, in conflict or no record. */
  readonly isSound: boolean;
}

/**
 * Joins files of records. Half a line is reported and no fault: what was lost with it is missing.
 *
 * @param options Whether timings keep their raw samples.
 * @throws {UsageError} If a file cannot be read.
 */
export async function mergeFiles(
  paths: readonly string[],
  options: { readonly samples: boolean },
): Promise<MergedFiles> {
  const merge = startMerge(options);
  let isSound = true;
  for (const path of paths) {
    const problems = problemList();
    await readRecords(path, {
      onRecord: (record) => merge.add(record, path),
      onProblem(problem, isHalf) {
        problems.add(problem);
        isSound &&= isHalf;
      },
    });
    for (const problem of problems.texts()) note(`warning: ${path}: ${problem}`);
  }
  const merged = merge.finish();
  for (const { kind, text } of mergeFindings(merged)) {
    note(`warning: ${kind}: ${text}`);
    isSound &&= kind === "drift";
  }
  return { records: merged.records, isSound };
}
