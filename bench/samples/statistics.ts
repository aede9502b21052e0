// Order statistics: pure functions on samples that one can check by hand.

import { leastRounds, pairedCut } from "./rank_counts.ts";

/** How often a 95 % interval may miss the true value. */
const ERROR_RATE = 0.05;

/** How often each of so many intervals may miss, that all of them hold together at 95 % (Bonferroni). */
export function sharedErrorRate(count: number): number {
  return ERROR_RATE / Math.max(1, count);
}

/** A median with its 95 % interval; both ends are null where the samples are too few to carry one. */
export interface MedianInterval {
  /** The median. */
  readonly median: number;
  /** Lower end. */
  readonly low: number | null;
  /** Upper end. */
  readonly high: number | null;
}

/** The two ends of an interval that exists. */
export interface Bounds {
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/**
 * Fewest samples that carry a 95 % interval of their median: 6. All n lie on one side of the true
 * median with probability 2 x 0.5^n, so even the span from the smallest to the largest covers it
 * with 1 - 2 x 0.5^n only: 75 % for 3, 93.75 % for 5, 96.9 % for 6.
 */
export const LEAST_INTERVAL_SAMPLES: number = leastRounds(ERROR_RATE, { paired: true });

/**
 * The value below which a share of the sorted samples lies, interpolated (R's type 7).
 *
 * @throws {RangeError} If there are no samples or the share is outside 0..1.
 */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0 || !(share >= 0 && share <= 1)) {
    throw new RangeError(
      `Cannot take quantile ${share} of ${samples.length} samples as it needs at least one sample ` +
        `and a share from 0 to 1`,
    );
  }
  const sorted = [...samples].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (position - Math.floor(position)) * (above - below);
}

/** The middle sample, or the mean of the two middle ones. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/**
 * The median with the 95 % interval of the sign test: as many samples are cut off at either end as
 * chance puts beyond the true median once in 40 times. It covers at least 95 % whatever the shape of
 * the noise, where resampling a handful of samples covers 87 to 94 %.
 */
export function medianInterval(samples: readonly number[]): MedianInterval {
  const middle = median(samples);
  const cut = pairedCut(samples.length, ERROR_RATE);
  if (cut === undefined) return { median: middle, low: null, high: null };
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: middle,
    low: sorted[cut] as number,
    high: sorted[sorted.length - 1 - cut] as number,
  };
}

/** The ends of an interval; `undefined` where the samples were too few to carry one. */
export function boundsOf({ low, high }: MedianInterval): Bounds | undefined {
  return low === null || high === null ? undefined : { low, high };
}

/** The interval of another unit: median and ends times a positive factor. */
export function scaled({ median, low, high }: MedianInterval, factor: number): MedianInterval {
  const times = (end: number | null) => end === null ? null : factor * end;
  return { median: factor * median, low: times(low), high: times(high) };
}
