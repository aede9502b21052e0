// Steady state: found from the samples, not assumed after a fixed number of runs.

import { median } from "./statistics.ts";

/** A drift below this share is taken for noise. */
const DRIFT_LIMIT = 0.05;
/** Runs compared with the runs before them to end the warm-up. */
const WINDOW_RUNS = 2;

/**
 * Whether the samples show no trend: the medians of their first and last third differ by less than
 * 5 %. One sample cannot show a trend, and says nothing: not steady.
 */
export function isSteady(samplesMs: readonly number[]): boolean {
  if (samplesMs.length < 2) return false;
  const third = Math.ceil(samplesMs.length / 3);
  const first = median(samplesMs.slice(0, third));
  const last = median(samplesMs.slice(-third));
  return Math.abs(first - last) / Math.min(first, last) < DRIFT_LIMIT;
}

/** Whether the last two runs took about as long as the two before: the warm-up may end. */
export function isWarm(samplesMs: readonly number[]): boolean {
  return samplesMs.length >= 2 * WINDOW_RUNS && isSteady(samplesMs.slice(-2 * WINDOW_RUNS));
}
