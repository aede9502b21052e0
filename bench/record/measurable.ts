// What a measurement may come to. A clock that saw no time pass, a negative rate or an infinite one
// say nothing about a network: they are "not measurable", which is a result with a reason.

import { z } from "zod";
import { median, type MedianInterval } from "../samples/statistics.ts";
import { listOf } from "./unbounded.ts";

/** What the reason begins with. */
export const NOT_MEASURABLE = "not measurable";

/** Above whatever a machine reaches; a hundred times that still prints as digits. */
const LARGEST_FIGURE = 1e19;
/** Below it a figure is a slip: 1 image in 30 years, a billionth of a millisecond. */
const SMALLEST_FIGURE = 1e-9;

/** Why the samples of a round give no rate; `undefined` if they give one. */
export function unmeasurable(samplesMs: readonly number[]): string | undefined {
  const wrong = samplesMs.find((sampleMs) => !(sampleMs >= 0 && sampleMs < LARGEST_FIGURE));
  if (wrong !== undefined) return `${NOT_MEASURABLE}: a run took ${wrong} ms by this clock`;
  if (samplesMs.length === 0) return `${NOT_MEASURABLE}: no run was timed`;
  const isTime = (sampleMs: number) => sampleMs > SMALLEST_FIGURE;
  // Sorted for a median only where there is a 0: a file has rounds by the million.
  return samplesMs.every(isTime) || isTime(median(samplesMs))
    ? undefined
    : `${NOT_MEASURABLE}: half of ${samplesMs.length} run(s) or more took 0 ms by this clock`;
}

/** Says so of numbers, and of null, as which JSON writes NaN; what is missing is another fault. */
function refusing(rule: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      typeof input === "number" || input === null
        ? `${NOT_MEASURABLE}: must be ${rule}, got ${input}`
        : undefined,
  };
}

const ABOVE_0 = refusing("above 0 and finite");
const AT_LEAST_0 = refusing("0 or above and finite");
/** An interval may end at 0 where that is rounded; no median is 0. */
const above0 = z.number(ABOVE_0).gt(SMALLEST_FIGURE, ABOVE_0).lt(LARGEST_FIGURE, ABOVE_0);

/** A number that is not negative and that a machine can reach. */
export const atLeast0 = z.number(AT_LEAST_0).nonnegative(AT_LEAST_0)
  .lt(LARGEST_FIGURE, AT_LEAST_0);

/** The samples of one round. */
export const roundSamples = listOf(atLeast0, { least: 1 })
  .refine((samplesMs) => unmeasurable(samplesMs) === undefined, {
    error: ({ input }) => unmeasurable(input as readonly number[]) ?? NOT_MEASURABLE,
  });

/** A rate or a time with its 95 % interval, where the rounds carry one (statistics.ts). */
export const measuredInterval = z.object({
  median: above0,
  low: atLeast0.nullable(),
  high: atLeast0.nullable(),
});

/** A figure that follows from others: where a division made nonsense of it, it is left empty. */
export const derivedFigure = z.number().nullable().transform((value) =>
  value !== null && isFigure(value) ? value : null
);

/** A share of a whole: left empty where it is none. */
export const derivedShare = derivedFigure.transform((share) =>
  share !== null && share <= 1 ? share : null
);

/** A share that rounding may have carried over its ends. */
export const boundedShare = z.number().transform((share) => Math.min(Math.max(share, 0), 1));

/** A ratio with its interval that follows from others, left empty as a whole. */
export const derivedInterval = z.object({
  median: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
}).transform(({ median, low, high }): MedianInterval | null => {
  if (median === null || !isFigure(median)) return null;
  const areFigures = low !== null && high !== null && isFigure(low) && isFigure(high);
  return areFigures ? { median, low, high } : { median, low: null, high: null };
});

function isFigure(value: number): boolean {
  return value >= 0 && value < LARGEST_FIGURE;
}
