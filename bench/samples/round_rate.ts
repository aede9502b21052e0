// The rate of one round, the unit of all throughput figures, and ratios of rates round by round.

import { type MedianInterval, medianInterval } from "./statistics.ts";
import { sum } from "./sum.ts";
import { MS_PER_SECOND } from "./units.ts";

/** The samples of one row by round, and the images of each run. */
export interface Rounds {
  readonly roundsMs: readonly (readonly number[])[];
  readonly batch: number;
}

/** Images per second of one round: all its images over all its time. */
export function roundRate(samplesMs: readonly number[], batch: number): number {
  return MS_PER_SECOND * batch * samplesMs.length / sum(samplesMs);
}

/** Images per second of every round. */
export function roundRates({ roundsMs, batch }: Rounds): readonly number[] {
  return roundsMs.map((samplesMs) => roundRate(samplesMs, batch));
}

/**
 * Rate over another's in the same rounds, so that what slows both down cancels: the median over
 * rounds with its 95 % interval. Rounds that only one of both has are left out.
 */
export function pairedRatio(own: Rounds, base: Rounds): MedianInterval {
  const baseRates = roundRates(base);
  const ratios = roundRates(own)
    .slice(0, baseRates.length)
    .map((rate, round) => rate / (baseRates[round] as number));
  return medianInterval(ratios);
}
