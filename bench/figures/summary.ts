// From the raw samples of a model to its rate, latency and ratio, each with an interval.
// Rounds are the unit: samples within one round share the machine's state and are not independent.

import type { TimingRecord } from "../record/record.ts";
import { pairedRatio, roundRates, type Rounds } from "../samples/round_rate.ts";
import type { TimedJob } from "./timed_job.ts";
import { median, medianInterval, quantile } from "../samples/statistics.ts";
import { unsteadinessOf } from "../samples/steady.ts";

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
  | "overPlain"
  | "overDefaultEngine"
>;

/** What a measurement is divided by, all of it from the same rounds. */
export interface Denominators {
  /** The anchor in the same graph variant; undefined: none. */
  readonly anchor: TimedJob | undefined;
  /** The plain graph of the same model; undefined: this is it, or it was not measured. */
  readonly plain: TimedJob | undefined;
  /**
   * The same model by the default engine, with the same graph where that ran there; undefined: this is
   * it, or it was not measured.
   */
  readonly defaultEngine?: TimedJob | undefined;
}

/** Sums up a measurement. */
export function summarize(
  measurement: TimedJob,
  { anchor, plain, defaultEngine }: Denominators,
): TimingSummary {
  const { roundsMs } = measurement;
  const rounds = roundsOf(measurement);
  const problem = unsteadinessOf(roundsMs);
  return {
    imagesPerSecond: medianInterval(roundRates(rounds)),
    latencyMs: medianInterval(roundsMs.map(median)),
    latencyPercentilesMs: {
      p90: percentile(roundsMs.flat(), 0.9, LEAST_SAMPLES.p90),
      p99: percentile(roundsMs.flat(), 0.99, LEAST_SAMPLES.p99),
    },
    steady: problem?.startsWith("too few") ? null : problem === null,
    unsteadiness: problem,
    relative: anchor
      ? { anchor: anchor.job.model, ratio: pairedRatio(rounds, roundsOf(anchor)) }
      : null,
    overPlain: plain ? pairedRatio(rounds, roundsOf(plain)) : null,
    overDefaultEngine: defaultEngine ? pairedRatio(rounds, roundsOf(defaultEngine)) : null,
  };
}

/** The rounds of a measurement, for rates and ratios. */
export function roundsOf({ job, roundsMs }: TimedJob): Rounds {
  return { roundsMs, batch: job.batch };
}

function percentile(samples: readonly number[], share: number, least: number): number | null {
  return samples.length < least ? null : quantile(samples, share);
}
