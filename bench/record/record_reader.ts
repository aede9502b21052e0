// Reads records.jsonl: text in, of any length and in pieces of any size; records and problems out.
//
// The file may come from anywhere. Whatever a line holds, what is said about it stays short, and no
// line is kept that is longer than a record can be.

import { type BenchRecord, RECORD_SCHEMA, recordSchema } from "./record.ts";
import { issuesText } from "./issues_text.ts";
import { withheldTiming } from "./withheld.ts";

/** What becomes of the lines. */
export interface RecordSink {
  readonly onRecord: (record: BenchRecord) => void;
  /** A line that is no record. `isHalf`: it is the last one and cut off, as a killed run leaves it. */
  readonly onProblem: (problem: string, isHalf: boolean) => void;
}

interface RecordReader {
  readonly push: (text: string) => void;
  /** The last line may lack its end. */
  readonly end: () => void;
}

/** Longest line that is read: a thousand hours of samples have less, strings may not have more. */
const MOST_LINE_LENGTH = 1 << 28;

/** What some editors and shells put at the start of a file; joined files have it in the middle. */
const BYTE_ORDER_MARK = /^\uFEFF+/;

/** Starts to read. */
export function recordReader({ onRecord, onProblem }: RecordSink): RecordReader {
  // Joined once, as a line of many pieces would be copied for each of them.
  let pieces: string[] = [];
  let length = 0;
  let number = 0;

  function hold(piece: string): void {
    length += piece.length;
    if (length > MOST_LINE_LENGTH) pieces = [];
    else if (piece !== "") pieces.push(piece);
  }

  function takeLine(hasEnd: boolean): void {
    number++;
    const line = pieces.join("");
    const read = length > MOST_LINE_LENGTH ? TOO_LONG : readLine(line);
    pieces = [];
    length = 0;
    if (read === undefined) return;
    if ("record" in read) return onRecord(read.record);
    const isHalf = !hasEnd && read === NO_JSON && beginsLikeRecord(line);
    const { problem } = isHalf ? CUT_OFF : read;
    onProblem(`line ${number} is no record: ${problem}`, isHalf);
  }

  return {
    push(text) {
      let start = 0;
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
        hold(text.slice(start, end));
        takeLine(true);
        start = end + 1;
      }
      hold(text.slice(start));
    },
    end: () => takeLine(false),
  };
}

/** How `recordLine()` begins. */
const BEGINNING = `{"schema":"${RECORD_SCHEMA}"`;

function beginsLikeRecord(line: string): boolean {
  const text = line.replace(BYTE_ORDER_MARK, "");
  return text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
}

type ReadLine = { readonly record: BenchRecord } | { readonly problem: string };

const NO_JSON = { problem: "it is no JSON" } as const;
const CUT_OFF = { problem: "it is cut off, as a killed run leaves it" } as const;
const TOO_LONG = { problem: `it is longer than ${MOST_LINE_LENGTH} letters` } as const;

/** Reads a line; a byte-order mark before it is no part of it, and a blank one is nothing. */
function readLine(line: string): ReadLine | undefined {
  const text = line.replace(BYTE_ORDER_MARK, "");
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return NO_JSON;
  }
  const result = recordSchema.safeParse(value);
  if (result.success) return { record: result.data };
  const record = withheldTiming(value, result.error);
  return record === undefined ? { problem: issuesText(result.error) } : { record };
}

/** The first messages on a file, and how many more there are. */
export interface ProblemList {
  readonly add: (problem: string) => void;
  readonly texts: () => readonly string[];
}

/** Messages of a file that are shown; the others are counted. */
const MOST_PROBLEMS = 5;

/** Starts a list of messages. */
export function problemList(): ProblemList {
  const first: string[] = [];
  let count = 0;
  return {
    add(problem) {
      if (count++ < MOST_PROBLEMS) first.push(problem);
    },
    texts: () =>
      count <= MOST_PROBLEMS
        ? first
        : [...first, `${count - MOST_PROBLEMS} more lines are no records`],
  };
}

/** Records read from a text, and what could not be read. */
export interface ReadRecords {
  /** In the order of the lines. */
  readonly records: readonly BenchRecord[];
  /** Messages on the lines that are no records: the first few, then a count. */
  readonly problems: readonly string[];
}

/** Reads the text of a file; lines that are no records are reported, not fatal. */
export function parseRecords(text: string): ReadRecords {
  const records: BenchRecord[] = [];
  const problems = problemList();
  const reader = recordReader({
    onRecord: (record) => records.push(record),
    onProblem: problems.add,
  });
  reader.push(text);
  reader.end();
  return { records, problems: problems.texts() };
}
