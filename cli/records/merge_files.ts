// Several files of records as one, with what is wrong about them on stderr.

import type { BenchRecord } from "../../bench/record/record.ts";
import { startMerge } from "../../reports/records/merge.ts";
import { mergeFindings } from "../../reports/records/merge_findings.ts";
import { distinctFiles, fileSize } from "./distinct_files.ts";
import { note } from "../shell/print.ts";
import { readOrNote, recordsPath } from "./read_records.ts";

/** Findings of a kind that are said; the others are counted. */
const MOST_FINDINGS = 10;

/** Files of no more bytes together keep their samples anyway: what they hold is small beside a process. */
const MOST_BYTES_WITH_SAMPLES = 16 * 2 ** 20;

/** Records for a table or a page. */
export interface MergedFiles {
  readonly records: readonly BenchRecord[];
  /** Whether nothing is missing, twice there, in conflict or no record. */
  readonly isSound: boolean;
}

/**
 * Joins files of records, or those of folders; copies are read once. Half a line is reported and no
 * fault: what was lost with it is missing.
 *
 * @param options Whether timings keep their raw samples however many there are.
 * @throws {UsageError} If a file cannot be read.
 */
export function mergeFiles(
  paths: readonly string[],
  options: { readonly samples: boolean },
): MergedFiles {
  const { distinct, copies } = distinctFiles(paths.map((path) => recordsPath(path) ?? path));
  const bytes = distinct.reduce((sum, path) => sum + (fileSize(path) ?? 0), 0);
  const merge = startMerge({ samples: options.samples || bytes <= MOST_BYTES_WITH_SAMPLES });
  let isSound = true;
  for (const { path, original } of copies) {
    note(`note: ${path} and ${original} are identical: read once`);
  }
  for (const path of distinct) {
    if (!readOrNote(path, (record) => merge.add(record, path))) isSound = false;
  }
  const merged = merge.finish();
  for (const [kind, findings] of Map.groupBy(mergeFindings(merged), ({ kind }) => kind)) {
    for (const { text } of findings.slice(0, MOST_FINDINGS)) note(`warning: ${kind}: ${text}`);
    const more = findings.length - MOST_FINDINGS;
    if (more > 0) note(`warning: ${kind}: ${more} more`);
    isSound &&= kind === "drift";
  }
  return { records: merged.records, isSound };
}
