// What is compared: the metrics, which way each is better, and the verdict on a ratio NEW / BASE.

import type { TimingRecord } from "../../bench/record/record.ts";
import { median } from "../../bench/samples/statistics.ts";
import { roundRate } from "../../bench/samples/round_rate.ts";
import type { RatioEstimate } from "./ratio_interval.ts";

/** Metrics of a timing: statistics decide. */
export const RATE_METRICS: Readonly<{ [Metric in RateMetric]: RateMetricSpec }> = {
  throughput: {
    unit: "images/s",
    better: "higher",
    of: ({ roundsMs, batch }: TimingRecord) => roundsMs.map((round) => roundRate(round, batch)),
  },
  latency: {
    unit: "ms",
    better: "lower",
    of: ({ roundsMs }: TimingRecord) => roundsMs.map(median),
  },
};

/** Exact integers: any difference decides, and less is better. */
export const COUNT_METRICS = ["params", "buffers", "macs"] as const;

/** What a metric of a timing is. */
export interface RateMetricSpec {
  /** As it stands in headers. */
  readonly unit: string;
  /** Which way is better. */
  readonly better: Better;
  /** One value a round. */
  readonly of: (timing: TimingRecord) => readonly number[];
}

/** Which way a metric is better. */
export type Better = "higher" | "lower";

/** One of {@linkcode RATE_METRICS}. */
export type RateMetric = "throughput" | "latency";
/** One of {@linkcode COUNT_METRICS}. */
export type CountMetric = typeof COUNT_METRICS[number];

/** What a rate came to. */
export type RateVerdict = "worse" | "equivalent" | "undecided" | "better";

/** The rule: how much slower is too slow, and which way is better. */
export interface MarginRule {
  /** Slower by more than this is worse: 0.03 is 1.03 times the time, or 1 / 1.03 of the rate. */
  readonly margin: number;
  readonly better: Better;
}

/**
 * Ratios that count as equal: `1 / (1 + margin)` to `1 + margin`. As wide on either side in
 * logarithms, so that a change gets one verdict whether it is seen as a rate or as a time.
 */
export function marginBand(margin: number): { readonly low: number; readonly high: number } {
  return { low: 1 / (1 + margin), high: 1 + margin };
}

/**
 * The verdict on a ratio NEW / BASE: a difference counts only if the whole interval lies beyond the
 * margin, equality only if the whole interval lies within it.
 *
 * With margin 0.03 and a rate: `0.90 to 0.95` is worse, `0.98 to 1.01` equivalent, `0.96 to 1.01`
 * undecided, `1.04 to 1.10` better.
 */
export function rateVerdict(
  { low, high }: Required<RatioEstimate>["interval"],
  { margin, better }: MarginRule,
): RateVerdict {
  const equal = marginBand(margin);
  if (low >= equal.low && high <= equal.high) return "equivalent";
  if (high < equal.low) return better === "higher" ? "worse" : "better";
  if (low > equal.high) return better === "higher" ? "better" : "worse";
  return "undecided";
}

/**
 * How much slower a row must come out, with its noise, to be worse, as what it adds to the time:
 * at that ratio the interval would lie beyond the margin as a whole.
 */
export function smallestSlowdown(
  { ratio, interval }: Required<RatioEstimate>,
  { margin, better }: MarginRule,
): number {
  const noise = better === "higher" ? interval.high / ratio : ratio / interval.low;
  return (1 + margin) * noise - 1;
}
