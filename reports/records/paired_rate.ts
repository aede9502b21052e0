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
 * The ratio with its 95 % interval, of whatever engines and graphs; `undefined` if the timings were
 * not taken in the same rounds, or their samples were left out when records were joined (merge.ts).
 */
export function ratioAcross(timing: TimingRecord, base: TimingRecord): MedianInterval | undefined {
  const isBeside = timing.runId === base.runId && timing.roundsId === base.roundsId;
  return isBeside && hasSamples(timing) && hasSamples(base) ? pairedRatio(timing, base) : undefined;
}

/** Whether a timing has its samples, which joined records have lost. */
export function hasSamples({ roundsMs }: TimingRecord): boolean {
  return roundsMs.length > 0 && roundsMs.every((samplesMs) => samplesMs.length > 0);
}

/**
 * As {@linkcode ratioAcross}, of one engine and graph. Where one of both is the anchor, its recorded
 * ratio stands: it is known without samples and of timings in unlike rounds, as the parts of a run have,
 * and every report says the same, whether samples were left out for it or not.
 */
export function rateOver(timing: TimingRecord, base: TimingRecord): MedianInterval | undefined {
  if (timing.runId !== base.runId || timing.graph !== base.graph) return undefined;
  if (timing.relative?.anchor === base.model) return timing.relative.ratio;
  if (base.relative?.anchor === timing.model) return inverse(base.relative.ratio);
  return ratioAcross(timing, base);
}

/** How many times as fast the other is. */
function inverse({ median, low, high }: MedianInterval): MedianInterval {
  const over = (value: number | null) => value === null ? null : 1 / value;
  return { median: 1 / median, low: over(high), high: over(low) };
}
