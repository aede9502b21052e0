// Everything that is known about one model's figures, figure by figure, in sentences.

import { escaped } from "../../reports/text/markdown.ts";
import { groupedText } from "../../reports/text/number_text.ts";
import type { CountedMetric } from "../../reports/published/printing.ts";
import type { AuditedCause, AuditedFigure, AuditReport } from "../audit_report.ts";
import {
  causesOf,
  causeText,
  countText,
  holdsText,
  METRIC_NAMES,
  oddsText,
  oursText,
  scopeText,
} from "./audit_text.ts";
import { claimSections } from "./claim_rows.ts";
import { linkRegister } from "./linked_table.ts";

/** What each metric counts, in full. */
const COUNTED_NAMES: Readonly<Record<CountedMetric, string>> = {
  params_m: "parameters",
  flops_g: "multiply-adds",
};

/** The page of `--explain`: our counts, then every figure of one model with its reasons. */
export function explainText(report: AuditReport): string {
  const links = linkRegister();
  const [first] = report.figures;
  const counts = new Map(
    report.figures.flatMap(({ figure: { metric }, count }) =>
      count === undefined ? [] : [[metric as CountedMetric, count] as const]
    ),
  );
  const ours = [...counts].map(([metric, count]) =>
    `${groupedText(count)} ${COUNTED_NAMES[metric]}`
  );
  const metrics = [...new Set(report.figures.map(({ figure }) => figure.metric))];
  return [
    `# ${escaped(first?.model.method ?? "")}`,
    ...(ours.length === 0 ? [] : [`Ours: ${ours.join(", ")}.`]),
    ...metrics.map((metric) => {
      const figures = report.figures.filter(({ figure }) => figure.metric === metric);
      const lines = figures.map((audited) => `- ${escaped(figureSentence(audited, report))}`);
      return `## ${METRIC_NAMES[metric]}\n\n${lines.join("\n")}`;
    }),
    ...claimSections(report, true).filter(({ rows }) => rows.length > 1)
      .map(({ title, rows }) => `## ${title}\n\n${links.table(rows)}`),
    links.definitions(),
  ].filter((text) => text !== "").join("\n\n") + "\n";
}

/** `48.8 (ours 41.81): differs (x1.17), unexplained; … (DS-Net paper, …)` */
function figureSentence(audited: AuditedFigure, report: AuditReport): string {
  const { figure, verdictText, count } = audited;
  const ours = count === undefined ? "" : ` (ours ${oursText(audited)})`;
  const why = audited.why === undefined ? "" : `, ${whyText(audited, report)}`;
  const note = figure.note === "" ? "" : `; ${figure.note}`;
  return `${figure.text}${ours}: ${verdictText}${why}. ${figure.source}, ${figure.read}${note}`;
}

/** Why a figure differs: `explained: FLOPs: fvcore, 4.608; the source, 18 models: …; 160,000 to 1` */
export function whyText(audited: AuditedFigure, report: AuditReport): string {
  const { why, figure, hints } = audited;
  if (why === undefined) return "";
  const metric = figure.metric as CountedMetric;
  const given = (cause: AuditedCause) => {
    const count = cause.explains.find((one) => one.figure.text === figure.text)?.count ?? NaN;
    const text = countText(count, { metric, decimals: figure.decimals });
    const about = cause.scope === "row" ? "" : `, ${holdsText(cause, report)}`;
    return `${causeText(cause, report)}, which gives ${text}; ${scopeText(cause)}${about}`;
  };
  const more = why.otherCount === 0 ? "" : `; ${why.otherCount} more print it and are less likely`;
  const causes = causesOf(audited, report);
  if (causes.length > 0) {
    return `${why.answer}: ${causes.map(given).join(" | ")}; ${oddsText(why.oddsBits)}${more}`;
  }
  const nearest = why.nearest === undefined ? undefined : report.causes[why.nearest];
  if (nearest === undefined) {
    return [`${why.answer}: nothing that was tried prints it`, ...hints].join("; ");
  }
  return `${why.answer}: the nearest of what was tried is ${given(nearest)}; ` +
    `${oddsText(why.oddsBits)}${more}`;
}
