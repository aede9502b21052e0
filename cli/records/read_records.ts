// Records of a file line by line, so that a file of any length takes the memory of one piece.

import { join } from "node:path";
import type { BenchRecord } from "../../bench/record/record.ts";
import { problemList, recordReader, type RecordSink } from "../../bench/record/record_reader.ts";
import { requireKind } from "../files/file_kind.ts";
import { openFile, piecesOf } from "../shell/files.ts";
import { note } from "../shell/print.ts";

/** What a folder's records are called. */
export const RECORDS_NAME = "records.jsonl";
const LINE_FEED = 10;

/** How far a file is whole lines. */
export interface ReadSizes {
  readonly bytes: number;
  /** Up to the last line end. */
  readonly wholeLineBytes: number;
}

/** The records of a folder, or the file that was named; `undefined` if there is none. */
export function recordsPath(path: string): string | undefined {
  try {
    if (!Deno.statSync(path).isDirectory) return path;
    const file = join(path, RECORDS_NAME);
    Deno.statSync(file);
    return file;
  } catch (error) {
    // Whatever else it is, reading it says so.
    return error instanceof Deno.errors.NotFound ? undefined : path;
  }
}

/**
 * Reads a file of records; lines that are none are said on stderr.
 *
 * @returns Whether every line is a record, but for half a line at the end.
 * @throws {UsageError} If it is not there or cannot be read.
 */
export function readOrNote(path: string, onRecord: (record: BenchRecord) => void): boolean {
  const problems = problemList();
  let isSound = true;
  readRecords(path, {
    onRecord,
    onProblem(problem, isHalf) {
      problems.add(problem);
      isSound &&= isHalf;
    },
  });
  for (const problem of problems.texts()) note(`warning: ${path}: ${problem}`);
  return isSound;
}

/**
 * Reads a file of records.
 *
 * @throws {UsageError} If it is not there or cannot be read.
 */
export function readRecords(path: string, sink: RecordSink): void {
  requireKind(path, "records");
  using file = openFile(path);
  readOpenRecords(file, path, sink);
}

/**
 * Reads an open file from where it stands to its end.
 *
 * @throws {UsageError} If the system refuses.
 */
export function readOpenRecords(file: Deno.FsFile, path: string, sink: RecordSink): ReadSizes {
  const reader = recordReader(sink);
  const decoder = new TextDecoder();
  let bytes = 0;
  let wholeLineBytes = 0;
  for (const read of piecesOf(file, path)) {
    const lineEnd = read.lastIndexOf(LINE_FEED);
    if (lineEnd !== -1) wholeLineBytes = bytes + lineEnd + 1;
    bytes += read.length;
    reader.push(decoder.decode(read, { stream: true }));
  }
  reader.push(decoder.decode());
  reader.end();
  return { bytes, wholeLineBytes };
}
