// The fastest way to run each network, for each precision. Products of fewer bits are never taken for
// an equal of float32: each precision has its own, and which one is the fastest of all is said apart.

import type { TimingRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { engineKey } from "../records/engine_use.ts";
import type { Measurement } from "../records/measurement.ts";
import { isResolved, ratioAcross } from "../records/paired_rate.ts";
import { precisionText } from "../records/run_conditions.ts";

/** A measurement that may be picked. */
export interface Candidate {
  readonly measurement: Measurement;
  readonly timing: TimingRecord;
}

/** What a user would pick for a network in one precision. */
export interface EnginePick {
  readonly precision: string;
  readonly best: Candidate;
  /** Not slower with a whole interval, or without one to tell by. */
  readonly asFast: readonly Candidate[];
  /** Among the picks of all precisions; absent where there is one precision only, or it is slower. */
  readonly ofAll?: "fastest" | "as fast";
  /** Everything that it was picked from, other precisions too. */
  readonly candidates: readonly Candidate[];
}

/** The picks of networks that several engines timed, float32 first. */
export function enginePicks(measurements: readonly Measurement[]): readonly EnginePick[] {
  const candidates = measurements.flatMap((measurement): readonly Candidate[] => {
    const { timing, excess } = measurement;
    return timing === undefined || excess !== undefined ? [] : [{ measurement, timing }];
  });
  return [...Map.groupBy(candidates, taskKey).values()]
    .filter((task) =>
      new Set(task.map(({ measurement }) => engineKey(measurement.engine))).size > 1
    )
    .flatMap(picksOf);
}

/** What several ways serve: engine, graph, instances, device and precision are free. */
function taskKey({ measurement: { model, run: { settings, machine } } }: Candidate): string {
  const { size, batch, threads, input } = settings;
  return JSON.stringify([machine, size, batch, threads, input, model]);
}

function picksOf(task: readonly Candidate[]): readonly EnginePick[] {
  const byPrecision = Map.groupBy(task, ({ timing }) => precisionText(timing));
  const picks = [...byPrecision]
    .toSorted(([a], [b]) => Number(b === "fp32") - Number(a === "fp32"))
    .map(([precision, own]) => ({ precision, candidates: task, ...fastestOf(own) }));
  if (picks.length === 1) return picks;
  const ofAll = fastestOf(picks.map(({ best }) => best));
  return picks.map((pick) => {
    if (ofAll.asFast.includes(pick.best)) return { ...pick, ofAll: "as fast" };
    if (ofAll.best !== pick.best) return pick;
    return { ...pick, ofAll: ofAll.asFast.length === 0 ? "fastest" : "as fast" };
  });
}

/** Of one candidate or more. */
function fastestOf(candidates: readonly Candidate[]): Pick<EnginePick, "best" | "asFast"> {
  const [best, ...others] = candidates.toSorted((a, b) => rateOf(b).median - rateOf(a).median);
  return {
    best: best as Candidate,
    asFast: others.filter((other) => !isFaster(best as Candidate, other)),
  };
}

function rateOf({ timing }: Candidate) {
  return timing.imagesPerSecond;
}

/** Whether a whole interval says so. */
function isFaster(one: Candidate, other: Candidate): boolean {
  const ratio = ratioAcross(one.timing, other.timing);
  if (ratio !== undefined) return isResolved(ratio) && ratio.median > 1;
  const [own, others] = [one, other].map((each) => boundsOf(rateOf(each)));
  return own !== undefined && others !== undefined && own.low > others.high;
}
