// The JSON of a comparison as a schema: what is written is checked against it, so that no NaN and no
// infinity gets out, and it is published as JSON Schema (reports/schema/compare.json).

import { z } from "zod";
import { COMPARE_COLUMNS, number } from "../compare_columns.ts";
import { OUTCOMES } from "../outcome.ts";

/** Version of the format. */
export const COMPARE_SCHEMA = "dsnet-bench-compare/1";

const text = z.string().nullable();

/** A row: the columns of the CSV, null for unknown. */
const rowSchema = z.strictObject(
  Object.fromEntries(
    COMPARE_COLUMNS.map(({ key, type, isOptional = false }) => [
      key,
      isOptional ? type.optional() : type,
    ]),
  ),
);

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
  outcome: z.enum(OUTCOMES),
  metric: z.enum(["throughput", "latency"]),
  margin_percent: z.number().describe("slower by more than this is worse"),
  paired: z.boolean().describe("rounds of both sides come from one interleaved run"),
  comparisons: z.number().describe("ratios judged together"),
  confidence_percent: z.number().describe("of each interval, so that all hold together at 95 %"),
  common_shift: number.describe("NEW / BASE that most models share: machine drift"),
  smallest_slowdown_percent: number.describe(
    "with this noise any row that came out slower by more would be worse; null unless every row has " +
      "a ratio that tells",
  ),
  base: sideSchema,
  new: sideSchema,
  pinned: sideSchema.nullable(),
  remarks: z.array(z.string()),
  rows: z.array(rowSchema).describe("by size of the effect"),
});

/** The schema for other languages, as published, ending in a line feed. */
export function compareJsonSchema(): string {
  const schema = z.toJSONSchema(compareDocumentSchema);
  return `${JSON.stringify({ ...schema, title: COMPARE_SCHEMA }, null, 2)}\n`;
}
