// Rows of what is measured: the ratio of two timings with its interval, and the verdict on it.

import { median } from "../../bench/samples/statistics.ts";
import { EXCESS_TEXT } from "../records/excess.ts";
import { confidenceText } from "../text/percent_text.ts";
import { TOO_FEW_ROUNDS } from "../text/number_text.ts";
import { type CompareRow, isOtherGraph, rowConditions } from "./compare_row.ts";
import { type Timed, unlikeConditions } from "./conditions.ts";
import { commonShift } from "./common_shift.ts";
import { type ModelPair, pairTimings } from "./match.ts";
import { RATE_METRICS, type RateMetric, rateVerdict, smallestSlowdown } from "./metric.ts";
import type { ComparedFacts } from "./outcome.ts";
import { leastRounds } from "../../bench/samples/rank_counts.ts";
import { pairedRatio, type RatioEstimate, unpairedRatio } from "./ratio_interval.ts";
import { timingAskedOf } from "./side.ts";

/** How rates are compared. */
export interface RateRules extends Pick<ComparedFacts, "metric" | "margin" | "paired"> {
  /** Of each interval, already shared out among all rows. */
  readonly errorRate: number;
}

/** The rows, and the shift that most of them share, if there is one. */
export interface RateRows extends Pick<ComparedFacts, "rows" | "leftOut"> {
  readonly shift?: number;
}

/** A model with its timings in pairs. */
export interface PairedModel {
  readonly pair: ModelPair;
  readonly timings: ReturnType<typeof pairTimings>;
}

/** Every model with its timings in pairs. */
export function pairedModels(pairs: readonly ModelPair[]): readonly PairedModel[] {
  return pairs.map((pair) => ({ pair, timings: pairTimings(pair) }));
}

/** How many ratios there are to judge. */
export function comparisonCount(compared: readonly PairedModel[]): number {
  return compared.reduce((sum, { timings }) => sum + timings.alike.length, 0);
}

/** Compares the timings of all models. */
export function rateRows(compared: readonly PairedModel[], rules: RateRules): RateRows {
  const measured = compared.flatMap(({ pair, timings }) =>
    timings.alike.map(([base, next]) => ({ base, next, row: estimateRow(pair, base, next, rules) }))
  );
  const untouched = measured.filter(({ base, next, row }) =>
    row.verdict === "undecided" && !isOtherGraph(row) &&
    base.run.environment.onnxruntime === next.run.environment.onnxruntime
  );
  const shift = rules.paired ? undefined : commonShift(
    // A ratio of too few rounds is no evidence, and no number of them makes one.
    untouched.flatMap(({ row: { estimate } }) =>
      estimate?.interval === undefined ? [] : [estimate.ratio]
    ),
    rules.margin,
  );
  const rows = [
    ...measured.map(({ row }) => judged(row, rules, shift)),
    ...compared.flatMap(({ pair, timings }) => unpairedRows(pair, timings, rules)),
  ];
  const leftOut = {
    base: compared.flatMap(({ timings }) => timings.leftOut.base),
    next: compared.flatMap(({ timings }) => timings.leftOut.next),
  };
  return { rows, leftOut, ...(shift === undefined ? {} : { shift }) };
}

/** Values and ratio, not yet judged: `undecided`, unless nothing is to be decided. */
function estimateRow(pair: ModelPair, base: Timed, next: Timed, rules: RateRules): CompareRow {
  const { of } = RATE_METRICS[rules.metric];
  const [before, after] = [of(base.timing), of(next.timing)];
  const row = valueRow(pair, rules.metric, { base, next });
  if (!rules.paired && base.run.runId === next.run.runId) {
    return { ...row, verdict: "same", reason: "same run on both sides" };
  }
  const [excess] = [base, next].flatMap((side) => side.excess ?? []);
  if (excess !== undefined) return { ...row, verdict: "undecided", reason: EXCESS_TEXT[excess] };
  if (![...before, ...after].every(isPositive)) {
    return { ...row, verdict: "undecided", reason: "a round of 0 ms gives no rate" };
  }
  const ratioOf = rules.paired ? pairedRatio : unpairedRatio;
  return { ...row, estimate: ratioOf(before, after, rules.errorRate) };
}

function judged(row: CompareRow, rules: RateRules, shift: number | undefined): CompareRow {
  if (row.estimate === undefined) return row;
  const { ratio, interval } = row.estimate;
  if (interval === undefined) return { ...row, reason: tooFewRounds(row, rules) };
  const rule = { margin: rules.margin, better: RATE_METRICS[rules.metric].better };
  const verdict = rateVerdict(interval, rule);
  const complete = { ...row, smallestSlowdown: smallestSlowdown({ ratio, interval }, rule) };
  // With drift, only what holds with and without it stands.
  const own = shift === undefined ? verdict : rateVerdict(without(interval, shift), rule);
  if (own === verdict) return { ...complete, verdict };
  return {
    ...complete,
    verdict: "undecided",
    reason: `machine drift: ${verdict} as measured, ${own} once the common shift is taken out`,
  };
}

function without({ low, high }: Required<RatioEstimate>["interval"], shift: number) {
  return { low: low / shift, high: high / shift };
}

function tooFewRounds({ baseRounds, nextRounds }: CompareRow, rules: RateRules): string {
  const confidence = confidenceText(1 - rules.errorRate);
  return `${TOO_FEW_ROUNDS}: ${baseRounds} and ${nextRounds} carry no interval at ${confidence}, ` +
    `${leastRounds(rules.errorRate, rules)} of each do`;
}

/** What has no partner, or one that it must not be compared with. */
function unpairedRows(
  pair: ModelPair,
  { unlike, onlyBase, onlyNext }: PairedModel["timings"],
  { metric }: RateRules,
): readonly CompareRow[] {
  const failed = new Set(pair.next?.failures.map(({ asked }) => asked));
  const lost = pair.next === undefined
    ? []
    : onlyBase.filter((timed) => !failed.has(timingAskedOf(timed)));
  const reason = pair.next?.isInterrupted === true
    ? "interrupted: rounds without a timing in NEW"
    : "not timed in NEW";
  return [
    ...unlike.map(([base, next]): CompareRow => ({
      ...valueRow(pair, metric, { base, next }),
      verdict: "not comparable",
      reason: unlikeConditions(base, next).join("; "),
    })),
    ...onlyNext.map((next): CompareRow => ({
      ...valueRow(pair, metric, { next }),
      ...pair.base?.isInterrupted === true
        ? { verdict: "not comparable", reason: "interrupted: rounds without a timing in BASE" }
        : { verdict: "new" },
    })),
    ...lost.map((base): CompareRow => ({
      ...valueRow(pair, metric, { base }),
      verdict: "vanished",
      reason,
    })),
  ];
}

function valueRow(
  { model, renamedFrom }: ModelPair,
  metric: RateMetric,
  { base, next }: { readonly base?: Timed; readonly next?: Timed },
): CompareRow {
  const { timing } = (next ?? base) as Timed;
  const { of } = RATE_METRICS[metric];
  const before = base && side(of(base.timing));
  const after = next && side(of(next.timing));
  return {
    model,
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    metric,
    conditions: rowConditions(timing),
    ...(base === undefined ? {} : { baseGraphHash: base.timing.graphHash }),
    ...(next === undefined ? {} : { nextGraphHash: next.timing.graphHash }),
    ...(before === undefined ? {} : { baseRounds: before.rounds }),
    ...(before?.value === undefined ? {} : { base: before.value }),
    ...(after === undefined ? {} : { nextRounds: after.rounds }),
    ...(after?.value === undefined ? {} : { next: after.value }),
    verdict: "undecided",
  };
}

/** The median, unknown where a round of 0 ms makes it infinite. */
function side(values: readonly number[]) {
  const value = median(values);
  return { rounds: values.length, value: isPositive(value) ? value : undefined };
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
