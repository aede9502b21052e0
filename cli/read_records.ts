// Records of a file line by line, so that a file of any length takes the memory of one piece.

import { parseRecordLine, type Record } from "../bench/record.ts";
import { fileError } from "./usage_error.ts";

/** What becomes of the lines of a file. */
export interface RecordReader {
  readonly onRecord: (record: Record) => void;
  /** A line that is no record; half a line is what a killed run leaves behind. */
  readonly onProblem: (problem: string, isHalf: boolean) => void;
}

const PIECE_BYTES = 1 << 18;

/**
 * Reads a file of records.
 *
 * @throws {UsageError} If it is not there or cannot be read.
 */
export async function readRecords(path: string, reader: RecordReader): Promise<void> {
  let number = 0;
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      number++;
      if (line.trim() === "") continue;
      const read = parseRecordLine(line);
      if ("record" in read) reader.onRecord(read.record);
      else reader.onProblem(`line ${number} is no record: ${read.problem}`, read.isHalf);
    }
  }
}

/** The lines of a file, piece by piece; the last one may lack its end. */
async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  try {
    using file = await Deno.open(path);
    const decoder = new TextDecoder();
    const piece = new Uint8Array(PIECE_BYTES);
    let rest = "";
    for (let size = await file.read(piece); size !== null; size = await file.read(piece)) {
      const lines = (rest + decoder.decode(piece.subarray(0, size), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield lines;
    }
    yield [rest + decoder.decode()];
  } catch (error) {
    throw fileError("read", path, error);
  }
}
