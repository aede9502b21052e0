// The throughput of one network over another's, round by round, so that what slows the machine
// cancels: the same ratio that a timing has to its anchor, between any two rows of the same rounds.

import type { Interval, TimingRecord } from "../bench/record.ts";
import { roundRate } from "../bench/round_rate.ts";
import { bootstrapMedian } from "../bench/statistics.ts";

/** Whether two timings are of one run and graph and were taken side by side. */
export function isSideBySide(a: TimingRecord, b: TimingRecord): boolean {
  return a.runId === b.runId && a.graph === b.graph && a.roundsId === b.roundsId;
}

/**
 * The ratio with its 95 % bootstrap interval; `undefined` if the timings were not taken side by
 * side, or their samples were left out when records were joined (merge.ts).
 */
export function pairedRate(
  timing: TimingRecord,
  base: TimingRecord,
  seed: number,
): Interval | undefined {
  if (!isSideBySide(timing, base)) return undefined;
  const roundCount = Math.min(timing.roundsMs.length, base.roundsMs.length);
  const [own, others] = [timing, base].map(({ roundsMs, batch }) =>
    roundsMs.slice(0, roundCount).map((samplesMs) => roundRate(samplesMs, batch))
  );
  const ratios = own?.map((rate, round) => rate / (others?.[round] ?? NaN)) ?? [];
  const isWhole = ratios.length > 0 && ratios.every(Number.isFinite);
  return isWhole ? bootstrapMedian(ratios, seed) : undefined;
}
