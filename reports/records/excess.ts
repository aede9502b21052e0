// Rates beyond what the machine can reach, told from the records alone: a record may come from
// anywhere, and its own word that all is well counts for nothing beside a ceiling.

import { FLOPS_PER_MAC } from "../../bench/count/flops.ts";
import type { CeilingRecord, TimingRecord } from "../../bench/record/record.ts";
import { roundRates } from "../../bench/samples/round_rate.ts";
import { boundsOf, type MedianInterval, medianInterval } from "../../bench/samples/statistics.ts";
import { hasSamples } from "./paired_rate.ts";

/** A rate above the ceiling: with its whole interval, or where there is none to tell by. */
export type Excess = "impossible" | "too few rounds";

/** What a rate above the ceiling is said to be. */
export const EXCESS_TEXT: Readonly<Record<Excess, string>> = {
  "impossible": "impossible: above the ceiling, most likely noise while the ceiling was timed",
  "too few rounds": "above the ceiling, too few rounds to tell noise from an impossible rate",
};

/**
 * Holds a timing against the fastest arithmetic of its own rounds, or of its run where the records
 * do not say which rounds those are; `undefined` if it is not above it.
 *
 * @param ceilings Of any run.
 */
export function excessOf(
  timing: TimingRecord,
  ceilings: readonly CeilingRecord[],
): Excess | undefined {
  const { executedMacs, roofline } = timing;
  const ceiling = ceilingFor(timing, ceilings);
  const isMeasured = roofline?.impossible === true;
  if (ceiling === undefined) return isMeasured ? "impossible" : undefined;
  const rates = ratesOf(timing);
  const isAbove = (rate: number | undefined, limit: number) =>
    rate !== undefined && FLOPS_PER_MAC * executedMacs * rate > limit;
  const limit = boundsOf(ceiling)?.high ?? ceiling.median;
  if (isMeasured || rates.some((rate) => isAbove(boundsOf(rate)?.low, limit))) return "impossible";
  return rates.some((rate) => boundsOf(rate) === undefined && isAbove(rate.median, limit))
    ? "too few rounds"
    : undefined;
}

/**
 * FLOPs a second that the machine reached through the same engine: of the same rounds, else the most
 * of the same run.
 */
function ceilingFor(
  timing: TimingRecord,
  ceilings: readonly CeilingRecord[],
): MedianInterval | undefined {
  const { runId, roundsId } = timing;
  const ofRun = ceilings.filter((one) => one.runId === runId && isOfOneEngine(one, timing));
  const ofRounds = ofRun.filter((ceiling) => ceiling.roundsId === roundsId);
  const candidates = ofRounds.length > 0 ? ofRounds : ofRun;
  return candidates.map(({ arithmeticFlopsPerSecond }) => arithmeticFlopsPerSecond)
    .toSorted((a, b) => b.median - a.median)[0];
}

/** Ceilings are measured as the engine usually runs, whatever the variant of a row. */
function isOfOneEngine(ceiling: CeilingRecord, timing: TimingRecord): boolean {
  return ceiling.engine === timing.engine && ceiling.instances === timing.instances;
}

/** What the timing claims, and what its samples say where they are kept. */
function ratesOf(timing: TimingRecord): readonly MedianInterval[] {
  const { imagesPerSecond } = timing;
  return hasSamples(timing)
    ? [imagesPerSecond, medianInterval(roundRates(timing))]
    : [imagesPerSecond];
}
