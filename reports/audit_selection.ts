// A part of an audit: some models, some sources. What was searched stays the whole.

import type { AuditReport } from "./audit_report.ts";

/** What is kept. */
export interface AuditSelection {
  /** Ids of the models. */
  readonly models: readonly string[];
  /** Text that the name of the source must contain, case aside. @default "" */
  readonly source?: string;
}

/** The figures and claims of some models and sources. */
export function selectAudit(
  report: AuditReport,
  { models, source = "" }: AuditSelection,
): AuditReport {
  const isFrom = (name: string) => name.toLowerCase().includes(source.toLowerCase());
  function isKept(entry: { readonly modelId: string; readonly source: string }): boolean {
    return models.includes(entry.modelId) && isFrom(entry.source);
  }
  return {
    ...report,
    figures: report.figures.filter(({ figure }) => isKept(figure)),
    gains: report.gains.filter(isKept),
    throughputs: report.throughputs.filter(isKept),
  };
}
