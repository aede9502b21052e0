// The verdict on the whole: what the rows come to together, and what makes a pass worth little.

import type { CompareReport } from "./compare.ts";
import { type CompareRow, type RowVerdict, VERDICTS, verdictsOf } from "./compare_row.ts";
import { COUNT_METRICS, RATE_METRICS } from "./metric.ts";
import { isEmpty } from "./side.ts";

/** What the comparison says as a whole; `incomplete`: timings whose run record is missing. */
export type Outcome =
  | "passed"
  | "failed"
  | "incomplete"
  | "not comparable"
  | "nothing to compare";

/** A report before anything is said about it. */
export type Facts = Omit<CompareReport, "outcome" | "remarks" | "warnings">;

/** Verdicts on what only one side has: nothing was held against anything. */
const ONE_SIDED: readonly RowVerdict[] = ["new", "vanished"];

/**
 * The verdict on the whole, the weightiest first: `failed` if a row is bad, unless the sides have
 * no model in common; `incomplete` if timings cannot be used; `not comparable` if a row could not be
 * compared, no model is on both sides, or the machine became slower; else `passed`. Without records in BASE there is
 * `nothing to compare`, unless the pinned baseline objects.
 */
export function outcomeOf(facts: Facts): Outcome {
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
export function orphanCountOf({ base, next, pinned }: Facts): number {
  return [base, next, pinned].reduce((sum, side) => sum + (side?.orphanCount ?? 0), 0);
}

/**
 * Why a pass says nothing: `undecided` if rows were held against each other and none was decided,
 * `none` if there was none of them. Rates count, or counts where they alone were asked for.
 */
export function weaknessOf({ rows, metric, next }: Facts): "undecided" | "none" | undefined {
  const metrics: readonly string[] = next.isCountsOnly ? COUNT_METRICS : [metric];
  const compared = rows.filter((row) =>
    metrics.includes(row.metric) && !ONE_SIDED.includes(row.verdict)
  );
  if (compared.length === 0) return "none";
  const isOpen = ({ verdict }: CompareRow) => VERDICTS[verdict] === "open";
  return compared.every(isOpen) ? "undecided" : undefined;
}
