// The columns of a comparison for machines, each with its type and its value: the one skeleton of its
// CSV, of the rows of its JSON and of their schema. Keys stay as they are once released; new ones are
// added, none is renamed.

import { z } from "zod";
import { type CompareRow, type RowMetric, type RowVerdict, VERDICTS } from "./compare_row.ts";
import { DEFAULT_ENGINE_TITLE } from "../records/engine_use.ts";
import { RATE_METRICS } from "./metric.ts";

/** One column. */
export interface CompareColumn {
  /** Machine name. */
  readonly key: string;
  /** Of a condition, what people read at the top. */
  readonly condition?: string;
  /** In JSON, null for unknown. */
  readonly type: z.ZodType;
  /** Whether files have it only where a row knows it. @default false */
  readonly isOptional?: boolean;
  /** `undefined` is unknown. */
  readonly of: (row: CompareRow) => string | number | undefined;
  /** Of a condition, what people read. @default of */
  readonly text?: (row: CompareRow) => string | undefined;
}

const UNITS: Readonly<Record<RowMetric, string | undefined>> = {
  model: undefined,
  params: "parameters",
  buffers: "values",
  macs: "MAC",
  throughput: RATE_METRICS.throughput.unit,
  latency: RATE_METRICS.latency.unit,
};

/** The unit of a metric; the presence of a model has none. */
export function unitOf(metric: RowMetric): string | undefined {
  return UNITS[metric];
}

const text = z.string().nullable();
/** The type of columns of numbers. */
export const number = z.number().nullable();
const verdict = z.enum(Object.keys(VERDICTS) as readonly RowVerdict[]);

/** Every column, in order; ratios are NEW / BASE. */
export const COMPARE_COLUMNS: readonly CompareColumn[] = [
  {
    key: "model",
    type: z.string().describe("id in NEW; in BASE if NEW does not have it"),
    of: (row) => row.model,
  },
  {
    key: "renamed_from",
    type: text.describe("id in BASE where it is another with the same graph"),
    of: (row) => row.renamedFrom,
  },
  { key: "metric", type: z.enum(Object.keys(UNITS)), of: (row) => row.metric },
  { key: "unit", type: text, of: (row) => unitOf(row.metric) },
  { key: "verdict", type: verdict, of: (row) => row.verdict },
  {
    key: "reason",
    type: text.describe("why, where the numbers do not say it"),
    of: (row) => row.reason,
  },
  { key: "base", type: number, of: (row) => row.base },
  { key: "new", type: number, of: (row) => row.next },
  {
    key: "ratio",
    type: number.describe(
      "NEW / BASE; for rates the median over rounds: of all quotients, or of pairs",
    ),
    of: (row) => row.estimate?.ratio,
  },
  {
    key: "ratio_low",
    type: number.describe("lower end of its interval at confidence_percent"),
    of: (row) => row.estimate?.interval?.low,
  },
  {
    key: "ratio_high",
    type: number.describe("upper end of its interval at confidence_percent"),
    of: (row) => row.estimate?.interval?.high,
  },
  {
    key: "smallest_slowdown_percent",
    type: number.describe("how much slower a row must come out, with this noise, to be worse"),
    of: (row) => row.smallestSlowdown === undefined ? undefined : 100 * row.smallestSlowdown,
  },
  { key: "base_rounds", type: number, of: (row) => row.baseRounds },
  { key: "new_rounds", type: number, of: (row) => row.nextRounds },
  { key: "size", condition: "Size", type: text, of: (row) => row.conditions.size },
  { key: "batch", condition: "Batch", type: number, of: (row) => row.conditions.batch },
  { key: "precision", condition: "Precision", type: text, of: (row) => row.conditions.precision },
  { key: "threads", condition: "Threads", type: number, of: (row) => row.conditions.threads },
  { key: "device", condition: "Device", type: text, of: (row) => row.conditions.device },
  { key: "graph", condition: "Graph", type: text, of: (row) => row.conditions.graph },
  {
    key: "base_graph_hash",
    type: text.describe("of the plain graph, in BASE"),
    of: (row) => row.baseGraphHash,
  },
  {
    key: "new_graph_hash",
    type: text.describe("of the plain graph, in NEW"),
    of: (row) => row.nextGraphHash,
  },
  {
    key: "pinned",
    type: number.describe("value of the pinned baseline"),
    of: (row) => row.pinned?.base,
  },
  { key: "pinned_verdict", type: verdict.nullable(), of: (row) => row.pinned?.verdict },
  { key: "pinned_reason", type: text, of: (row) => row.pinned?.reason },
  {
    key: "pinned_ratio",
    type: number.describe("NEW / pinned baseline"),
    of: (row) => row.pinned?.estimate?.ratio,
  },
  { key: "pinned_ratio_low", type: number, of: (row) => row.pinned?.estimate?.interval?.low },
  { key: "pinned_ratio_high", type: number, of: (row) => row.pinned?.estimate?.interval?.high },
  {
    key: "engine",
    condition: "Engine",
    type: text.describe("with variant, instances and options; null: onnxruntime-node as it is"),
    isOptional: true,
    of: (row) => row.conditions.engine,
    text: ({ conditions: { engine, graph } }) => engine ?? (graph && DEFAULT_ENGINE_TITLE),
  },
];

/** The columns of files about some rows. */
export function compareColumns(rows: readonly CompareRow[]): readonly CompareColumn[] {
  return COMPARE_COLUMNS.filter(({ isOptional = false, of }) =>
    !isOptional || rows.some((row) => of(row) !== undefined)
  );
}
