// One side of a comparison: what its records know about each model, sorted by model.
//
// A side may hold several runs: of records with the same conditions the latest wins. Unlike
// measurement.ts, which goes by the settings of a run, this goes by what each timing says of itself
// (the device that was used, say), because unlike conditions must be named here, not kept apart.

import type {
  BenchRecord,
  CountRecord,
  FailureRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record/record.ts";
import { engineKey, engineOf, type MeasuredEngine, timedEngine } from "../records/engine_use.ts";
import { excessOf } from "../records/excess.ts";
import { type Merged, merged, type PieceRecord } from "../records/merge.ts";
import { conditionsKey, type Timed } from "./conditions.ts";

/** A failure, and what was asked for. */
export interface Failed {
  /** What failed, and why. */
  readonly failure: FailureRecord;
  /** Equal to that of a timing that was asked for the same ({@linkcode timingAskedOf}). */
  readonly asked: string;
}

/** All that a side knows about one model. */
export interface ModelSide {
  /** Id of the model. */
  readonly model: string;
  /** The latest for each size. */
  readonly counts: readonly CountRecord[];
  /** The latest for each set of conditions. */
  readonly timed: readonly Timed[];
  /** Where the last word is that the model failed. */
  readonly failures: readonly Failed[];
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
  const { runs, pieces, orphans, ceilings } = merged(records);
  // Counts and what failed need no run.
  const own = pieces.map(({ piece }) => piece);
  const known = [...orphans.filter(({ kind }) => kind !== "round"), ...own]
    .filter((piece) => !countsOnly || isAboutCounts(piece));
  const models = new Map(
    [...Map.groupBy(known, ({ model }) => model)]
      .map(([model, group]) => [model, modelSide(model, group, { runs, ceilings })] as const)
      .filter(([, { counts, timed, failures, isInterrupted }]) =>
        counts.length + timed.length + failures.length > 0 || isInterrupted
      ),
  );
  const usedIds = new Set([...models.values()].flatMap(runIdsOf));
  return {
    name,
    models,
    usedRuns: [...runs.values()].map(({ run }) => run).filter(({ runId }) => usedIds.has(runId)),
    runCount: runs.size,
    orphanCount: countsOnly ? 0 : orphans.filter(({ kind }) => kind === "timing").length,
    isCountsOnly: countsOnly,
  };
}

/** Runs of a side. */
interface Runs {
  readonly usedRuns: readonly { readonly runId: string }[];
}

/** Ids of runs that are on both sides. */
export function sameRuns(
  { base, next }: { readonly base: Runs; readonly next: Runs },
): readonly string[] {
  const before = new Set(base.usedRuns.map(({ runId }) => runId));
  return next.usedRuns.map(({ runId }) => runId).filter((runId) => before.has(runId));
}

/** Whether no model at all is known. */
export function isEmpty(side: Side): boolean {
  return side.models.size === 0;
}

function isAboutCounts(record: PieceRecord): boolean {
  return record.kind === "count" || (record.kind === "failure" && record.stage === "build");
}

function modelSide(
  model: string,
  pieces: readonly PieceRecord[],
  { runs, ceilings }: Pick<Merged, "runs" | "ceilings">,
): ModelSide {
  const counts = new Map<string, CountRecord>();
  const timed = new Map<string, Timed>();
  const failures = new Map<string, Failed>();
  // Whatever comes later about the same thing, on the device that was asked for, replaces what was
  // known of it.
  const keyOf = (asked: string, run: RunRecord | undefined) => `${run?.settings.device} ${asked}`;
  for (const piece of pieces) {
    const run = runs.get(piece.runId)?.run;
    if (piece.kind === "count") counts.set(piece.size, piece);
    if (piece.kind === "failure") {
      const failed = failedOf(piece, run);
      const key = keyOf(failed.asked, run);
      failures.set(key, failed);
      for (const [conditions, one] of timed) {
        if (keyOf(timingAskedOf(one), one.run) === key) timed.delete(conditions);
      }
    }
    if (piece.kind !== "timing" || run === undefined) continue;
    const excess = excessOf(piece, ceilings);
    const one = { timing: piece, run, ...(excess === undefined ? {} : { excess }) };
    const conditions = conditionsKey(one);
    timed.delete(conditions); // The latest stands last.
    timed.set(conditions, one);
    failures.delete(keyOf(timingAskedOf(one), run));
  }
  return {
    model,
    counts: [...counts.values()],
    timed: [...timed.values()],
    failures: [...failures.values()],
    isInterrupted: pieces.some(({ kind }) => kind === "round"),
  };
}

function runIdsOf({ counts, timed, failures }: ModelSide): readonly string[] {
  return [
    ...counts,
    ...timed.map(({ timing }) => timing),
    ...failures.map(({ failure }) => failure),
  ].map(({ runId }) => runId);
}

/**
 * What a timing or a failure was asked for, on whatever machine and device: equal on both sides of a
 * comparison if the same call was made. A failure says less of itself than a timing; its run says the
 * rest, and without it nothing is equal to it.
 */
function askedOf(
  { size, graph, batch }: Pick<TimingRecord, "size" | "graph" | "batch">,
  settings: Asked = {},
): string {
  const { threads, precision, copiesIncluded, engine } = settings;
  const key = engine && engineKey(engine);
  return JSON.stringify([size, graph, batch, threads, precision, copiesIncluded, key]);
}

interface Asked extends Partial<Pick<TimingRecord, "threads" | "copiesIncluded">> {
  readonly precision?: string;
  readonly engine?: MeasuredEngine;
}

/** What a timing was asked for, to find it among {@linkcode Failed} ones. */
export function timingAskedOf({ timing }: Pick<Timed, "timing">): string {
  return askedOf(timing, { ...timing, engine: timedEngine(timing) });
}

function failedOf(failure: FailureRecord, run: RunRecord | undefined): Failed {
  if (run === undefined) return { failure, asked: askedOf(failure) };
  const { threads, precision, input } = run.settings;
  const engine = engineOf(run, failure);
  const settings = { threads, precision, copiesIncluded: input === "copied", engine };
  return { failure, asked: askedOf(failure, settings) };
}
