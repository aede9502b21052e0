// The rate of one round, the unit of all throughput figures, and ratios of rates round by round.

import { type MedianInterval, medianInterval } from "./statistics.ts";

const MS_PER_SECOND = 1000;

/** The samples of one row by round, and the images of each run. */
export interface Rounds {
  readonly roundsMs: readonly (readonly number[])[];
  readonly batch: number;
}

/** Images per second of one round: all its images over all its time. */
export function roundRate(samplesMs: readonly number[], batch: number): number {
  const totalMs = samplesMs.reduce((sum, sampleMs) => sum + sampleMs, 0);
  return MS_PER_SECOND * batch * samplesMs.length / totalMs;
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
