// The comparison of two sides: counts exactly, rates statistically, one verdict for the whole.
//
// Each rate has its interval at a confidence that is shared out among all ratios (Bonferroni), so
// that the chance of a false word anywhere in the report, not in each row, is 5 %. The same rows are
// compared with a pinned older baseline where there is one: small steps that each pass add up there.

import { bySizeOfEffect, type CompareRow, rowKey, VERDICTS, verdictsOf } from "./compare_row.ts";
import { countRows, modelRows } from "./count_rows.ts";
import { pairModels } from "./match.ts";
import { RATE_METRICS, type RateMetric } from "./metric.ts";
import { comparisonCount, type RateRows, rateRows, type RateRules } from "./rate_rows.ts";
import { remarksOf } from "./remarks.ts";
import { isEmpty, type Side } from "./side.ts";

/** Chance that any interval of a report misses the truth, if its rounds are independent. */
const FAMILY_ERROR_RATE = 0.05;

/** A slowdown up to this share passes unless told otherwise. */
export const DEFAULT_MARGIN = 0.03;

/** What the comparison says as a whole. */
export type Outcome = "passed" | "failed" | "not comparable" | "nothing to compare";

/** Options for {@linkcode compareSides}. */
export interface CompareOptions {
  /** Slower by more than this share is worse. @default 0.03 */
  readonly margin?: number;
  /** Which rate is compared. @default "throughput" */
  readonly metric?: RateMetric;
  /** Both sides come from one interleaved run, round by round. @default false */
  readonly paired?: boolean;
  /** An older baseline besides BASE. */
  readonly pinned?: Side;
}

/** Everything that is said about two sides. */
export interface CompareReport {
  /** The verdict on the whole. */
  readonly outcome: Outcome;
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
  /** Ratios that were judged together. */
  readonly comparisonCount: number;
  /** Of each interval. */
  readonly confidence: number;
  /** By size of the effect. */
  readonly rows: readonly CompareRow[];
  /** Timings of runs that took no part: history in a file of several runs. */
  readonly leftOut: RateRows["leftOut"];
  /** Ratio that most rows share: machine drift. */
  readonly commonShift?: number;
  /**
   * Any slowdown larger than this share of the time would have been seen in every row; absent where
   * a row has no interval, or machine drift withholds verdicts.
   */
  readonly smallestSlowdown?: number;
  /** What must be said besides the rows. */
  readonly remarks: readonly string[];
}

/**
 * Compares NEW with BASE.
 *
 * The outcome is `failed` if any row is bad (worse, bigger, vanished, newly failing), whatever else
 * there is; else `not comparable` if any row could not be compared or the machine became slower; else
 * `passed`. Without records in BASE there is `nothing to compare`, unless the pinned baseline objects.
 */
export function compareSides(
  base: Side,
  next: Side,
  { margin = DEFAULT_MARGIN, metric = "throughput", paired = false, pinned }: CompareOptions = {},
): CompareReport {
  const pairs = pairModels(base, next);
  const pinnedPairs = pinned === undefined ? [] : pairModels(pinned, next);
  const count = comparisonCount(pairs) + comparisonCount(pinnedPairs);
  const errorRate = FAMILY_ERROR_RATE / Math.max(1, count);
  const rules: RateRules = { metric, margin, paired, errorRate };

  const rates = rateRows(pairs, rules);
  const rows = [...pairs.flatMap(modelRows), ...pairs.flatMap(countRows), ...rates.rows];
  const pinnedRows = [...pinnedPairs.flatMap(countRows), ...rateRows(pinnedPairs, rules).rows];
  const complete = withPinned(rows, pinnedRows).toSorted(bySizeOfEffect);

  const smallest = smallestSlowdownOf(rates.rows);
  const facts = {
    ...{ base, next, metric, margin, paired, comparisonCount: count, rows: complete },
    leftOut: rates.leftOut,
    ...(pinned === undefined ? {} : { pinned }),
    confidence: 1 - errorRate,
    ...(rates.shift === undefined ? {} : { commonShift: rates.shift }),
    ...(smallest === undefined || rates.shift !== undefined ? {} : { smallestSlowdown: smallest }),
  };
  return { ...facts, outcome: outcomeOf(facts), remarks: remarksOf(facts) };
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

type Facts = Pick<CompareReport, "base" | "rows" | "metric"> & { readonly commonShift?: number };

function outcomeOf({ base, rows, metric, commonShift }: Facts): Outcome {
  // Without a baseline only the pinned one can find fault.
  const verdicts = isEmpty(base)
    ? rows.flatMap(({ pinned }) => pinned?.verdict ?? [])
    : rows.flatMap(verdictsOf);
  const meanings = new Set(verdicts.map((verdict) => VERDICTS[verdict]));
  if (meanings.has("bad")) return "failed";
  const isHigherBetter = RATE_METRICS[metric].better === "higher";
  const isSlower = commonShift !== undefined && (commonShift < 1) === isHigherBetter;
  if (meanings.has("unlike") || isSlower) return "not comparable";
  return isEmpty(base) ? "nothing to compare" : "passed";
}
