// Records joined one by one into what tables and comparisons are made of: runs, and of every row in a
// run its latest count and outcome. Raw samples are dropped unless they are asked for, a table needs
// only how many rounds there were; so memory grows with the rows, not with the lines.

import type {
  BenchRecord,
  CeilingRecord,
  CountRecord,
  EvaluationRecord,
  FailureRecord,
  PictureRecord,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record/record.ts";
import { cardName } from "../../bench/job/card_name.ts";
import { nameKey } from "./engine_use.ts";

/** Records of one model: all but those of a run as a whole. */
export type PieceRecord = CountRecord | RoundRecord | TimingRecord | FailureRecord;

/** The part of a plan that a run is of. */
export type PlanPart = NonNullable<RunRecord["shard"]>;

/** A run and where it was found. */
export interface FoundRun {
  readonly run: RunRecord;
  /** The files that have records of it, in order of appearance. */
  readonly sources: ReadonlySet<string>;
}

/** A piece, the run that it belongs to, and the files that have one of that row and run. */
export interface Found<Piece extends PieceRecord = PieceRecord> {
  readonly piece: Piece;
  readonly found: FoundRun;
  readonly sources: ReadonlySet<string>;
}

/** Records of one file or several, joined; in order, so that later ones supersede earlier ones. */
export interface Merged {
  /** All that is left. */
  readonly records: readonly BenchRecord[];
  /** By run id. */
  readonly runs: ReadonlyMap<string, FoundRun>;
  readonly pieces: readonly Found[];
  /** Pieces without their run make no row, but a report says how many there are. */
  readonly orphans: readonly PieceRecord[];
  readonly ceilings: readonly CeilingRecord[];
  /** Runs over pictures and what became of the pictures, as they are. */
  readonly evaluations: readonly (EvaluationRecord | PictureRecord)[];
  /** Every timing of an anchor, of which each part of a run has its own: ratios need it. */
  readonly anchors: readonly TimingRecord[];
}

/** Takes records one by one. */
export interface Merge {
  readonly add: (record: BenchRecord, source: string) => void;
  readonly finish: () => Merged;
}

/** Joins records that are at hand. */
export function merged(records: readonly BenchRecord[]): Merged {
  const merge = startMerge({ samples: true });
  for (const record of records) merge.add(record, "");
  return merge.finish();
}

/**
 * Starts a merge.
 *
 * @param options Whether timings keep their samples, as a page that shows them needs.
 */
export function startMerge({ samples = false }: { readonly samples?: boolean } = {}): Merge {
  const runRecords: RunRecord[] = [];
  const runs = new Map<string, { run: RunRecord; readonly sources: Set<string> }>();
  const pieces = new Map<string, Found>();
  const early: { readonly piece: PieceRecord; readonly source: string }[] = [];
  // The same one in two files is held against the same rates twice, which changes nothing.
  const ceilings: CeilingRecord[] = [];
  const anchors: TimingRecord[] = [];
  const evaluations: (EvaluationRecord | PictureRecord)[] = [];
  const withSource = sourceSets();
  const withoutSamples = sampleRemoval();

  function addRun(run: RunRecord, source: string): void {
    runRecords.push(run);
    const found = runs.get(run.runId) ?? { run, sources: new Set() };
    found.run = run;
    found.sources.add(source);
    runs.set(run.runId, found);
  }

  function addPiece(piece: PieceRecord, source: string): void {
    const found = runs.get(piece.runId);
    if (found === undefined) {
      early.push({ piece, source });
      return;
    }
    found.sources.add(source);
    const key = pieceKey(piece);
    const earlier = pieces.get(key);
    if (piece.kind === "round" && (earlier !== undefined || !isOpenRow(piece, found.run))) return;
    if (piece.kind === "timing") {
      pieces.delete(pieceKey({ ...piece, kind: "round" }));
      if (piece.model === found.run.settings.anchor) anchors.push(piece);
    }
    // The latest one goes to the end: order says what supersedes what.
    pieces.delete(key);
    pieces.set(key, { piece, found, sources: withSource(earlier?.sources, source) });
  }

  /** That a row has rounds matters only while it has no timing; ceilings have some, but are no rows. */
  function isOpenRow(round: RoundRecord, { settings }: RunRecord): boolean {
    const outcome = pieces.get(pieceKey({ ...round, kind: "timing" }));
    return outcome?.piece.kind !== "timing" && settings.models.includes(round.model);
  }

  function finish(): Merged {
    const orphans = early.map(({ piece }) => piece).filter(({ runId }) => !runs.has(runId));
    const late = early.flatMap(({ piece, source }) => {
      const found = runs.get(piece.runId);
      return found === undefined ? [] : [{ piece, found, sources: new Set([source]) }];
    });
    const kept = [...late, ...pieces.values()];
    const named = kept.map(withCardName);
    return {
      records: [
        ...runRecords,
        ...ceilings,
        ...orphans,
        ...named.map(({ piece }) => piece),
        ...evaluations,
      ],
      runs,
      pieces: named,
      orphans,
      ceilings,
      anchors,
      evaluations,
    };
  }

  return {
    add(record, source) {
      if (record.kind === "run") addRun(record, source);
      else if (record.kind === "ceiling") ceilings.push(record);
      else if (record.kind === "evaluation" || record.kind === "picture") evaluations.push(record);
      else if (record.kind !== "end") addPiece(samples ? record : withoutSamples(record), source);
    },
    finish,
  };
}

/** Names the card of a timing whose engine did not know its name, as records of older versions have it. */
function withCardName<Kept extends Found>(kept: Kept): Kept {
  const { piece, found: { run: { settings, environment } } } = kept;
  if (piece.kind !== "timing" || piece.deviceName !== null) return kept;
  const deviceName = cardName(settings.device, environment);
  return deviceName === null ? kept : { ...kept, piece: { ...piece, deviceName } };
}

/** Adds a source to a set of them; equal sets are one object, since most rows have the same ones. */
function sourceSets() {
  const added = new Map<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();
  const none: ReadonlySet<string> = new Set();
  return (sources = none, source: string): ReadonlySet<string> => {
    if (sources.has(source)) return sources;
    const next = added.get(sources) ?? new Map<string, ReadonlySet<string>>();
    added.set(sources, next);
    const more = next.get(source) ?? new Set([...sources, source]);
    next.set(source, more);
    return more;
  };
}

/** Equal for records of which the later one makes the earlier one needless. */
function pieceKey(piece: CountRecord | RowPiece): string {
  const { kind, runId, model, size } = piece;
  if (kind === "count") return JSON.stringify([kind, runId, model, size, piece.graphHash]);
  const { graph, batch } = piece;
  const outcome = kind === "round" ? kind : "outcome";
  return JSON.stringify([outcome, runId, model, size, graph, batch, nameKey(piece)]);
}

/** What tells rounds, timings and failures of a row. */
type RowPiece = Pick<
  Exclude<PieceRecord, CountRecord>,
  | "kind"
  | "runId"
  | "model"
  | "size"
  | "graph"
  | "batch"
  | "engine"
  | "variant"
  | "instances"
>;

const NO_SAMPLES: readonly number[] = [];
const NOWHERE = {};

/**
 * Takes the samples off a piece, and of the time in kernels all but that by stream, of which a few
 * numbers tell the table's section. Rows with as many rounds share one list of them.
 */
function sampleRemoval(): (piece: PieceRecord) => PieceRecord {
  const byCount = new Map<number, TimingRecord["roundsMs"]>();
  const emptyRounds = (count: number) => {
    const rounds = byCount.get(count) ?? new Array(count).fill(NO_SAMPLES);
    byCount.set(count, rounds);
    return rounds;
  };
  return (piece) => {
    if (piece.kind === "round") return { ...piece, samplesMs: NO_SAMPLES };
    if (piece.kind !== "timing") return piece;
    return {
      ...piece,
      warmUpMs: NO_SAMPLES,
      roundsMs: emptyRounds(piece.roundsMs.length),
      kernelMs: { byOp: NOWHERE, byStage: NOWHERE, byStream: piece.kernelMs.byStream },
    };
  };
}
