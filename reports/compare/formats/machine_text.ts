// A comparison for machines: CSV with one line a row, JSON with the whole report.

import { csvText } from "../../text/csv_text.ts";
import { compareColumns } from "../compare_columns.ts";
import type { CompareReport } from "../compare.ts";
import { COMPARE_SCHEMA, compareDocumentSchema } from "./compare_schema.ts";
import type { Side } from "../side.ts";

/** The rows as CSV; an unknown value is empty. */
export function compareCsv({ rows }: Pick<CompareReport, "rows">): string {
  const columns = compareColumns(rows);
  const header = columns.map(({ key }) => key);
  return csvText([header, ...rows.map((row) => columns.map(({ of }) => of(row)))]);
}

/**
 * The report as JSON, ending in a line feed; an unknown value is null.
 *
 * @throws {z.ZodError} If a number is NaN or infinite.
 */
export function compareJson(report: CompareReport): string {
  const { outcome, metric, margin, confidence, comparisonCount, pinned } = report;
  const columns = compareColumns(report.rows);
  const document = compareDocumentSchema.parse({
    schema: COMPARE_SCHEMA,
    outcome,
    metric,
    margin_percent: percent(margin),
    paired: report.paired,
    comparisons: comparisonCount,
    confidence_percent: percent(confidence),
    common_shift: report.commonShift ?? null,
    smallest_slowdown_percent: percent(report.smallestSlowdown),
    base: sideJson(report.base),
    new: sideJson(report.next),
    pinned: pinned === undefined ? null : sideJson(pinned),
    remarks: report.remarks,
    rows: report.rows.map((row) =>
      Object.fromEntries(columns.map(({ key, of }) => [key, of(row) ?? null]))
    ),
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

function percent(share: number | undefined): number | null {
  return share === undefined ? null : 100 * share;
}

function sideJson({ name, usedRuns, runCount }: Side) {
  const runs = usedRuns.map(({ machine, environment, ...run }) => ({
    run_id: run.runId,
    started_at: run.startedAt,
    commit: run.gitCommit,
    uncommitted_changes: run.gitDirty,
    machine,
    cpu: environment.cpuModel,
    onnxruntime: environment.onnxruntime,
  }));
  return { name, runs, runs_in_file: runCount };
}
