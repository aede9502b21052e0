// The columns of a comparison for machines: the one skeleton of its CSV and of the rows of its JSON.
// Keys stay as they are once released; new ones are added, none is renamed.

import type { CompareRow, RowMetric } from "./compare_row.ts";
import { RATE_METRICS } from "./metric.ts";

/** A value of a row; `undefined` is unknown. */
export type ColumnValue = string | number | undefined;

type ValueOf = (row: CompareRow) => ColumnValue;

/** Every column; ratios are NEW / BASE. */
export const COMPARE_COLUMNS = {
  model: (row) => row.model,
  renamed_from: (row) => row.renamedFrom,
  metric: (row) => row.metric,
  unit: (row) => unitOf(row.metric),
  verdict: (row) => row.verdict,
  reason: (row) => row.reason,
  base: (row) => row.base,
  new: (row) => row.next,
  ratio: (row) => row.estimate?.ratio,
  ratio_low: (row) => row.estimate?.interval?.low,
  ratio_high: (row) => row.estimate?.interval?.high,
  smallest_slowdown_percent: (row) =>
    row.smallestSlowdown === undefined ? undefined : 100 * row.smallestSlowdown,
  base_rounds: (row) => row.baseRounds,
  new_rounds: (row) => row.nextRounds,
  size: (row) => row.conditions.size,
  batch: (row) => row.conditions.batch,
  precision: (row) => row.conditions.precision,
  threads: (row) => row.conditions.threads,
  device: (row) => row.conditions.device,
  graph: (row) => row.conditions.graph,
  base_graph_hash: (row) => row.baseGraphHash,
  new_graph_hash: (row) => row.nextGraphHash,
  pinned: (row) => row.pinned?.base,
  pinned_verdict: (row) => row.pinned?.verdict,
  pinned_reason: (row) => row.pinned?.reason,
  pinned_ratio: (row) => row.pinned?.estimate?.ratio,
  pinned_ratio_low: (row) => row.pinned?.estimate?.interval?.low,
  pinned_ratio_high: (row) => row.pinned?.estimate?.interval?.high,
} as const satisfies Readonly<Record<string, ValueOf>>;

/** Machine name of a column. */
export type CompareColumn = keyof typeof COMPARE_COLUMNS;

/** All names, in order. */
export const COMPARE_COLUMN_KEYS = Object.keys(COMPARE_COLUMNS) as readonly CompareColumn[];

/** The unit of a metric; the presence of a model has none. */
export function unitOf(metric: CompareRow["metric"]): string | undefined {
  return UNITS[metric];
}

const UNITS = {
  model: undefined,
  params: "parameters",
  buffers: "values",
  macs: "MAC",
  throughput: RATE_METRICS.throughput.unit,
  latency: RATE_METRICS.latency.unit,
} as const satisfies Readonly<Record<RowMetric, string | undefined>>;
