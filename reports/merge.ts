// Records of several files, joined one by one into what a table needs: runs, and of every row in a
// run its latest count and outcome. Raw samples are dropped unless they are asked for, a table needs
// only how many rounds there were; so memory grows with the rows, not with the lines.

import type {
  CountRecord,
  FailureRecord,
  Record as BenchRecord,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "../bench/record.ts";

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

  return {
    add(record, source) {
      if (record.kind === "end" || record.kind === "ceiling") return;
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
      // The latest one goes to the end: order says what supersedes what.
      const key = pieceKey(piece);
      const earlier = pieces.get(key);
      if (piece.kind === "round" && earlier !== undefined) return;
      pieces.delete(key);
      pieces.set(key, { piece, sources: withSource(earlier?.sources, source) });
    },
    finish() {
      const kept = [...pieces.values()];
      const timed = kept.flatMap(({ piece, sources }) => {
        const found = runs.get(piece.runId);
        return piece.kind === "timing" && found ? [{ found, timing: piece, sources }] : [];
      });
      return {
        records: [...runRecords, ...orphans, ...kept.map(({ piece }) => piece)],
        runs,
        timed,
      };
    },
  };
}

function withSource(
  sources: ReadonlySet<string> | undefined,
  source: string,
): ReadonlySet<string> {
  return sources?.has(source) ? sources : new Set([...sources ?? [], source]);
}

/** Equal for records of which the later one makes the earlier one needless. */
function pieceKey(piece: PieceRecord): string {
  const graph = piece.kind === "count" ? "" : piece.graph;
  const kind = piece.kind === "failure" ? "timing" : piece.kind;
  return JSON.stringify([piece.runId, kind, piece.model, graph]);
}

const NO_SAMPLES: readonly number[] = [];
const NOWHERE = { byOp: {}, byStage: {}, byStream: {} };

function withoutSamples(piece: PieceRecord): PieceRecord {
  if (piece.kind === "round") return { ...piece, samplesMs: NO_SAMPLES };
  if (piece.kind !== "timing") return piece;
  return {
    ...piece,
    warmUpMs: NO_SAMPLES,
    roundsMs: new Array(piece.roundsMs.length).fill(NO_SAMPLES),
    kernelMs: NOWHERE,
  };
}
