// records.jsonl of an output folder: appended line by line, flushed, one writer at a time.

import { parseRecords, type Record, recordLine } from "../bench/record.ts";
import { fileError, fileMessage, RunError, UsageError } from "./usage_error.ts";

/** An open records file. */
export interface RecordsFile {
  /** What it held when it was opened. */
  readonly records: readonly Record[];
  /** One message for each line that was no record. */
  readonly problems: readonly string[];
  /** Appends a record; it is on the disk when this returns. */
  readonly append: (record: Record) => void;
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

/**
 * Opens a records file for one writer; the system lets go of the lock when the process ends,
 * however it ends.
 *
 * @throws {UsageError} If it cannot be opened, or another run writes to it.
 */
export function openRecordsFile(path: string): RecordsFile {
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
  const text = Deno.readTextFileSync(path);
  const { records, problems } = parseRecords(text);

  function append(line: string): void {
    const bytes = new TextEncoder().encode(line);
    try {
      for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
      file.syncDataSync();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new RunError(fileMessage("append to", path, error), { cause: error });
    }
  }

  // A killed run may have left half a line; the next record must not become part of it.
  if (text !== "" && !text.endsWith("\n")) append("\n");
  return {
    records,
    problems,
    append: (record) => append(recordLine(record)),
    close: () => file.close(),
  };
}
