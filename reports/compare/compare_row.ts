// A row of a comparison: one metric of one model on both sides, with its verdict.

import type { TimingRecord } from "../../bench/record/record.ts";
import { engineText, isDefaultEngine, timedEngine } from "../records/engine_use.ts";
import { precisionText } from "../records/run_conditions.ts";
import type { CountMetric, RateMetric } from "./metric.ts";
import type { RatioEstimate } from "./ratio_interval.ts";

/**
 * Every verdict, and what it means for the whole: `bad` fails, `unlike` could not be compared, `open`
 * could not be decided, `fine` passes.
 */
export const VERDICTS = {
  "worse": "bad",
  "bigger": "bad",
  "vanished": "bad",
  "newly failing": "bad",
  "not comparable": "unlike",
  "undecided": "open",
  "better": "fine",
  "smaller": "fine",
  "equivalent": "fine",
  "same": "fine",
  "new": "fine",
  "renamed": "fine",
  "fixed": "fine",
  "still failing": "fine",
} as const satisfies Readonly<Record<string, "bad" | "unlike" | "open" | "fine">>;

/** One of {@linkcode VERDICTS}. */
export type RowVerdict = keyof typeof VERDICTS;

/** What a row is about; `model`: that the model is there at all. */
export type RowMetric = "model" | CountMetric | RateMetric;

/** Conditions of a row as far as they matter for its metric. */
export interface RowConditions {
  /** `224`, or height x width. */
  readonly size?: string;
  /** Images a run. */
  readonly batch?: number;
  /** `fp32`, say. */
  readonly precision?: string;
  /** Of the runtime. */
  readonly threads?: number;
  /** The one that was used. */
  readonly device?: string;
  /** Variant of the graph that was timed. */
  readonly graph?: string;
  /** As people call it, with variant, instances and options; absent: the usual one as it is. */
  readonly engine?: string;
}

/** One row. */
export interface CompareRow {
  /** Id in NEW; in BASE if NEW does not have it. */
  readonly model: string;
  /** Id in BASE where it is another. */
  readonly renamedFrom?: string;
  /** What the row is about. */
  readonly metric: RowMetric;
  /** Under which it was found. */
  readonly conditions: RowConditions;
  /** Value in BASE; of a rate the median over rounds. */
  readonly base?: number;
  /** Value in NEW. */
  readonly next?: number;
  /** Rounds behind the value in BASE. */
  readonly baseRounds?: number;
  /** Rounds behind the value in NEW. */
  readonly nextRounds?: number;
  /** Hash of the plain graph in BASE. */
  readonly baseGraphHash?: string;
  /** Hash of the plain graph in NEW. */
  readonly nextGraphHash?: string;
  /** NEW / BASE; absent where BASE is 0 or nothing is to be compared. */
  readonly estimate?: RatioEstimate;
  /** As a share of the time in BASE. */
  readonly smallestSlowdown?: number;
  /** What the row comes to. */
  readonly verdict: RowVerdict;
  /** Why, where the numbers do not say it. */
  readonly reason?: string;
  /** The same row against the pinned baseline. */
  readonly pinned?: Omit<CompareRow, "pinned">;
}

/** The conditions of a timing. */
export function rowConditions(timing: TimingRecord): RowConditions {
  const { size, batch, threads, graph, deviceUsed } = timing;
  const engine = timedEngine(timing);
  return {
    size,
    batch,
    precision: precisionText(timing),
    threads,
    graph,
    device: deviceUsed,
    ...(isDefaultEngine(engine) ? {} : { engine: engineText(engine) }),
  };
}

/** The verdicts of a row, against BASE and against the pinned baseline. */
export function verdictsOf({ verdict, pinned }: CompareRow): readonly RowVerdict[] {
  return pinned === undefined ? [verdict] : [verdict, pinned.verdict];
}

/** Whether both sides have the model's graph, and not the same one. */
export function isOtherGraph({ baseGraphHash, nextGraphHash }: CompareRow): boolean {
  return baseGraphHash !== undefined && nextGraphHash !== undefined &&
    baseGraphHash !== nextGraphHash;
}

/** Names the row on both sides of a pinned comparison. */
export function rowKey({ model, metric, conditions }: CompareRow): string {
  return JSON.stringify([model, metric, Object.values(conditions)]);
}

/** What is there at all first, then by size of the effect, ties by name. */
export function bySizeOfEffect(a: CompareRow, b: CompareRow): number {
  const rank = (row: CompareRow) => row.metric === "model" ? 0 : 1;
  return rank(a) - rank(b) || effectOf(b) - effectOf(a) ||
    (a.model < b.model ? -1 : Number(a.model > b.model));
}

function effectOf({ estimate, base, next }: CompareRow): number {
  if (estimate !== undefined && estimate.ratio > 0) return Math.abs(Math.log(estimate.ratio));
  // To or from 0 is larger than any ratio; nothing to compare is no effect.
  return base !== undefined && next !== undefined && base !== next ? Number.MAX_VALUE : 0;
}
