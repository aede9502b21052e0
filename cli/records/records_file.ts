// records.jsonl of an output folder: appended line by line, flushed, one writer at a time.

import { type BenchRecord, recordLine } from "../../bench/record/record.ts";
import { problemList } from "../../bench/record/record_reader.ts";
import { requireFile, writeWhole } from "../shell/files.ts";
import { readOpenRecords } from "./read_records.ts";
import { fileError, runError, UsageError } from "../shell/usage_error.ts";

/** An open records file. */
export interface RecordsFile {
  /** What it held when it was opened. */
  readonly records: readonly BenchRecord[];
  /** Messages on the lines that are no records. */
  readonly problems: readonly string[];
  /** Appends a record; it is on the disk when this returns. */
  readonly append: (record: BenchRecord) => void;
  /** Appends records at once; they are on the disk when this returns. */
  readonly appendAll: (records: readonly BenchRecord[]) => void;
  readonly close: () => void;
}

/** False where a shared file system knows no locks; there, parts of a plan have their own folders. */
function isLockedElsewhere(file: Deno.FsFile): boolean {
  try {
    return !file.tryLockSync(true);
  } catch {
    return false;
  }
}

function unlock(file: Deno.FsFile): void {
  try {
    file.unlockSync();
  } catch {
    // A file system without locks.
  }
}

/**
 * Opens a records file for one writer; the system lets go of the lock when the process ends,
 * however it ends.
 *
 * @throws {UsageError} If it cannot be opened, or another run writes to it.
 */
export function openRecordsFile(path: string): RecordsFile {
  const file = openLocked(path);
  const records: BenchRecord[] = [];
  const problems = problemList();
  let isCutOff = false;
  const { bytes, wholeLineBytes } = readOpenRecords(file, path, {
    onRecord: (record) => records.push(record),
    onProblem(problem, isHalf) {
      problems.add(problem);
      isCutOff ||= isHalf;
    },
  });
  // A killed run may have left half a line, which nobody can use, or one without its end; the next
  // record must not become part of it.
  if (isCutOff) file.truncateSync(wholeLineBytes);
  else if (wholeLineBytes < bytes) appendLine(file, path, "\n");
  return {
    records,
    problems: problems.texts(),
    append: (record) => appendLine(file, path, recordLine(record)),
    appendAll: (added) => appendLine(file, path, added.map(recordLine).join("")),
    close() {
      // A process that starts right now shares the open file for an instant, and its lock with it.
      unlock(file);
      file.close();
    },
  };
}

function openLocked(path: string): Deno.FsFile {
  requireFile("open", path);
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true, append: true, create: true });
  } catch (error) {
    throw fileError("open", path, error);
  }
  if (isLockedElsewhere(file)) {
    file.close();
    throw new UsageError(
      `Cannot write to "${path}" as another run is writing there: wait for it, or take another --out`,
    );
  }
  return file;
}

/** The line is on the disk when this returns. */
function appendLine(file: Deno.FsFile, path: string, line: string): void {
  try {
    writeWhole(file, line);
    file.syncDataSync();
  } catch (error) {
    throw runError("append to", path, error);
  }
}
