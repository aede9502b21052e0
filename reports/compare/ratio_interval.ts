// The ratio of two sets of rounds with its interval, on logarithms: for two runs Hodges and Lehmann's
// estimate, the median of all quotients; for one interleaved run the median of the ratios round by
// round. Hollander, Wolfe and Chicken 2014, "Nonparametric Statistical Methods", sections 4.2, 4.3 and
// 3.5, 3.6. The intervals assume no shape of the noise, a few outliers do not move them, and nothing
// is drawn at random.
//
// Its one assumption, independent rounds, does not hold on a real machine, whose clock and neighbours
// drift. Two remedies: rounds beyond 30 are merged with their neighbours (batch means: Law 2015,
// "Simulation Modeling and Analysis", section 9.5.3), and the interval is widened by the factor
// sqrt((1 + r) / (1 - r)) of the serial correlation r that is left.

import { median, quantile } from "../../bench/samples/statistics.ts";
import { pairedCut, unpairedCut } from "../../bench/samples/rank_counts.ts";

const MOST_BLOCKS = 30;
/** Beyond, the rounds are one slow trend and the factor is a guess. */
const LARGEST_CORRELATION = 0.8;

/** A ratio NEW / BASE. */
export interface RatioEstimate {
  /** The middle of all quotients. */
  readonly ratio: number;
  /** Absent where the rounds are too few for the error rate. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** Rounds of two runs, made one after the other. */
export function unpairedRatio(
  base: readonly number[],
  next: readonly number[],
  errorRate: number,
): RatioEstimate {
  const [before, after] = [logBlocks(base), logBlocks(next)];
  const differences = after.flatMap((b) => before.map((a) => b - a));
  const widening = wideningOf(before, after);
  return estimate(differences, unpairedCut(before.length, after.length, errorRate), widening);
}

/** Rounds of one interleaved run, in which both sides were timed in turn: drift cancels. */
export function pairedRatio(
  base: readonly number[],
  next: readonly number[],
  errorRate: number,
): RatioEstimate {
  const pairCount = Math.min(base.length, next.length);
  const ratios = Array.from(
    { length: pairCount },
    (_, round) => (next[round] as number) / (base[round] as number),
  );
  const logs = logBlocks(ratios);
  return estimate(logs, pairedCut(logs.length, errorRate), wideningOf(logs));
}

/** How far the interval of a ratio reaches from it at most, as a share; infinite without one. */
export function spreadOf({ ratio, interval }: RatioEstimate): number {
  if (interval === undefined) return Infinity;
  return Math.max(interval.high / ratio, ratio / interval.low) - 1;
}

/** The middle of the shifts, and the interval that is left when `cut` are taken off either end. */
function estimate(
  shifts: readonly number[],
  cut: number | undefined,
  widening: number,
): RatioEstimate {
  const sorted = [...shifts].sort((a, b) => a - b);
  const middle = quantile(sorted, 0.5);
  const ratio = Math.exp(middle);
  if (cut === undefined) return { ratio };
  const [low, high] = [sorted[cut] as number, sorted[sorted.length - 1 - cut] as number];
  const widened = (end: number) => Math.exp(middle + widening * (end - middle));
  return { ratio, interval: { low: widened(low), high: widened(high) } };
}

/** Logarithms, neighbours merged by their median until few enough are left. */
function logBlocks(samples: readonly number[]): readonly number[] {
  const blockCount = Math.min(MOST_BLOCKS, samples.length);
  const blocks = Map.groupBy(
    samples.map(Math.log),
    (_, index) => Math.floor(index * blockCount / samples.length),
  );
  return [...blocks.values()].map(median);
}

/** Factor by which runs whose rounds resemble their neighbours widen an interval; 1 if none does. */
function wideningOf(...runs: readonly (readonly number[])[]): number {
  const mean = runs.reduce((sum, run) => sum + serialCorrelation(run), 0) / runs.length;
  const correlation = Math.min(Math.max(mean, 0), LARGEST_CORRELATION);
  return Math.sqrt((1 + correlation) / (1 - correlation));
}

/** Of the ranks of neighbours, so that an outlier counts no more than any other sample. */
function serialCorrelation(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const centre = (samples.length - 1) / 2;
  const ranks = samples.map((sample) =>
    (sorted.indexOf(sample) + sorted.lastIndexOf(sample)) / 2 - centre
  );
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0);
  const products = ranks.slice(1).reduce(
    (sum, rank, index) => sum + rank * (ranks[index] as number),
    0,
  );
  return squares === 0 ? 0 : products / squares;
}
