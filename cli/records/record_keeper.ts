// Records as they come: in memory for the report, and in a file. A file that takes no more ends the
// measuring, not the report of what was measured.

import type { BenchRecord } from "../../bench/record/record.ts";
import type { RecordsFile } from "./records_file.ts";
import { RunError } from "../shell/usage_error.ts";

/** Keeps a record. */
export type KeepRecord = (record: BenchRecord) => void;

/**
 * Keeps records in a list and in a file, until the file takes no more.
 *
 * @param giveUp Hears why, once.
 */
export function recordKeeper(
  file: Pick<RecordsFile, "append">,
  records: BenchRecord[],
  giveUp: (problem: RunError) => void,
): KeepRecord {
  let isTaking = true;
  return (record) => {
    records.push(record);
    if (!isTaking) return;
    try {
      file.append(record);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      isTaking = false;
      giveUp(error);
    }
  };
}
