// Somebody's table with ours beside it: its rows in its order, its columns by its own headers, each
// that we count or time followed by ours.

import type { BenchRecord } from "../../bench/record/record.ts";
import type { Metric } from "../published/published.ts";
import type { ClaimsTable } from "../published/reading/claims_table.ts";
import type { NamedColumn } from "../published/reading/column_names.ts";
import { comparableGroups } from "../records/comparable_groups.ts";
import { EXCESS_TEXT } from "../records/excess.ts";
import { type Measurement, measurementsOf } from "../records/measurement.ts";
import { macsCell } from "../row/count_columns.ts";
import { joinedText } from "../text/joined_text.ts";
import { alignedTable, escaped } from "../text/markdown.ts";
import { intervalText } from "../text/number_text.ts";
import { paramsText } from "../text/unit_text.ts";

/** What we have beside a column of the table, and in which unit. */
interface OwnFigure {
  readonly unit: string;
  readonly of: (measurement: Measurement) => string;
}

const OURS: Partial<Readonly<Record<Metric, OwnFigure>>> = {
  params_m: {
    unit: "M",
    of: ({ count }) => count === undefined ? "" : paramsText(count.params),
  },
  flops_g: { unit: "G", of: (measurement) => macsCell(measurement).text },
  throughput_img_s: {
    unit: "",
    of: ({ timing, excess, failure }) =>
      joinedText([
        failure && "failed",
        timing && intervalText(timing.imagesPerSecond),
        excess && EXCESS_TEXT[excess],
      ], "; "),
  },
};

/** A header in another unit, or in none, as its cells have theirs, does not stand for ours. */
function ownHeader({ header, exponent }: NamedColumn, { unit }: OwnFigure): string {
  const isOfOurs = unit === "" || exponent === 0;
  return `${header}, ours${isOfOurs ? "" : ` (${unit})`}`;
}

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
  return comparableGroups(own)
    .map(({ conditions, measurements }) =>
      `### The table, and ours beside it: ${escaped(conditions)}\n\n${
        gridText(table, measurements)
      }`
    )
    .join("\n\n") + "\n";
}

function gridText(
  { rows, columns, modelHeader }: ClaimsTable,
  group: readonly Measurement[],
): string {
  const header = columns.flatMap((column) => {
    const own = OURS[column.column as Metric];
    return own === undefined ? [column.header] : [column.header, ownHeader(column, own)];
  });
  const lines = rows.map(({ modelId, texts, figures }) => {
    const measurement = group.find(({ model }) => model === modelId);
    const cells = columns.flatMap(({ column }) => {
      const printed = figures.find(({ metric }) => metric === column)?.text ?? "";
      const ours = OURS[column as Metric];
      if (ours === undefined) return [printed];
      return [printed, measurement === undefined ? "" : ours.of(measurement)];
    });
    return [texts.model === "" ? texts.model_id : texts.model, ...cells];
  });
  return alignedTable([[modelHeader, ...header], ...lines], [
    "left",
    ...header.map(() => "right" as const),
  ]);
}
