// The JSON of a comparison as a schema: what is written is checked against it, so that no NaN and no
// infinity gets out, and it is published as JSON Schema (reports/schema/compare.json).

import { z } from "zod";
import { type RowMetric, type RowVerdict, VERDICTS } from "../compare_row.ts";

/** Version of the format. */
export const COMPARE_SCHEMA = "dsnet-bench-compare/1";

const METRICS = [
  ...["model", "params", "buffers", "macs", "throughput", "latency"] as const,
] as const satisfies readonly RowMetric[];
const VERDICT_NAMES = Object.keys(VERDICTS) as readonly RowVerdict[];

const text = z.string().nullable();
const number = z.number().nullable();
const verdict = z.enum(VERDICT_NAMES);

/** A row: the columns of the CSV, null for unknown. */
export const compareRowSchema = z.strictObject({
  model: z.string().describe("id in NEW; in BASE if NEW does not have it"),
  renamed_from: text.describe("id in BASE where it is another with the same graph"),
  metric: z.enum(METRICS),
  unit: text,
  verdict,
  reason: text.describe("why, where the numbers do not say it"),
  base: number,
  new: number,
  ratio: number.describe(
    "NEW / BASE; for rates the median over rounds: of all quotients, or of pairs",
  ),
  ratio_low: number.describe("lower end of its interval at confidence_percent"),
  ratio_high: number.describe("upper end of its interval at confidence_percent"),
  smallest_slowdown_percent: number.describe("smallest slowdown that could have been seen"),
  base_rounds: number,
  new_rounds: number,
  size: text,
  batch: number,
  precision: text,
  threads: number,
  device: text,
  graph: text,
  base_graph_hash: text.describe("of the plain graph, in BASE"),
  new_graph_hash: text.describe("of the plain graph, in NEW"),
  pinned: number.describe("value of the pinned baseline"),
  pinned_verdict: verdict.nullable(),
  pinned_reason: text,
  pinned_ratio: number.describe("NEW / pinned baseline"),
  pinned_ratio_low: number,
  pinned_ratio_high: number,
});

const sideSchema = z.strictObject({
  name: z.string().describe("file or folder as named"),
  runs: z.array(z.strictObject({
    run_id: z.string(),
    started_at: z.string(),
    commit: text,
    uncommitted_changes: z.boolean().nullable(),
    machine: z.string(),
    cpu: z.string(),
    onnxruntime: z.string(),
  })).describe("runs that were used"),
  runs_in_file: z.number(),
});

/** The whole comparison. */
export const compareDocumentSchema = z.strictObject({
  schema: z.literal(COMPARE_SCHEMA),
  outcome: z.enum([
    ...["passed", "failed", "incomplete", "not comparable", "nothing to compare"] as const,
  ]),
  metric: z.enum(["throughput", "latency"]),
  margin_percent: z.number().describe("slower by more than this is worse"),
  paired: z.boolean().describe("rounds of both sides come from one interleaved run"),
  comparisons: z.number().describe("ratios judged together"),
  confidence_percent: z.number().describe("of each interval, so that all hold together at 95 %"),
  common_shift: number.describe("NEW / BASE that most models share: machine drift"),
  smallest_slowdown_percent: number.describe(
    "any larger slowdown would have been seen; null unless every row has a ratio that tells",
  ),
  base: sideSchema,
  new: sideSchema,
  pinned: sideSchema.nullable(),
  remarks: z.array(z.string()),
  rows: z.array(compareRowSchema).describe("by size of the effect"),
});

/** The comparison as JSON has it. */
export type CompareDocument = z.infer<typeof compareDocumentSchema>;

/** The schema for other languages, as published, ending in a line feed. */
export function compareJsonSchema(): string {
  const schema = z.toJSONSchema(compareDocumentSchema);
  return `${JSON.stringify({ ...schema, title: COMPARE_SCHEMA }, null, 2)}\n`;
}
