// Steady state: found from the samples, not assumed after a fixed number of runs.
// Samples are steady without a trend (medians of thirds, Mann and Kendall's test) and without two
// modes; fewer than 5 cannot tell, nor can fewer than 5 rounds that lie apart.

import { risenPairs } from "./risen_pairs.ts";
import { median } from "./statistics.ts";

/** A difference below this share is taken for noise. */
const DRIFT_LIMIT = 0.05;
/** Two-sided 5 % of the standard normal distribution. */
const TREND_Z = 1.96;
/** Two groups of samples must each hold this share, and lie this far apart, to be two modes. */
const LEAST_MODE_SHARE = 0.2;
const LEAST_MODE_DISTANCE = 0.1;

/** Fewer samples or rounds never fire the test for a trend, even if each is larger than the one before. */
export const LEAST_STEADY_SAMPLES = 5;

/** What is wrong with samples that are not steady; too few cannot tell. */
export type Unsteadiness = "trend" | "two modes" | "too few samples" | "too few rounds";

/** What is wrong with the samples of some rounds; null if nothing is. */
export function unsteadinessOf(roundsMs: readonly (readonly number[])[]): Unsteadiness | null {
  return unsteadiness(roundsMs.flat()) ?? (areFewApart(roundsMs) ? "too few rounds" : null);
}

/**
 * Whether there are too few rounds to tell why they lie apart: samples of one slice go up and down
 * together, so a trend from round to round, or a mode that lasts for a round, is as many observations
 * as there are rounds.
 */
export function areFewApart(roundsMs: readonly (readonly number[])[]): boolean {
  if (roundsMs.length >= LEAST_STEADY_SAMPLES) return false;
  const medians = roundsMs.map(median);
  return Math.max(...medians) / Math.min(...medians) >= 1 + LEAST_MODE_DISTANCE;
}

/** What is wrong with the samples, in the order in which they were taken; null if nothing is. */
export function unsteadiness(samplesMs: readonly number[]): Unsteadiness | null {
  if (samplesMs.length < LEAST_STEADY_SAMPLES) return "too few samples";
  if (isDrifting(samplesMs) && Math.abs(mannKendallZ(samplesMs)) >= TREND_Z) return "trend";
  return hasTwoModes(samplesMs) ? "two modes" : null;
}

/**
 * Whether a run of the last slice took about as long as one of any slice before: warm-up may end. While
 * a model warms up no time comes again, and on a busy machine two that follow each other may never be
 * alike.
 */
export function isWarm(slicesMs: readonly (readonly number[])[]): boolean {
  const medians = slicesMs.map(median);
  const last = medians.at(-1);
  return last !== undefined && medians.slice(0, -1).some((before) => !isApart(before, last));
}

/** Whether the medians of the first and the last third differ by 5 % or more. */
function isDrifting(samplesMs: readonly number[]): boolean {
  const third = Math.ceil(samplesMs.length / 3);
  const first = median(samplesMs.slice(0, third));
  const last = median(samplesMs.slice(-third));
  return isApart(first, last);
}

function isApart(a: number, b: number): boolean {
  return Math.abs(a - b) / Math.min(a, b) >= DRIFT_LIMIT;
}

/**
 * Mann and Kendall's test for a trend (Mann 1945, Econometrica 13): pairs that rise minus pairs that
 * fall, in standard deviations of a series without trend. Ties count for neither, and leave less to
 * deviate (Gilbert 1987, Statistical Methods for Environmental Pollution Monitoring, 16.4.2).
 */
export function mannKendallZ(samples: readonly number[]): number {
  const rising = risenPairs(samples);
  const ties = Map.groupBy(samples, (sample) => sample).values().map(({ length }) => length);
  const tied = ties.reduce((sum, count) => sum + spreadOf(count), 0);
  const deviation = Math.sqrt((spreadOf(samples.length) - tied) / 18);
  return rising === 0 ? 0 : (rising - Math.sign(rising)) / deviation;
}

/** 18 times the variance of rising minus falling pairs among so many samples. */
function spreadOf(count: number): number {
  return count * (count - 1) * (2 * count + 5);
}

/**
 * Whether the samples fall into two groups with a gap between them, as when a clock switches: cut at
 * the widest gap, each side holds a fifth or more, the medians of the sides lie 10 % or more apart,
 * and the gap is at least half of that distance.
 */
function hasTwoModes(samplesMs: readonly number[]): boolean {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((sample, i) => sample - (sorted[i] as number));
  const widest = gaps.reduce((most, gap) => Math.max(most, gap));
  const cut = gaps.indexOf(widest) + 1;
  const [low, high] = [sorted.slice(0, cut), sorted.slice(cut)];
  const smallerShare = Math.min(low.length, high.length) / sorted.length;
  const distance = median(high) - median(low);
  return smallerShare >= LEAST_MODE_SHARE && distance / median(low) >= LEAST_MODE_DISTANCE &&
    widest >= distance / 2;
}
