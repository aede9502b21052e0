// The comparison of two sides: counts exactly, rates statistically, one verdict for the whole.
//
// Each rate has its interval at a confidence that is shared out among all ratios (Bonferroni), so
// that the chance of a false word anywhere in the report, not in each row, is 5 %. The same rows are
// compared with a pinned older baseline where there is one: small steps that each pass add up there.

import { sharedErrorRate } from "../../bench/samples/statistics.ts";
import { bySizeOfEffect, type CompareRow, rowKey } from "./compare_row.ts";
import { countRows, modelRows } from "./count_rows.ts";
import { type ModelPair, pairModels } from "./match.ts";
import type { RateMetric } from "./metric.ts";
import { type ComparedFacts, type Outcome, outcomeOf } from "./outcome.ts";
import { comparisonCount, pairedModels, rateRows, type RateRules } from "./rate_rows.ts";
import { remarksOf } from "./remarks.ts";
import { isEmpty, type Side } from "./side.ts";
import { type Warning, warningsOf } from "./warnings.ts";

/** A slowdown up to this share passes unless told otherwise. */
export const DEFAULT_MARGIN = 0.03;

/** Options for {@linkcode compareSides}. */
export interface CompareOptions {
  /** Slower by more than this share is worse. @default 0.03 */
  readonly margin?: number;
  /** Which rate is compared. @default "throughput" */
  readonly metric?: RateMetric;
  /** Both sides come from one interleaved run, round by round. @default false */
  readonly paired?: boolean;
  /** What was not shown to be good does not pass. @default false */
  readonly strict?: boolean;
  /** An older baseline besides BASE. */
  readonly pinned?: Side;
}

/** Everything that is said about two sides. */
export interface CompareReport extends ComparedFacts {
  /** The verdict on the whole. */
  readonly outcome: Outcome;
  /** What must be heard even if all is well; among the remarks too. */
  readonly warnings: readonly Warning[];
  /** What must be said besides the rows. */
  readonly remarks: readonly string[];
}

/** Compares NEW with BASE. */
export function compareSides(
  base: Side,
  next: Side,
  options: CompareOptions = {},
): CompareReport {
  const { margin = DEFAULT_MARGIN, metric = "throughput", pinned } = options;
  const { paired = false, strict = false } = options;
  const pairs = pairModels(base, next);
  const pinnedPairs = pinned === undefined ? [] : pairModels(pinned, next);
  const [timings, pinnedTimings] = [pairedModels(pairs), pairedModels(pinnedPairs)];
  const count = comparisonCount(timings) + comparisonCount(pinnedTimings);
  const errorRate = sharedErrorRate(count);
  const rules: RateRules = { metric, margin, paired, errorRate };

  const rates = rateRows(timings, rules);
  const rows = [...pairs.flatMap(modelRows), ...pairs.flatMap(countRows), ...rates.rows];
  const pinnedRows = [...pinnedPairs.flatMap(countRows), ...rateRows(pinnedTimings, rules).rows];
  const complete = withPinned(rows, pinnedRows).toSorted(bySizeOfEffect);

  const smallest = smallestSlowdownOf(rates.rows);
  const facts = {
    base,
    next,
    metric,
    margin,
    paired,
    strict,
    comparisonCount: count,
    rows: complete,
    leftOut: rates.leftOut,
    apart: [
      ...isApart(base, pairs) ? [base] : [],
      ...pinned && isApart(pinned, pinnedPairs) ? [pinned] : [],
    ],
    ...(pinned === undefined ? {} : { pinned }),
    confidence: 1 - errorRate,
    ...(rates.shift === undefined ? {} : { commonShift: rates.shift }),
    ...(smallest === undefined || rates.shift !== undefined ? {} : { smallestSlowdown: smallest }),
  };
  const warnings = warningsOf(facts);
  const remarks = [...warnings.map(({ text }) => text), ...remarksOf(facts)];
  return { ...facts, outcome: outcomeOf(facts), warnings, remarks };
}

/** Whether a baseline has models, but none that NEW has too. */
function isApart(baseline: Side, pairs: readonly ModelPair[]): boolean {
  return !isEmpty(baseline) &&
    pairs.every(({ base, next }) => base === undefined || next === undefined);
}

/** The largest of the rows' smallest; unknown if any row could not have told. */
function smallestSlowdownOf(rates: readonly CompareRow[]): number | undefined {
  const known = rates.flatMap(({ smallestSlowdown }) => smallestSlowdown ?? []);
  const isComplete = known.length > 0 && known.length === rates.length;
  // One by one, as the rows may be more than a call takes arguments.
  return isComplete ? known.reduce((a, b) => Math.max(a, b)) : undefined;
}

function withPinned(
  rows: readonly CompareRow[],
  pinnedRows: readonly CompareRow[],
): readonly CompareRow[] {
  const byKey = new Map(pinnedRows.map((row) => [rowKey(row), row]));
  return rows.map((row) => {
    const pinned = byKey.get(rowKey(row));
    return pinned === undefined ? row : { ...row, pinned };
  });
}
