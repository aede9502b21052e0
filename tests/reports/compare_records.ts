// Records of two sides with hand-checkable numbers.

import type {
  CountRecord,
  FailureRecord,
  Record as BenchRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record.ts";
import type { CompareReport } from "../../reports/compare/compare.ts";
import type { CompareRow, RowMetric } from "../../reports/compare/compare_row.ts";
import { type Side, sideOf } from "../../reports/compare/side.ts";
import { count, failure, RUN, timing } from "./fixed_records.ts";

/** A run; the day of January 2026 on which it was made tells runs apart. */
export function runOn(day: number, changes: Partial<RunRecord> = {}): RunRecord {
  const date = `2026-01-${String(day).padStart(2, "0")}`;
  const gitCommit = `${day}`.repeat(12).slice(0, 12);
  return { ...RUN, runId: `run-${day}`, startedAt: `${date}T03:00:00Z`, gitCommit, ...changes };
}

/** A timing whose rounds have these images/s, one batch of 8 a round. */
export function timed(
  day: number,
  model: string,
  rates: readonly number[],
  changes: Partial<TimingRecord> = {},
): TimingRecord {
  const batch = changes.batch ?? 8;
  const roundsMs = rates.map((rate) => [1000 * batch / rate]);
  return { ...timing(model, rates[0] ?? 1, 1), runId: `run-${day}`, roundsMs, ...changes };
}

/** A count with these params and a thousand times as many MACs. */
export function counted(
  day: number,
  model: string,
  params: number,
  changes: Partial<CountRecord> = {},
): CountRecord {
  return { ...count(model, params, 1000 * params), runId: `run-${day}`, ...changes };
}

/** A failure. */
export function failed(
  day: number,
  model: string,
  changes: Partial<FailureRecord> = {},
): FailureRecord {
  return { ...failure(model, "out of memory"), runId: `run-${day}`, ...changes };
}

/** The same rate in every one of `rounds` rounds. */
export function steadyRates(rate: number, rounds = 10): readonly number[] {
  return new Array<number>(rounds).fill(rate);
}

/** A side called by its role. */
export function side(
  name: string,
  records: readonly BenchRecord[],
  countsOnly = false,
): Side {
  return sideOf(name, records, { countsOnly });
}

/** Two sides of one model in runs of the 1st and the 13th: its rates before and after. */
export function sides(
  before: readonly number[],
  after: readonly number[],
): readonly [base: Side, next: Side] {
  return [
    side("base.jsonl", [runOn(1), timed(1, "deit-s", before)]),
    side("new.jsonl", [runOn(13), timed(13, "deit-s", after)]),
  ];
}

/** The first row of a metric. */
export function rowOf(
  { rows }: CompareReport,
  metric: RowMetric = "throughput",
): CompareRow | undefined {
  return rows.find((row) => row.metric === metric);
}

/** Model, metric and verdict of every row. */
export function verdictsOf({ rows }: CompareReport): readonly (readonly string[])[] {
  return rows.map(({ model, metric, verdict }) => [model, metric, verdict]);
}
