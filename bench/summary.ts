// From the raw samples of a model to its rate, latency and ratio, each with an interval.
// Rounds are the unit: samples within one round share the machine's state and are not independent.

import type { Interval, TimingRecord } from "./record.ts";
import type { Measurement } from "./schedule.ts";
import { bootstrapMedian, median } from "./statistics.ts";
import { isSteady } from "./steady.ts";

const MS_PER_SECOND = 1000;

/** Images per second of one round: all its images over all its time. */
export function roundRate(samplesMs: readonly number[], batch: number): number {
  const totalMs = samplesMs.reduce((sum, sampleMs) => sum + sampleMs, 0);
  return MS_PER_SECOND * batch * samplesMs.length / totalMs;
}

/** The figures of a timing that follow from its samples. */
export type TimingSummary = Pick<
  TimingRecord,
  "imagesPerSecond" | "latencyMs" | "steady" | "relative"
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
  const { job, roundsMs } = measurement;
  const rates = roundsMs.map((samplesMs) => roundRate(samplesMs, job.batch));
  return {
    imagesPerSecond: bootstrapMedian(rates, seed),
    latencyMs: bootstrapMedian(roundsMs.map(median), seed),
    steady: isSteady(roundsMs.flat()),
    relative: anchor === undefined
      ? null
      : { anchor: anchor.job.model, ratio: pairedRatio(rates, anchor, seed) },
  };
}

/** Ratio to the anchor round by round, so that what slows both down cancels. */
function pairedRatio(rates: readonly number[], anchor: Measurement, seed: number): Interval {
  const ratios = rates.flatMap((rate, round) => {
    const anchorSamplesMs = anchor.roundsMs[round];
    return anchorSamplesMs === undefined
      ? []
      : [rate / roundRate(anchorSamplesMs, anchor.job.batch)];
  });
  return bootstrapMedian(ratios, seed);
}
