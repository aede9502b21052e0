// Evaluations from records: parts and resumed runs of one evaluation as one.

import type { BenchRecord, EvaluationRecord, PictureRecord } from "../../bench/record/record.ts";
import { joinedParts } from "../../evaluate/accuracy/joined_parts.ts";
import { type Outcome, type Tally, tallyOf } from "../../evaluate/accuracy/top_tally.ts";

/** A network with its weights and preset on a data set. */
export interface Evaluation {
  /** What was evaluated; of several parts that of the first. */
  readonly record: EvaluationRecord;
  readonly outcomes: readonly Outcome[];
  readonly tally: Tally;
  /** Pictures of the data set that no part has reached. */
  readonly missing: number;
}

/**
 * The evaluations among records, in order of appearance. A later run of the same part supersedes an
 * earlier one; parts are joined.
 *
 * @throws {RangeError} If a picture is in two parts.
 */
export function evaluationsOf(records: readonly BenchRecord[]): readonly Evaluation[] {
  const runs = new Map<string, EvaluationRecord>();
  const pictures = new Map<string, Map<string, PictureRecord>>();
  for (const record of records) {
    if (record.kind === "evaluation") runs.set(record.runId, record);
    if (record.kind !== "picture") continue;
    const ofRun = pictures.get(record.runId) ?? new Map<string, PictureRecord>();
    // One that could not be read may have been tried again.
    ofRun.set(record.name, record);
    pictures.set(record.runId, ofRun);
  }
  const groups = Map.groupBy(runs.values(), evaluationKey);
  return [...groups.values()].map((ofGroup) => {
    const parts = new Map(ofGroup.map((run) => [partText(run), run]));
    const outcomes = joinedParts(
      [...parts].map(([source, { runId }]) => ({
        source,
        outcomes: [...pictures.get(runId)?.values() ?? []],
      })),
    );
    const [record] = ofGroup as [EvaluationRecord, ...EvaluationRecord[]];
    return {
      record,
      outcomes,
      tally: tallyOf(outcomes, record.classes),
      missing: record.data.pictures - outcomes.length,
    };
  });
}

/** Equal for runs whose pictures may be added: all but when, how fast and which part. */
export function evaluationKey(record: EvaluationRecord): string {
  return textOf(CONDITIONS.map((name) => record[name]));
}

/** Conditions that two evaluations do not share. */
export function unlikeConditions(
  one: EvaluationRecord,
  other: EvaluationRecord,
): readonly string[] {
  return CONDITIONS.filter((name) => textOf(one[name]) !== textOf(other[name]));
}

/** What answers depend on. */
const CONDITIONS = [
  "model",
  "size",
  "classes",
  "graphHash",
  "weights",
  "preset",
  "decoders",
  "data",
  "engine",
  "variant",
  "instances",
  "engineOptions",
  "engineVersions",
  "device",
  "precision",
  "graph",
] as const satisfies readonly (keyof EvaluationRecord)[];

function textOf(value: unknown): string {
  return JSON.stringify([value], (_, part) => inOrder(part));
}

/** A table by names in the order of the names, whoever wrote it. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1));
}

/** `all pictures`, `part 1/4` */
export function partText({ shard }: Pick<EvaluationRecord, "shard">): string {
  return shard === undefined ? "all pictures" : `part ${shard.index}/${shard.count}`;
}
