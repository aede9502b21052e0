// Rows of what is exact: whether a model is there, its parameters, buffers and multiply-adds.

import type { CountRecord, FailureRecord } from "../../bench/record/record.ts";
import { engineText, isDefaultEngine } from "../records/engine_use.ts";
import { notCounted } from "../records/not_counted.ts";
import type { CompareRow } from "./compare_row.ts";
import { type ModelPair, pairCounts, unlikeSizes } from "./match.ts";
import { COUNT_METRICS, type CountMetric } from "./metric.ts";
import { type Failed, type ModelSide, timingAskedOf } from "./side.ts";

/** What happened to a model as a whole; nothing if it is on both sides under one name. */
export function modelRows(pair: ModelPair): readonly CompareRow[] {
  const { renamedFrom, base, next } = pair;
  if (next === undefined) {
    const isKnown = base !== undefined && base.counts.length + base.timed.length > 0;
    return isKnown ? [modelRow(pair, "vanished", "is in BASE, not in NEW")] : [];
  }
  return [
    ...renamedFrom === undefined
      ? []
      : [modelRow(pair, "renamed", `was "${renamedFrom}", has the same graph`)],
    ...failureRows(pair, next),
  ];
}

/** What fails now, newly or still, and what failed in BASE and works now. */
function failureRows(pair: ModelPair, next: ModelSide): readonly CompareRow[] {
  const before = pair.base?.failures ?? [];
  const failedBefore = new Set(before.map(({ asked }) => asked));
  const isBuilt = ({ failure: { stage, size } }: Failed) =>
    stage === "build" && next.counts.some((count) => count.size === size);
  const worksNow = new Set([
    ...next.timed.map(timingAskedOf),
    ...before.filter(isBuilt).map(({ asked }) => asked),
  ]);
  return [
    ...next.failures.map(({ failure, asked }) => {
      const verdict = failedBefore.has(asked) ? "still failing" : "newly failing";
      return modelRow(pair, verdict, `${failure.stage}: ${failure.reason}`, failure);
    }),
    ...before.filter(({ asked }) => worksNow.has(asked))
      .map(({ failure }) => modelRow(pair, "fixed", "failed in BASE", failure)),
  ];
}

function modelRow(
  { model, renamedFrom }: ModelPair,
  verdict: CompareRow["verdict"],
  reason: string,
  failure?: FailureRecord,
): CompareRow {
  return {
    model,
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    metric: "model",
    conditions: failure === undefined ? {} : conditionsOf(failure),
    verdict,
    reason,
  };
}

function conditionsOf(failure: FailureRecord): CompareRow["conditions"] {
  const { size, batch, graph } = failure;
  const engine = { ...failure, options: {} };
  return { size, batch, graph, ...(isDefaultEngine(engine) ? {} : { engine: engineText(engine) }) };
}

/** The counts of a model, one row for each metric; they depend on the size and nothing else. */
export function countRows(pair: ModelPair): readonly CompareRow[] {
  if (pair.next === undefined) return [];
  const { alike, unlike, onlyBase, onlyNext } = pairCounts(pair);
  const rowsOf = (sides: Counts, verdictOf: (metric: CountMetric) => Judged) =>
    COUNT_METRICS.map((metric) => ({ ...countRow(pair, metric, sides), ...verdictOf(metric) }));
  const hasFailed = pair.next.failures.length > 0;
  return [
    ...alike.flatMap(([base, next]) =>
      rowsOf({ base, next }, (metric) => countVerdict(metric, base, next))
    ),
    ...unlike.flatMap(([base, next]) =>
      rowsOf({ base, next }, () => ({
        verdict: "not comparable",
        reason: unlikeSizes(base, next).join("; "),
      }))
    ),
    ...onlyNext.flatMap((next) => rowsOf({ next }, () => ({ verdict: "new" }))),
    ...hasFailed
      ? []
      : onlyBase.flatMap((base) => rowsOf({ base }, () => ({ verdict: "vanished" }))),
  ];
}

type Judged = Pick<CompareRow, "verdict" | "reason">;

/** One side or both. */
interface Counts {
  readonly base?: CountRecord;
  readonly next?: CountRecord;
}

function countRow(
  { model, renamedFrom }: ModelPair,
  metric: CountMetric,
  { base, next }: Counts,
): Omit<CompareRow, "verdict"> {
  const either = (next ?? base) as CountRecord;
  const ratio = base && next && base[metric] > 0 ? next[metric] / base[metric] : undefined;
  return {
    model,
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    metric,
    conditions: { size: either.size },
    ...(base === undefined ? {} : { base: base[metric], baseGraphHash: base.graphHash }),
    ...(next === undefined ? {} : { next: next[metric], nextGraphHash: next.graphHash }),
    ...(ratio === undefined ? {} : { estimate: { ratio } }),
  };
}

function countVerdict(
  metric: CountMetric,
  base: CountRecord,
  next: CountRecord,
): Judged {
  const [before, after] = [base, next].map((count) =>
    notCounted(count).toSorted().join(", ") || "nothing"
  );
  if (metric === "macs" && before !== after) {
    const reason = `a lower bound, not counted: ${before} in BASE, ${after} in NEW`;
    return { verdict: "undecided", reason };
  }
  if (next[metric] > base[metric]) return { verdict: "bigger" };
  return next[metric] < base[metric] ? { verdict: "smaller" } : { verdict: "same" };
}
