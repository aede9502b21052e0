// Records to measurements: everything known about one model under one set of conditions.
//
// Later records supersede earlier ones, so a resumed run and concatenated shards need no merging.
// Runs under unlike conditions are never mixed: each combination of model, size, batch, threads,
// device, precision, graph and machine is a measurement of its own. Conditions are those of the run that a
// record belongs to; counts depend on the network and its size only and serve every run.

import type {
  BenchRecord,
  CeilingRecord,
  CountRecord,
  FailureRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record/record.ts";
import { type Excess, excessOf } from "./excess.ts";
import { merged, type PieceRecord } from "./merge.ts";
import { conditionsKey } from "./run_conditions.ts";

/** One model, in one graph variant, under one set of conditions. */
export interface Measurement {
  readonly model: string;
  readonly graph: string;
  /** The latest run under these conditions. */
  readonly run: RunRecord;
  readonly count?: CountRecord;
  /** Absent if a later record says that the model failed. */
  readonly timing?: TimingRecord;
  /** Absent if the rate is not above the ceiling of its run. */
  readonly excess?: Excess;
  /** Absent if a later record has a timing. */
  readonly failure?: FailureRecord;
  readonly progress: MeasurementProgress;
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
  const { records: kept, pieces, orphans, ceilings } = merged(records);
  const groups = new Map<string, ModelRecords>();
  for (const run of kept) {
    if (run.kind !== "run") continue;
    const { models, graphs } = run.settings;
    for (const model of models) {
      for (const graph of graphs) openGroup(groups, { model, graph }, run);
    }
  }
  for (const { piece, found: { run } } of pieces) {
    if (!run.settings.models.includes(piece.model)) continue;
    const graphs = piece.kind === "count" ? run.settings.graphs : [piece.graph];
    for (const graph of graphs) {
      openGroup(groups, { model: piece.model, graph }, run).pieces.push(piece);
    }
  }
  const counts = latestCounts([...orphans, ...pieces.map(({ piece }) => piece)]);
  const measurements = [...groups.values()]
    .map((group) => measurementOf(group, { counts, ceilings }));
  return { measurements, orphanCount: orphans.length };
}

interface ModelRecords {
  readonly model: string;
  readonly graph: string;
  run: RunRecord;
  readonly pieces: PieceRecord[];
}

function openGroup(
  groups: Map<string, ModelRecords>,
  { model, graph }: Pick<ModelRecords, "model" | "graph">,
  run: RunRecord,
): ModelRecords {
  const key = `${conditionsKey(run)} ${model} ${graph}`;
  const group = groups.get(key) ?? { model, graph, run, pieces: [] };
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
  { counts, ceilings }: {
    readonly counts: ReadonlyMap<string, CountRecord>;
    readonly ceilings: readonly CeilingRecord[];
  },
): Measurement {
  const { model, graph, run, pieces } = group;
  const outcome = pieces.findLast((piece): piece is TimingRecord | FailureRecord =>
    piece.kind === "timing" || piece.kind === "failure"
  );
  // Of another network under the same name a timing takes no count.
  const hash = outcome?.kind === "timing" ? outcome.graphHash : undefined;
  const count = counts.get(countKey(model, run.settings.size, hash));
  const excess = outcome?.kind === "timing" ? excessOf(outcome, ceilings) : undefined;
  return {
    model,
    graph,
    run,
    progress: progressOf(pieces),
    ...(count === undefined ? {} : { count }),
    ...(outcome?.kind === "timing" ? { timing: outcome } : {}),
    ...(excess === undefined ? {} : { excess }),
    ...(outcome?.kind === "failure" ? { failure: outcome } : {}),
  };
}

function progressOf(pieces: readonly PieceRecord[]): MeasurementProgress {
  const kinds = new Set(pieces.map((piece) => piece.kind));
  if (kinds.has("timing") || kinds.has("failure")) return "done";
  return kinds.has("round") ? "interrupted" : "not reached";
}
