// What the samples of a timing carry, whoever wrote the record: no interval and nothing impossible
// from too few rounds, no steadiness from too few samples.

import { LEAST_INTERVAL_SAMPLES, type MedianInterval } from "../samples/statistics.ts";
import { LEAST_STEADY_SAMPLES, type Unsteadiness } from "../samples/steady.ts";

/** The fields of a timing that are worth no more than its samples. */
interface Claims {
  readonly roundsMs: readonly (readonly number[])[];
  readonly steady: boolean | null;
  readonly unsteadiness: Unsteadiness | null;
  readonly imagesPerSecond: MedianInterval;
  readonly latencyMs: MedianInterval;
  readonly relative: { readonly ratio: MedianInterval } | null;
  readonly overPlain: MedianInterval | null;
  readonly roofline: {
    readonly matrixShare: MedianInterval;
    readonly impossible: boolean;
  } | null;
}

/** The timing without what its samples do not carry. */
export function asFarAsCarried<Timing extends Claims>(timing: Timing): Timing {
  const { roundsMs, imagesPerSecond, latencyMs, relative, overPlain, roofline } = timing;
  const sampleCount = roundsMs.reduce((sum, samplesMs) => sum + samplesMs.length, 0);
  const steadiness = sampleCount < LEAST_STEADY_SAMPLES
    ? { steady: null, unsteadiness: "too few samples" } as const
    : {};
  if (roundsMs.length >= LEAST_INTERVAL_SAMPLES) return { ...timing, ...steadiness };
  const bare = ({ median }: MedianInterval) => ({ median, low: null, high: null });
  return {
    ...timing,
    ...steadiness,
    imagesPerSecond: bare(imagesPerSecond),
    latencyMs: bare(latencyMs),
    relative: relative && { ...relative, ratio: bare(relative.ratio) },
    overPlain: overPlain && bare(overPlain),
    roofline: roofline && {
      ...roofline,
      matrixShare: bare(roofline.matrixShare),
      impossible: false,
    },
  };
}
