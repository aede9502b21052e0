// The ratio of two throughputs of our own, as directly as the records tell it.

import type { TimingRecord } from "../bench/record/record.ts";
import { boundsOf } from "../bench/samples/statistics.ts";
import { rateOver } from "../reports/records/paired_rate.ts";

/** A ratio of throughputs on our own device. */
export interface OurRatio {
  readonly ratio: number;
  /** Ends of the 95 % interval; absent where no rounds give one. */
  readonly interval?: readonly [low: number, high: number];
  readonly how: "paired by rounds" | "ratio of medians";
}

/** Round by round where both were timed in the same rounds, else of the medians. */
export function ourRatio(own: TimingRecord, over: TimingRecord): OurRatio {
  const paired = rateOver(own, over);
  if (paired === undefined) {
    const ratio = own.imagesPerSecond.median / over.imagesPerSecond.median;
    return { ratio, how: "ratio of medians" };
  }
  const bounds = boundsOf(paired);
  return {
    ratio: paired.median,
    ...(bounds === undefined ? {} : { interval: [bounds.low, bounds.high] }),
    how: "paired by rounds",
  };
}
