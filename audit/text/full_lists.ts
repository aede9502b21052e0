// The long lists of an audit: by source, and every figure of a verdict.

import { COUNTED_METRICS, type CountedMetric } from "../../reports/published/printing.ts";
import { SECOND_HAND } from "../../reports/published/published.ts";
import type { AuditedFigure, AuditedPractice, AuditReport } from "../audit_report.ts";
import { METRIC_NAMES, oddsText, oursText, RATIO_HEADER, SHORT_NAMES } from "./audit_text.ts";
import type { LinkedRow } from "./linked_table.ts";

/** Figures that differ, as a line names them. */
const MOST_DIFFERING = 4;

/** How much of each source is reproduced, how it rounds, and what differs. */
export function sourceRows({ figures, practices }: AuditReport): readonly LinkedRow[] {
  const counted = figures.filter(({ count }) => count !== undefined);
  const bySource = Map.groupBy(counted, ({ figure }) => figure.source);
  return [
    [
      "Source",
      ...COUNTED_METRICS.map((metric) => `${METRIC_NAMES[metric]} reproduced`),
      "Rounding",
      "Differs",
    ],
    ...[...bySource].map(([source, own]) => {
      const isSecondHand = own.some(({ figure }) => figure.read === "second-hand");
      const text = isSecondHand ? `${source}; ${SECOND_HAND}` : source;
      return [
        { text, url: own[0]?.figure.url ?? "" },
        ...COUNTED_METRICS.map((metric) => shareText(own, metric)),
        roundingText(practices.filter((practice) => practice.source === source)),
        differingText(own),
      ];
    }),
  ];
}

/** `4 of 6`; empty where the source prints none. */
function shareText(figures: readonly AuditedFigure[], metric: CountedMetric): string {
  const ofMetric = figures.filter(({ figure }) => figure.metric === metric);
  const reproduced = ofMetric.filter(({ verdict }) => verdict === "reproduced");
  return ofMetric.length === 0 ? "" : `${reproduced.length} of ${ofMetric.length}`;
}

/** `half up`, or each metric with its way: `FLOPs as a whole number with zeros (40 to 1)`. */
function roundingText(practices: readonly AuditedPractice[]): string {
  const others = practices.filter(({ printing }) => printing.label !== "");
  const texts = others.map(({ metric, printing, oddsBits }) =>
    `${SHORT_NAMES[metric]} ${printing.label} (${oddsText(oddsBits)})`
  );
  return texts.join("; ") || "half up";
}

/** `DS-Net-B params (x1.17), DS-Net-S params (by 1 in the last place)`, and how many more. */
function differingText(figures: readonly AuditedFigure[]): string {
  const texts = figures.filter(({ verdict }) => verdict === "differs")
    .map(({ model, figure, verdictText }) => {
      const how = verdictText.replace(/^differs /, "").replace(/^\((.*)\)$/, "$1");
      return `${model.method} ${SHORT_NAMES[figure.metric as CountedMetric]} (${how})`;
    });
  if (texts.length <= MOST_DIFFERING) return texts.join(", ");
  const shown = texts.slice(0, MOST_DIFFERING - 1);
  return [...shown, `${texts.length - shown.length} more`].join(", ");
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
      ...(isDiffering ? [RATIO_HEADER, "Verdict", "Why"] : []),
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
