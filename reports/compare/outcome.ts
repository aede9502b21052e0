// The verdict on the whole: what the rows come to together, and what makes a pass worth little.

import { type CompareRow, type RowVerdict, VERDICTS, verdictsOf } from "./compare_row.ts";
import { COUNT_METRICS, RATE_METRICS, type RateMetric } from "./metric.ts";
import type { Timed } from "./conditions.ts";
import { isEmpty, sameRuns, type Side } from "./side.ts";

/** What the comparison says as a whole; `incomplete`: timings whose run record is missing. */
export const OUTCOMES = [
  "passed",
  "failed",
  "incomplete",
  "not comparable",
  "nothing to compare",
] as const;

/** One of them. */
export type Outcome = typeof OUTCOMES[number];

/** What was found about two sides, before anything is said about it. */
export interface ComparedFacts {
  /** The side that was there before. */
  readonly base: Side;
  /** The side that is judged. */
  readonly next: Side;
  /** The older baseline besides BASE. */
  readonly pinned?: Side;
  /** Which rate was compared. */
  readonly metric: RateMetric;
  /** Slower by more than this share is worse. */
  readonly margin: number;
  /** Rounds of both sides belong together. */
  readonly paired: boolean;
  /** What was not shown to be good does not pass. */
  readonly strict: boolean;
  /** Ratios that were judged together. */
  readonly comparisonCount: number;
  /** Of each interval. */
  readonly confidence: number;
  /** By size of the effect. */
  readonly rows: readonly CompareRow[];
  /** Timings of runs that took no part: history in a file of several runs. */
  readonly leftOut: { readonly base: readonly Timed[]; readonly next: readonly Timed[] };
  /** Baselines with models, none of which NEW has. */
  readonly apart: readonly Side[];
  /** Ratio that most rows share: machine drift. */
  readonly commonShift?: number;
  /**
   * With this noise any row that came out slower by more than this share of the time would be worse;
   * absent where a row has no interval, or machine drift withholds verdicts.
   */
  readonly smallestSlowdown?: number;
}

/** Verdicts on what only one side has: nothing was held against anything. */
const ONE_SIDED: readonly RowVerdict[] = ["new", "vanished"];

/**
 * The verdict on the whole. Where it is strict, a pass that says little is none: `not comparable` of
 * one run twice, `failed` where a row is undecided or nothing was compared.
 */
export function outcomeOf(facts: ComparedFacts): Outcome {
  const outcome = lenientOutcomeOf(facts);
  if (outcome !== "passed" || !facts.strict) return outcome;
  if (sameRuns(facts).length > 0) return "not comparable";
  return undecidedCountOf(facts) > 0 || weaknessOf(facts) !== undefined ? "failed" : "passed";
}

/** Verdicts that could not be decided, on the pinned baseline too. */
export function undecidedCountOf({ rows }: Pick<ComparedFacts, "rows">): number {
  return rows.flatMap(verdictsOf).filter((verdict) => verdict === "undecided").length;
}

/**
 * The verdict where doubt passes, the weightiest first: `failed` if a row is bad, unless the sides have
 * no model in common; `incomplete` if timings cannot be used; `not comparable` if a row could not be
 * compared, no model is on both sides, or the machine became slower; else `passed`. Without records in BASE there is
 * `nothing to compare`, unless the pinned baseline objects.
 */
export function lenientOutcomeOf(facts: ComparedFacts): Outcome {
  const { base, rows, metric, commonShift } = facts;
  // Without a baseline only the pinned one can find fault.
  const verdicts = isEmpty(base)
    ? rows.flatMap(({ pinned }) => pinned?.verdict ?? [])
    : rows.flatMap(verdictsOf);
  const meanings = new Set(verdicts.map((verdict) => VERDICTS[verdict]));
  const isApart = facts.apart.length > 0;
  if (meanings.has("bad") && !isApart) return "failed";
  if (orphanCountOf(facts) > 0) return "incomplete";
  const isHigherBetter = RATE_METRICS[metric].better === "higher";
  const isSlower = commonShift !== undefined && (commonShift < 1) === isHigherBetter;
  if (meanings.has("unlike") || isSlower || isApart) return "not comparable";
  return isEmpty(base) ? "nothing to compare" : "passed";
}

/** Timings of any side whose run record is missing. */
function orphanCountOf({ base, next, pinned }: ComparedFacts): number {
  return [base, next, pinned].reduce((sum, side) => sum + (side?.orphanCount ?? 0), 0);
}

/**
 * Why a pass says nothing: `undecided` if rows were held against each other and none was decided,
 * `none` if there was none of them. Rates count, or counts where they alone were asked for.
 */
export function weaknessOf(
  { rows, metric, next }: ComparedFacts,
): "undecided" | "none" | undefined {
  const metrics: readonly string[] = next.isCountsOnly ? COUNT_METRICS : [metric];
  const compared = rows.filter((row) =>
    metrics.includes(row.metric) && !ONE_SIDED.includes(row.verdict)
  );
  if (compared.length === 0) return "none";
  const isOpen = ({ verdict }: CompareRow) => VERDICTS[verdict] === "open";
  return compared.every(isOpen) ? "undecided" : undefined;
}
