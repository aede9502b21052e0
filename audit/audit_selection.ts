// A part of an audit: some models, some sources. What was searched stays the whole.

import type { AuditReport } from "./audit_report.ts";

/** What is kept. */
export interface AuditSelection {
  readonly models: readonly string[];
  /** Text that the name of the source must contain, case aside. @default "" */
  readonly source?: string;
}

/** The figures and claims of some models and sources. */
export function selectAudit(
  report: AuditReport,
  selection: AuditSelection,
): AuditReport {
  const isKept = isSelected(selection);
  return {
    ...report,
    figures: report.figures.filter(({ figure }) => isKept(figure)),
    gains: report.gains.filter(isKept),
    throughputs: report.throughputs.filter(isKept),
  };
}

/** Whether a figure or a claim is of these models and sources. */
export function isSelected(
  { models, source = "" }: AuditSelection,
): (entry: { readonly modelId: string; readonly source: string }) => boolean {
  const text = source.toLowerCase();
  return (entry) => models.includes(entry.modelId) && entry.source.toLowerCase().includes(text);
}
