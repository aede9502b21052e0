// Records of several files, joined one by one into what a table needs: runs, and of every row in a
// run its latest count and outcome. Raw samples are dropped unless they are asked for, a table needs
// only how many rounds there were; so memory grows with the rows, not with the lines.

import type {
  CeilingRecord,
  CountRecord,
  FailureRecord,
  Record as BenchRecord,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record/record.ts";

/** A run and where it was found. */
export interface FoundRun {
  readonly run: RunRecord;
  /** The files that have records of it, in order of appearance. */
  readonly sources: ReadonlySet<string>;
}

/** Several files, joined. */
export interface Merged {
  /** What is left of the records, in order; later ones supersede earlier ones as ever. */
  readonly records: readonly BenchRecord[];
  /** By run id. */
  readonly runs: ReadonlyMap<string, FoundRun>;
  readonly timed: readonly TimedRow[];
  readonly counted: readonly CountedModel[];
}

/** A count of a run, and the files that have it. */
export interface CountedModel {
  readonly count: CountRecord;
  readonly sources: ReadonlySet<string>;
}

/** A timing, the run that it belongs to, and the files that have one of that row and run. */
export interface TimedRow {
  readonly found: FoundRun;
  readonly timing: TimingRecord;
  readonly sources: ReadonlySet<string>;
}

/** Takes records one by one. */
export interface Merge {
  readonly add: (record: BenchRecord, source: string) => void;
  readonly finish: () => Merged;
}

type PieceRecord = CountRecord | RoundRecord | TimingRecord | FailureRecord;

/**
 * Starts a merge.
 *
 * @param options Whether timings keep their samples, as a page that shows them needs.
 */
export function startMerge({ samples = false }: { readonly samples?: boolean } = {}): Merge {
  const runRecords: RunRecord[] = [];
  const runs = new Map<string, { run: RunRecord; readonly sources: Set<string> }>();
  const pieces = new Map<string, { piece: PieceRecord; sources: ReadonlySet<string> }>();
  // Without their run they make no row, but the table says how many there are.
  const orphans: PieceRecord[] = [];
  // The same one in two files is held against the same rates twice, which changes nothing.
  const ceilings: CeilingRecord[] = [];
  const withSource = sourceSets();
  const withoutSamples = sampleRemoval();

  return {
    add(record, source) {
      if (record.kind === "end") return;
      if (record.kind === "ceiling") {
        ceilings.push(record);
        return;
      }
      if (record.kind === "run") {
        runRecords.push(record);
        const found = runs.get(record.runId) ?? { run: record, sources: new Set() };
        found.run = record;
        found.sources.add(source);
        runs.set(record.runId, found);
        return;
      }
      const piece = samples && record.kind === "timing" ? record : withoutSamples(record);
      const found = runs.get(record.runId);
      if (found === undefined) {
        orphans.push(piece);
        return;
      }
      found.sources.add(source);
      // The latest one goes to the end: order says what supersedes what. That a row has rounds
      // matters only while it has no outcome.
      const key = pieceKey(piece);
      const earlier = pieces.get(key);
      if (piece.kind === "round" && earlier !== undefined) return;
      pieces.delete(key);
      const alike = earlier?.piece.kind === "round" ? undefined : earlier?.sources;
      pieces.set(key, { piece, sources: withSource(alike, source) });
    },
    finish() {
      const kept = [...pieces.values()];
      const timed = kept.flatMap(({ piece, sources }) => {
        const found = runs.get(piece.runId);
        return piece.kind === "timing" && found ? [{ found, timing: piece, sources }] : [];
      });
      return {
        records: [...runRecords, ...ceilings, ...orphans, ...kept.map(({ piece }) => piece)],
        runs,
        timed,
        counted: kept.flatMap(({ piece, sources }) =>
          piece.kind === "count" ? [{ count: piece, sources }] : []
        ),
      };
    },
  };
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
function pieceKey(piece: PieceRecord): string {
  const graph = piece.kind === "count" ? "" : piece.graph;
  const kind = piece.kind === "count" ? "count" : "outcome";
  return JSON.stringify([piece.runId, kind, piece.model, graph]);
}

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
