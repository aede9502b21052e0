// The long lists of an audit: by source, and every figure of a verdict.

import { COUNTED_METRICS } from "../../reports/published/printing.ts";
import { SECOND_HAND } from "../../reports/published/published.ts";
import type { AuditedFigure, AuditReport } from "../audit_report.ts";
import { METRIC_NAMES, oursText, sourceSummaries } from "./audit_text.ts";
import type { LinkedRow } from "./linked_table.ts";

/** How much of each source is reproduced, how it rounds, and what differs. */
export function sourceRows(report: AuditReport): readonly LinkedRow[] {
  return [
    [
      "Source",
      ...COUNTED_METRICS.map((metric) => `${METRIC_NAMES[metric]} reproduced`),
      "Rounding",
      "Differs",
    ],
    ...sourceSummaries(report).map((
      { source, url, isSecondHand, rounding, reproduced, differing },
    ) => [
      { text: isSecondHand ? `${source}; ${SECOND_HAND}` : source, url },
      ...COUNTED_METRICS.map((metric) => reproduced[metric]),
      rounding,
      differing.join(", "),
    ]),
  ];
}

/** Every figure of a verdict, with ours where it is counted. */
export function figureRows(
  report: AuditReport,
  verdict: AuditedFigure["verdict"],
): readonly LinkedRow[] {
  const isTested = verdict !== "cannot be tested here";
  const isDiffering = verdict === "differs";
  const figures = report.figures.filter((audited) => audited.verdict === verdict);
  return [
    [
      "Model",
      "Metric",
      "Published",
      ...(isTested ? ["Ours"] : []),
      ...(isDiffering ? ["Ratio", "Verdict", "Why"] : []),
      "Source",
    ],
    ...figures.map((audited) => [
      audited.model.method,
      METRIC_NAMES[audited.figure.metric],
      { text: audited.figure.text, url: audited.figure.url },
      ...(isTested ? [oursText(audited)] : []),
      ...(isDiffering
        ? [audited.ratio?.toFixed(2) ?? "", audited.verdictText, audited.why?.answer ?? ""]
        : []),
      audited.figure.source,
    ]),
  ];
}
