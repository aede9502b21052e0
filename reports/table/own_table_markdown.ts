// Somebody's table with ours beside it: its rows in its order, its columns by its own headers, each
// that we count or time followed by ours.

import type { BenchRecord } from "../../bench/record/record.ts";
import type { Metric } from "../published/published.ts";
import type { ClaimsTable } from "../published/reading/claims_table.ts";
import { engineText } from "../records/engine_use.ts";
import { groupsBy } from "../records/groups_by.ts";
import { comparableKey, type Measurement, measurementsOf } from "../records/measurement.ts";
import { alignedTable } from "../text/markdown.ts";
import { intervalText } from "../text/number_text.ts";
import { macsText, paramsText } from "../text/unit_text.ts";

/** What we have beside a column of the table. */
const OURS: Partial<Readonly<Record<Metric, (measurement: Measurement) => string>>> = {
  params_m: ({ count }) => count === undefined ? "" : paramsText(count.params),
  flops_g: ({ count }) => count === undefined ? "" : macsText(count.macs),
  throughput_img_s: ({ timing }) =>
    timing === undefined ? "" : intervalText(timing.imagesPerSecond),
};

/**
 * A table for each set of conditions under which rows of it were timed.
 *
 * @returns Markdown; `undefined` where the records have none of its rows.
 */
export function ownTableMarkdown(
  table: ClaimsTable,
  records: readonly BenchRecord[],
): string | undefined {
  const { measurements } = measurementsOf(records);
  const ids = new Set(table.rows.map(({ modelId }) => modelId));
  const own = measurements.filter(({ model }) => ids.has(model));
  if (own.length === 0) return undefined;
  return groupsBy(own, (one) => `${comparableKey(one)} ${one.graph}`)
    .map((group) =>
      `### The table, and ours beside it: ${conditionsText(group[0])}\n\n${gridText(table, group)}`
    )
    .join("\n\n") + "\n";
}

function conditionsText({ engine, graph, run: { settings } }: Measurement): string {
  const { batch, device, size, threads } = settings;
  return `${engineText(engine)}, ${device}, batch ${batch}, ${threads} threads, ${size} pixels, ` +
    `${graph} graph`;
}

function gridText(
  { rows, columns, modelHeader }: ClaimsTable,
  group: readonly Measurement[],
): string {
  const header = columns.flatMap(({ header, column }) =>
    OURS[column as Metric] === undefined ? [header] : [header, `${header}, ours`]
  );
  const lines = rows.map(({ modelId, texts, figures }) => {
    const measurement = group.find(({ model }) => model === modelId);
    const cells = columns.flatMap(({ column }) => {
      const printed = figures.find(({ metric }) => metric === column)?.text ?? "";
      const ours = OURS[column as Metric];
      if (ours === undefined) return [printed];
      return [printed, measurement === undefined ? "" : ours(measurement)];
    });
    return [texts.model === "" ? texts.model_id : texts.model, ...cells];
  });
  return alignedTable([[modelHeader, ...header], ...lines], [
    "left",
    ...header.map(() => "right" as const),
  ]);
}
