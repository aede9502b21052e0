// Order statistics and the bootstrap: pure functions on samples that one can check by hand.
// Bootstrap: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3.

import type { Interval } from "./record.ts";
import { seededRandom } from "./random.ts";

const RESAMPLE_COUNT = 2000;
const LOW_QUANTILE = 0.025;
const HIGH_QUANTILE = 0.975;

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
 * The median with its 95 % percentile-bootstrap interval; one sample gives an interval of width 0
 * only because nothing is known about its spread.
 *
 * @param seed Makes the resampling repeatable.
 */
export function bootstrapMedian(samples: readonly number[], seed: number): Interval {
  const random = seededRandom(seed, "bootstrap");
  const pick = () => samples[Math.floor(random() * samples.length)] as number;
  const medians = Array.from(
    { length: RESAMPLE_COUNT },
    () => median(samples.map(pick)),
  );
  return {
    median: median(samples),
    low: quantile(medians, LOW_QUANTILE),
    high: quantile(medians, HIGH_QUANTILE),
  };
}
