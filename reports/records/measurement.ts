// Records to measurements: everything known about one model under one set of conditions.
//
// Later records supersede earlier ones, so a resumed run and concatenated shards need no merging.
// Runs under unlike conditions are never mixed: each combination of model, size, batch, threads,
// device, precision, engine, graph and machine is a measurement of its own. Conditions are those of the run that a
// record belongs to; counts depend on the network and its size only and serve every run.

import type {
  BenchRecord,
  CountRecord,
  FailureRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record/record.ts";
import { engineKey, engineOf, type MeasuredEngine, nameKey, runEngines } from "./engine_use.ts";
import { type Excess, excessOf } from "./excess.ts";
import { type Merged, merged, type PieceRecord } from "./merge.ts";
import { isSideBySide } from "./paired_rate.ts";
import { conditionsKey } from "./run_conditions.ts";

/** One model, on one engine, in one graph variant, under one set of conditions. */
export interface Measurement {
  readonly model: string;
  readonly engine: MeasuredEngine;
  readonly graph: string;
  /** The latest run under these conditions. */
  readonly run: RunRecord;
  readonly count?: CountRecord | undefined;
  /** Absent if a later record says that the model failed. */
  readonly timing?: TimingRecord | undefined;
  /** That of the run's anchor, of the same engine, graph and rounds; absent if there is none. */
  readonly anchorTiming?: TimingRecord | undefined;
  /** Absent if the rate is not above the ceiling of its run. */
  readonly excess?: Excess | undefined;
  /** Absent if a later record has a timing. */
  readonly failure?: FailureRecord | undefined;
  readonly progress: MeasurementProgress;
}

/** A measurement that was timed. */
export interface TimedMeasurement extends Measurement {
  readonly timing: TimingRecord;
}

/** Whether there is a rate that may be ranked: one above the ceiling is none. */
export function isTrusted(measurement: Measurement): measurement is TimedMeasurement {
  return measurement.timing !== undefined && measurement.excess === undefined;
}

/** `interrupted`: rounds without a timing; `not reached`: no more than a count. */
export type MeasurementProgress = "done" | "interrupted" | "not reached";

/** Measurements, and how many records belong to a run that is not among the records. */
export interface Measurements {
  readonly measurements: readonly Measurement[];
  readonly orphanCount: number;
}

/** Sorts the records of one or several runs into measurements, in order of appearance. */
export function measurementsOf(records: readonly BenchRecord[]): Measurements {
  const { records: kept, pieces, orphans, ceilings, anchors } = merged(records);
  const groups = new Map<string, ModelRecords>();
  for (const run of kept) {
    if (run.kind !== "run") continue;
    for (const model of run.settings.models) {
      for (const way of plannedWays(run)) openGroup(groups, { model, ...way }, run);
    }
  }
  for (const { piece, found: { run } } of pieces) {
    const { model } = piece;
    if (!run.settings.models.includes(model)) continue;
    const ways = piece.kind === "count"
      ? plannedWays(run)
      : [{ engine: engineOf(run, piece), graph: piece.graph }];
    for (const way of ways) openGroup(groups, { model, ...way }, run).pieces.push(piece);
  }
  const counts = latestCounts([...orphans, ...pieces.map(({ piece }) => piece)]);
  const measurements = [...groups.values()]
    .map((group) => measurementOf(group, { counts, ceilings, anchors }));
  return { measurements, orphanCount: orphans.length };
}

/** How a model runs. */
interface Way {
  readonly engine: MeasuredEngine;
  readonly graph: string;
}

/** Every way in which a run was to time each model. */
function plannedWays(run: RunRecord): readonly Way[] {
  return runEngines(run).flatMap(({ graphs, ...use }) =>
    graphs.map((graph) => ({ engine: engineOf(run, use), graph }))
  );
}

/** Equal for rows of which the rates may be compared. */
export function comparableKey({ run, engine }: Pick<Measurement, "run" | "engine">): string {
  return `${conditionsKey(run)} ${engineKey(engine)}`;
}

interface ModelRecords extends Way {
  readonly model: string;
  run: RunRecord;
  readonly pieces: PieceRecord[];
}

function openGroup(
  groups: Map<string, ModelRecords>,
  { model, engine, graph }: Way & Pick<ModelRecords, "model">,
  run: RunRecord,
): ModelRecords {
  const key = `${comparableKey({ run, engine })} ${model} ${graph}`;
  const group = groups.get(key) ?? { model, engine, graph, run, pieces: [] };
  group.run = run;
  groups.set(key, group);
  return group;
}

/** By model and size, and by the network's hash too: counts depend on nothing else. */
function latestCounts(pieces: readonly PieceRecord[]): ReadonlyMap<string, CountRecord> {
  const counts = pieces.filter((piece) => piece.kind === "count");
  return new Map(counts.flatMap((count) => {
    const { model, size, graphHash } = count;
    return [[countKey(model, size), count], [countKey(model, size, graphHash), count]];
  }));
}

/** Without a hash, of whatever network has the name. */
function countKey(model: string, size: string, graphHash?: string): string {
  return JSON.stringify([model, size, graphHash]);
}

function measurementOf(
  group: ModelRecords,
  { counts, ceilings, anchors }: Pick<Merged, "ceilings" | "anchors"> & {
    readonly counts: ReadonlyMap<string, CountRecord>;
  },
): Measurement {
  const { model, engine, graph, run, pieces } = group;
  const outcome = pieces.findLast((piece): piece is TimingRecord | FailureRecord =>
    piece.kind === "timing" || piece.kind === "failure"
  );
  const timing = outcome?.kind === "timing" ? outcome : undefined;
  // Of another network under the same name a timing takes no count.
  const hash = timing?.graphHash;
  const count = counts.get(countKey(model, run.settings.size, hash));
  const anchorTiming = timing && anchors.findLast((anchor) => isBeside(anchor, timing));
  const excess = timing && excessOf(timing, ceilings);
  const failure = outcome?.kind === "failure" ? outcome : undefined;
  const progress = progressOf(pieces);
  return { model, engine, graph, run, progress, count, timing, anchorTiming, excess, failure };
}

/** Whether two timings are of one engine and graph, and were taken side by side. */
function isBeside(a: TimingRecord, b: TimingRecord): boolean {
  return isSideBySide(a, b) && nameKey(a) === nameKey(b);
}

function progressOf(pieces: readonly PieceRecord[]): MeasurementProgress {
  const kinds = new Set(pieces.map((piece) => piece.kind));
  if (kinds.has("timing") || kinds.has("failure")) return "done";
  return kinds.has("round") ? "interrupted" : "not reached";
}
