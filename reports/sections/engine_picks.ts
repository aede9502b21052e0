// The fastest way to run each network, for each precision. Products of fewer bits are never taken for
// an equal of float32: each precision has its own, and which one is the fastest of all is said apart.

import type { RunRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { engineKey } from "../records/engine_use.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import { isTrusted, type Measurement, type TimedMeasurement } from "../records/measurement.ts";
import { isResolved, ratioAcross } from "../records/paired_rate.ts";
import { precisionText, shortMachine } from "../records/run_conditions.ts";

/** What a user would pick for a network in one precision. */
export interface EnginePick {
  readonly precision: string;
  readonly best: TimedMeasurement;
  /** Not slower with a whole interval, or without one to tell by. */
  readonly asFast: readonly TimedMeasurement[];
  /** Among the picks of all precisions; absent where there is one precision only, or it is slower. */
  readonly ofAll?: "fastest" | "as fast";
  /** Everything that it was picked from, other precisions too. */
  readonly candidates: readonly TimedMeasurement[];
}

/** The picks of networks that several engines timed, float32 first. */
export function enginePicks(measurements: readonly Measurement[]): readonly EnginePick[] {
  return groupsBy(measurements.filter(isTrusted), taskKey)
    .filter((task) => new Set(task.map(({ engine }) => engineKey(engine))).size > 1)
    .flatMap(picksOf);
}

/** A condition that a task has beside its network. */
export interface TaskCondition {
  readonly header: string;
  readonly of: (run: RunRecord) => string;
  /** As people read its value. @default as it is */
  readonly text?: (value: string) => string;
}

/** What several ways serve alike: engine, graph, instances, device and precision are free. */
export const TASK_CONDITIONS: readonly TaskCondition[] = [
  { header: "Size", of: ({ settings }) => settings.size },
  { header: "Batch", of: ({ settings }) => `${settings.batch}` },
  { header: "Threads", of: ({ settings }) => `${settings.threads}` },
  { header: "Input", of: ({ settings }) => settings.input },
  { header: "Machine", of: ({ machine }) => machine, text: shortMachine },
];

function taskKey({ model, run }: Measurement): string {
  return JSON.stringify([model, ...TASK_CONDITIONS.map(({ of }) => of(run))]);
}

function picksOf(task: Group<TimedMeasurement>): readonly EnginePick[] {
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
function fastestOf(
  candidates: readonly TimedMeasurement[],
): Pick<EnginePick, "best" | "asFast"> {
  const [best, ...others] = candidates.toSorted((a, b) => rateOf(b).median - rateOf(a).median) as [
    TimedMeasurement,
    ...TimedMeasurement[],
  ];
  return { best, asFast: others.filter((other) => !isFaster(best, other)) };
}

function rateOf({ timing }: TimedMeasurement) {
  return timing.imagesPerSecond;
}

/** Whether a whole interval says so. */
function isFaster(one: TimedMeasurement, other: TimedMeasurement): boolean {
  const ratio = ratioAcross(one.timing, other.timing);
  if (ratio !== undefined) return isResolved(ratio) && ratio.median > 1;
  const [own, others] = [one, other].map((each) => boundsOf(rateOf(each)));
  return own !== undefined && others !== undefined && own.low > others.high;
}
