// From what a network answered to each picture to Top-1 and Top-5.

import { TOP_CLASSES } from "./top_classes.ts";
import type { Share } from "./share.ts";

/** What became of a picture. */
export interface Outcome {
  /** Path below the data folder. */
  readonly name: string;
  /** Output of the network that is right. */
  readonly label: number;
  /** As `topClasses` has them; empty: no answer. */
  readonly top: readonly number[];
  /** SHA-256 of the pixels that the network saw, little-endian float32; empty if there were none. */
  readonly sha256: string;
  /** Why it could not be read: it is not counted then. */
  readonly error?: string | undefined;
}

/** How many pictures a network has right. */
export interface Tally {
  /** Of the pictures that could be read. */
  readonly top1: Share;
  /** Absent where there are too few classes for it to say anything. */
  readonly top5?: Share;
  /** Counted as wrong: a logit was not a number. */
  readonly unanswered: number;
  /** Not counted: they could not be read. */
  readonly unreadable: number;
}

/** Why there is no Top-5. */
export const NO_TOP5 = `Top-5 says nothing of fewer than ${TOP_CLASSES + 1} classes`;

/** Counts outcomes of a network with so many classes. */
export function tallyOf(outcomes: Iterable<Outcome>, classes: number): Tally {
  let [total, first, anyOfFive, unanswered, unreadable] = [0, 0, 0, 0, 0];
  for (const { label, top, error } of outcomes) {
    if (error !== undefined) {
      unreadable++;
      continue;
    }
    total++;
    if (top.length === 0) unanswered++;
    if (isFirst({ label, top })) first++;
    if (top.includes(label)) anyOfFive++;
  }
  return {
    top1: { count: first, total },
    ...(classes > TOP_CLASSES ? { top5: { count: anyOfFive, total } } : {}),
    unanswered,
    unreadable,
  };
}

/** Whether the first answer is the right one. */
export function isFirst({ label, top }: Pick<Outcome, "label" | "top">): boolean {
  return top[0] === label;
}
