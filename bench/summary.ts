// From the raw samples of a model to its rate, latency and ratio, each with an interval.
// Rounds are the unit: samples within one round share the machine's state and are not independent.

import type { Interval, TimingRecord } from "./record.ts";
import { roundRate } from "./round_rate.ts";
import type { Measurement } from "./schedule.ts";
import { bootstrapMedian, median, quantile } from "./statistics.ts";
import { unsteadiness } from "./steady.ts";

/** Samples that a percentile needs, so that some ten samples or more lie beyond or near it. */
const LEAST_SAMPLES = { p90: 30, p99: 300 } as const;

/** The figures of a timing that follow from its samples. */
export type TimingSummary = Pick<
  TimingRecord,
  | "imagesPerSecond"
  | "latencyMs"
  | "latencyPercentilesMs"
  | "steady"
  | "unsteadiness"
  | "relative"
>;

/**
 * Sums up a measurement.
 *
 * @param anchor The model that ratios refer to, measured in the same rounds; undefined: none.
 * @param seed Seed of the bootstrap.
 */
export function summarize(
  measurement: Measurement,
  anchor: Measurement | undefined,
  seed: number,
): TimingSummary {
  const { roundsMs } = measurement;
  const problem = unsteadiness(roundsMs.flat());
  return {
    imagesPerSecond: bootstrapMedian(roundRates(measurement), seed),
    latencyMs: bootstrapMedian(roundsMs.map(median), seed),
    latencyPercentilesMs: {
      p90: percentile(roundsMs.flat(), 0.9, LEAST_SAMPLES.p90),
      p99: percentile(roundsMs.flat(), 0.99, LEAST_SAMPLES.p99),
    },
    steady: problem === null,
    unsteadiness: problem,
    relative: anchor === undefined
      ? null
      : { anchor: anchor.job.model, ratio: pairedRatio(measurement, anchor, seed) },
  };
}

/** Images per second of every round. */
export function roundRates({ job, roundsMs }: Measurement): readonly number[] {
  return roundsMs.map((samplesMs) => roundRate(samplesMs, job.batch));
}

/** Ratio to the anchor round by round, so that what slows both down cancels. */
export function pairedRatio(
  measurement: Measurement,
  anchor: Measurement,
  seed: number,
): Interval {
  const anchorRates = roundRates(anchor);
  const ratios = roundRates(measurement)
    .slice(0, anchorRates.length)
    .map((rate, round) => rate / (anchorRates[round] as number));
  return bootstrapMedian(ratios, seed);
}

function percentile(samples: readonly number[], share: number, least: number): number | null {
  return samples.length < least ? null : quantile(samples, share);
}
