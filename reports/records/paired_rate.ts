// The throughput of one network over another's, round by round, so that what slows the machine
// cancels: the same ratio that a timing has to its anchor, between any two rows of the same rounds.

import type { TimingRecord } from "../../bench/record/record.ts";
import { pairedRatio } from "../../bench/samples/round_rate.ts";
import { boundsOf, type MedianInterval } from "../../bench/samples/statistics.ts";

/** Whether two timings are of one run and graph and were taken side by side. */
export function isSideBySide(a: TimingRecord, b: TimingRecord): boolean {
  return a.runId === b.runId && a.graph === b.graph && a.roundsId === b.roundsId;
}

/** Whether an interval is there and lies on one side of 1: only then does one of both win. */
export function isResolved(ratio: MedianInterval): boolean {
  const bounds = boundsOf(ratio);
  return bounds !== undefined && (bounds.low > 1 || bounds.high < 1);
}

/**
 * The ratio with its 95 % interval; `undefined` if the timings were not taken side by
 * side, or their samples were left out when records were joined (merge.ts).
 */
export function pairedRate(
  timing: TimingRecord,
  base: TimingRecord,
): MedianInterval | undefined {
  const hasSamples = ({ roundsMs }: TimingRecord) =>
    roundsMs.length > 0 && roundsMs.every((samplesMs) => samplesMs.length > 0);
  const isKnown = isSideBySide(timing, base) && hasSamples(timing) && hasSamples(base);
  return isKnown ? pairedRatio(timing, base) : undefined;
}
