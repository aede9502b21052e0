// What the program and its decoding workers say to each other, and the two numbers that they share.

import type { Preset } from "../images/preset.ts";

/** All that a worker is told, once. */
export interface PictureTask {
  readonly paths: readonly string[];
  readonly preset: Preset;
  /** Pictures a batch. */
  readonly batch: number;
  /** Where batches lie, one after the other and then again from the first on. */
  readonly files: readonly string[];
  /** Two numbers, at `NEXT` and `LIMIT`. */
  readonly shared: Int32Array;
}

/** Index of the next picture that nobody has taken. */
export const NEXT = 0;

/** Pictures from this index on have to wait, as the file of their batch is still in use. */
export const LIMIT = 1;

/** The limit once no more pictures are wanted. */
export const ENDED = -1;

/** A picture whose values are in the file of its batch, or why there are none. */
export type PreparedPicture =
  | { readonly index: number; readonly sha256: string }
  | { readonly index: number; readonly error: string };

/** What a worker says when it cannot go on. */
export interface WorkerFailure {
  readonly failure: string;
}
