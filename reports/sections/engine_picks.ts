// The fastest way to run each network, for each precision. Products of fewer bits are never taken for
// an equal of float32: each precision has its own, and which one is the fastest of all is said apart.

import type { RunRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { engineKey } from "../records/engine_use.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import { isTrusted, type Measurement, type TimedMeasurement } from "../records/measurement.ts";
import { isResolved, ratioAcross } from "../records/paired_rate.ts";
import { precisionText, shortMachine } from "../records/run_conditions.ts";
import { TOO_FEW_ROUNDS } from "../text/number_text.ts";

/** What a user would pick for a network in one precision. */
export interface EnginePick {
  readonly precision: string;
  readonly best: TimedMeasurement;
  /** Not slower with a whole interval. */
  readonly asFast: readonly TimedMeasurement[];
  /** Without an interval to tell by, for lack of rounds. */
  readonly untold: readonly TimedMeasurement[];
  /** Among the picks of all precisions; absent where there is one precision only, or it is slower. */
  readonly ofAll?: Standing | "fastest";
  /** Everything that it was picked from, other precisions too. */
  readonly candidates: readonly TimedMeasurement[];
}

/** How one that may be slower than the fastest stands. */
type Standing = "slower" | "as fast" | typeof TOO_FEW_ROUNDS;

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
  const { best, asFast, untold } = fastestOf(picks.map((pick) => pick.best));
  const ofBest = asFast.length > 0 ? "as fast" : untold.length > 0 ? TOO_FEW_ROUNDS : "fastest";
  return picks.map((pick) => {
    if (pick.best === best) return { ...pick, ofAll: ofBest };
    const standing = standingOf(pick.best, best);
    return standing === "slower" ? pick : { ...pick, ofAll: standing };
  });
}

/** Of one candidate or more. */
function fastestOf(
  candidates: readonly TimedMeasurement[],
): Pick<EnginePick, "best" | "asFast" | "untold"> {
  const [best, ...others] = candidates.toSorted((a, b) => rateOf(b).median - rateOf(a).median) as [
    TimedMeasurement,
    ...TimedMeasurement[],
  ];
  const standing = (wanted: Standing) =>
    others.filter((other) => standingOf(other, best) === wanted);
  return { best, asFast: standing("as fast"), untold: standing(TOO_FEW_ROUNDS) };
}

function rateOf({ timing }: TimedMeasurement) {
  return timing.imagesPerSecond;
}

/** Beside the one of the highest median; slower is what a whole interval says is slower. */
function standingOf(one: TimedMeasurement, best: TimedMeasurement): Standing {
  const ratio = ratioAcross(best.timing, one.timing);
  if (ratio !== undefined) {
    if (boundsOf(ratio) === undefined) return TOO_FEW_ROUNDS;
    return isResolved(ratio) && ratio.median > 1 ? "slower" : "as fast";
  }
  const [own, others] = [one, best].map((each) => boundsOf(rateOf(each)));
  if (own === undefined || others === undefined) return TOO_FEW_ROUNDS;
  return others.low > own.high ? "slower" : "as fast";
}
