// Why a network may have nearly nothing right: its answers, held against other readings of the labels.

import { percent, wilsonBounds } from "./share.ts";
import { isFirst, type Outcome, tallyOf } from "./top_tally.ts";

/** Another reading of labels. */
export interface Reading {
  /** For people: `the challenge's own numbers`. */
  readonly name: string;
  /** What a label would be by it; undefined where it is none. */
  readonly label: (label: number) => number | undefined;
}

/** Below that a network that was trained does not answer the question that is asked. */
const SUSPECT_PERCENT = 1;
/** From few pictures nothing follows. */
const MOST_HIGH_PERCENT = 25;
/** A reading that explains must have that much more right. */
const LEAST_FACTOR = 10;

/** Whether so few are right that labels, pictures or weights must be wrong. */
export function isSuspect(outcomes: readonly Outcome[]): boolean {
  const { top1 } = tallyOf(outcomes, 0);
  return top1.total > 0 && percent(top1) < SUSPECT_PERCENT &&
    wilsonBounds(top1).high < MOST_HIGH_PERCENT;
}

/** A reading by which far more answers are right. */
export interface Explained {
  readonly name: string;
  readonly percent: number;
}

/** The reading of the labels by which most answers are right, if that are far more; else undefined. */
export function explainedBy(
  outcomes: readonly Outcome[],
  readings: readonly Reading[],
): Explained | undefined {
  const shareOf = (label: Reading["label"]) =>
    percent(
      tallyOf(
        outcomes.map((one) => ({ ...one, label: label(one.label) ?? -1 })),
        0,
      ).top1,
    );
  const asRead = outcomes.filter(isFirst).length;
  const [best] = readings
    .map(({ name, label }) => ({ name, percent: shareOf(label) }))
    .toSorted((a, b) => b.percent - a.percent);
  if (best === undefined || best.percent < SUSPECT_PERCENT * LEAST_FACTOR) return undefined;
  return best.percent > LEAST_FACTOR * 100 * asRead / outcomes.length ? best : undefined;
}
