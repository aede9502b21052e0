// One side of a comparison: what its records know about each model, sorted by model.
//
// A side may hold several runs: of records with the same conditions the latest wins. Unlike
// measurement.ts, which goes by the settings of a run, this goes by what each timing says of itself
// (the device that was used, say), because unlike conditions must be named here, not kept apart.

import type {
  CeilingRecord,
  CountRecord,
  FailureRecord,
  Record as BenchRecord,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record.ts";
import { excessOf } from "../excess.ts";
import { conditionsKey, type Timed } from "./conditions.ts";

/** All that a side knows about one model. */
export interface ModelSide {
  /** Id of the model. */
  readonly model: string;
  /** The latest for each size. */
  readonly counts: readonly CountRecord[];
  /** The latest for each set of conditions. */
  readonly timed: readonly Timed[];
  /** Where the last word is that the model failed. */
  readonly failures: readonly FailureRecord[];
  /** Rounds without a timing: the run was killed. */
  readonly isInterrupted: boolean;
}

/** One side. */
export interface Side {
  /** The file, as the person named it. */
  readonly name: string;
  /** By id. */
  readonly models: ReadonlyMap<string, ModelSide>;
  /** Runs that serve, in order of appearance. */
  readonly usedRuns: readonly RunRecord[];
  /** Runs in the file, used or not. */
  readonly runCount: number;
  /** Timings whose run record is missing: they cannot be compared. */
  readonly orphanCount: number;
  /** Timings were left out, as asked for. */
  readonly isCountsOnly: boolean;
}

/** Options for {@linkcode sideOf}. */
export interface SideOptions {
  /** Leaves out timings and what failed while timing: what depends on the machine. @default false */
  readonly countsOnly?: boolean;
}

/** Sorts the records of one side by model. */
export function sideOf(
  name: string,
  records: readonly BenchRecord[],
  { countsOnly = false }: SideOptions = {},
): Side {
  const runs = new Map<string, RunRecord>();
  for (const record of records) if (record.kind === "run") runs.set(record.runId, record);
  const ceilings = records.filter((record) => record.kind === "ceiling");
  const pieces = records.filter((record): record is ModelRecord =>
    "model" in record && (!countsOnly || isAboutCounts(record))
  );
  const orphans = pieces.filter(({ kind, runId }) => kind === "timing" && !runs.has(runId));
  const models = new Map(
    [...Map.groupBy(pieces, ({ model }) => model)]
      .map(([model, group]) => [model, modelSide(model, group, { runs, ceilings })] as const)
      .filter(([, { counts, timed, failures, isInterrupted }]) =>
        counts.length + timed.length + failures.length > 0 || isInterrupted
      ),
  );
  const usedIds = new Set([...models.values()].flatMap(runIdsOf));
  return {
    name,
    models,
    usedRuns: [...runs.values()].filter(({ runId }) => usedIds.has(runId)),
    runCount: runs.size,
    orphanCount: orphans.length,
    isCountsOnly: countsOnly,
  };
}

/** Whether no model at all is known. */
export function isEmpty(side: Side): boolean {
  return side.models.size === 0;
}

type ModelRecord = CountRecord | RoundRecord | TimingRecord | FailureRecord;

function isAboutCounts(record: BenchRecord): boolean {
  return record.kind === "count" || (record.kind === "failure" && record.stage === "build");
}

function modelSide(
  model: string,
  pieces: readonly ModelRecord[],
  { runs, ceilings }: {
    readonly runs: ReadonlyMap<string, RunRecord>;
    readonly ceilings: readonly CeilingRecord[];
  },
): ModelSide {
  const counts = new Map<string, CountRecord>();
  const timed = new Map<string, Timed>();
  const failures = new Map<string, FailureRecord>();
  const begun = new Set<string>();
  // Whatever comes later about the same part replaces what was known of it.
  for (const piece of pieces) {
    if (piece.kind === "count") counts.set(piece.size, piece);
    if (piece.kind === "round") begun.add(partOf(piece));
    if (piece.kind === "failure") {
      failures.set(partOf(piece), piece);
      for (const [key, { timing }] of timed) {
        if (partOf(timing) === partOf(piece)) timed.delete(key);
      }
    }
    const run = runs.get(piece.runId);
    if (piece.kind !== "timing" || run === undefined) continue;
    const key = conditionsKey({ timing: piece, run });
    timed.delete(key); // The latest stands last.
    const excess = excessOf(piece, ceilings);
    timed.set(key, { timing: piece, run, ...(excess === undefined ? {} : { excess }) });
    failures.delete(partOf(piece));
    begun.delete(partOf(piece));
  }
  return {
    model,
    counts: [...counts.values()],
    timed: [...timed.values()],
    failures: [...failures.values()],
    isInterrupted: begun.size > 0,
  };
}

function runIdsOf({ counts, timed, failures }: ModelSide): readonly string[] {
  return [...counts, ...timed.map(({ timing }) => timing), ...failures].map(({ runId }) => runId);
}

/** The part of a run that a timing or a failure is about. */
export function partOf(
  { size, graph, batch }: Pick<TimingRecord, "size" | "graph" | "batch">,
): string {
  return `${size} ${graph} ${batch}`;
}
