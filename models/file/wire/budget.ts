// How much a file may make us keep and walk: bounded before it happens, whatever the file claims.

import { FileError } from "../file_error.ts";

/** Bytes of memory that a model without its weights may take, by {@linkcode KEPT_BYTES}. */
const MOST_KEPT_BYTES = 176 * 2 ** 20;

/**
 * What things take in memory from reading to the count, in bytes: measured with files of a hundred
 * thousand of each, so that counting needs no more than 300 MB, 90 MB of which it needs for nothing.
 */
export const KEPT_BYTES = {
  /** Asked for when it is read, and for each time that it stands in the graph. */
  node: 300,
  /** What a node reads: its place. */
  input: 200,
  /** What a node makes: a value with a shape, known by name. */
  output: 550,
  attribute: 600,
  /** One that other nodes have too. */
  sharedAttribute: 16,
  /** A graph inside of a node, without what it holds. */
  graph: 1200,
  tensor: 900,
  number: 52,
  value: 800,
  axis: 16,
  text: 32,
  /** A name, however often it is there. */
  name: 80,
  function: 700,
  operatorSet: 100,
  /** One call of a function; it takes time too, which is bounded with it. */
  call: 4000,
} as const;
/** Fields that may be walked; a hundred thousand nodes have about a million. */
const MOST_FIELDS = 1e7;

/** What is left of a file's allowance. */
export class Budget {
  #keptBytes = 0;
  #fieldCount = 0;

  /** Asks for memory, before it is taken. */
  keep(byteLength: number, offset?: number): void {
    this.#keptBytes += byteLength;
    if (this.#keptBytes <= MOST_KEPT_BYTES) return;
    throw tooMuch(`its nodes and names take more than ${MOST_KEPT_BYTES / 2 ** 20} MiB`, offset);
  }

  /** Asks to walk one more field. */
  walk(offset: number): void {
    this.#fieldCount += 1;
    if (this.#fieldCount <= MOST_FIELDS) return;
    throw tooMuch(`it has more than ${MOST_FIELDS} fields`, offset);
  }
}

function tooMuch(reason: string, offset: number | undefined): FileError {
  return new FileError({
    reason,
    cure: "store its tables as tensors, or split the model",
    ...(offset === undefined ? {} : { offset }),
  });
}
