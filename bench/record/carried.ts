// What the samples of a timing carry, whoever wrote the record: no interval and nothing impossible
// from too few rounds, no steadiness from too few samples, or from too few rounds that lie apart.

import { LEAST_INTERVAL_SAMPLES, type MedianInterval } from "../samples/statistics.ts";
import { areFewApart, LEAST_STEADY_SAMPLES } from "../samples/steady.ts";
import { sum } from "../samples/sum.ts";
import type { TimingRecord } from "./record_types.ts";

/** The timing without what its samples do not carry. */
export function asFarAsCarried(timing: TimingRecord): TimingRecord {
  const { roundsMs, imagesPerSecond, latencyMs, relative, overPlain, roofline } = timing;
  const { overDefaultEngine } = timing;
  const steadiness = carriedSteadiness(timing);
  if (roundsMs.length >= LEAST_INTERVAL_SAMPLES) return { ...timing, ...steadiness };
  const bare = ({ median }: MedianInterval) => ({ median, low: null, high: null });
  return {
    ...timing,
    ...steadiness,
    imagesPerSecond: bare(imagesPerSecond),
    latencyMs: bare(latencyMs),
    relative: relative && { ...relative, ratio: bare(relative.ratio) },
    overPlain: overPlain && bare(overPlain),
    overDefaultEngine: overDefaultEngine && bare(overDefaultEngine),
    roofline: roofline && {
      ...roofline,
      matrixShare: bare(roofline.matrixShare),
      impossible: false,
    },
  };
}

function carriedSteadiness(
  { roundsMs, steady }: TimingRecord,
): Partial<Pick<TimingRecord, "steady" | "unsteadiness">> {
  const sampleCount = sum(roundsMs.map(({ length }) => length));
  if (sampleCount < LEAST_STEADY_SAMPLES) return { steady: null, unsteadiness: "too few samples" };
  return steady && areFewApart(roundsMs) ? { steady: null, unsteadiness: "too few rounds" } : {};
}
