// Evaluations in files of records, for commands that show or compare them.

import type { BenchRecord } from "../../bench/record/record.ts";
import { type AccuracyRow, accuracyRows } from "../../reports/accuracy/accuracy_rows.ts";
import { evaluationsOf } from "../../reports/accuracy/evaluations.ts";
import { publishedFigures } from "../options/published_figures.ts";
import { asUsage } from "../shell/usage_error.ts";

/** Whether records are of evaluations alone. */
export function areEvaluations(records: readonly BenchRecord[]): boolean {
  return records.every(({ kind }) => kind === "evaluation" || kind === "picture");
}

/**
 * The evaluations among records, with what is published.
 *
 * @throws {UsageError} If a picture is in two parts of one evaluation.
 */
export function evaluatedRows(records: readonly BenchRecord[]): readonly AccuracyRow[] {
  if (!records.some(({ kind }) => kind === "evaluation")) return [];
  return asUsage(() => accuracyRows(evaluationsOf(records), publishedFigures()));
}
