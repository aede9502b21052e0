// Words and numbers of an audit, the same in every format.

import { COUNTED_METRICS, type CountedMetric } from "../reports/published/printing.ts";
import { UNITS } from "../reports/text/unit_text.ts";
import type { AuditedCause, AuditedFigure, AuditReport, AuditVerdict } from "./audit_report.ts";
import type { Metric } from "../reports/published/published.ts";

/** Headers of the metrics as the papers print them; their FLOPs are multiply-adds. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  params_m: "Params (M)",
  flops_g: "FLOPs (G)",
  throughput_img_s: "Images/s",
  top1: "Top-1 (%)",
  top5: "Top-5 (%)",
  ap_box: "AP box",
  ap_mask: "AP mask",
};

const SHORT_NAMES: Readonly<Record<CountedMetric, string>> = {
  params_m: "params",
  flops_g: "FLOPs",
};

const MOST_DECIMALS = 6;
/** Figures that a line of the summary names. */
const MOST_DIFFERING = 4;

/** A count in the unit of the figure, with one decimal more: 41813640 beside 48.8 -> `41.81`. */
export function countText(
  count: number,
  { metric, decimals }: { readonly metric: CountedMetric; readonly decimals: number },
): string {
  return (count / UNITS[metric]).toFixed(Math.min(decimals + 1, MOST_DECIMALS));
}

/** Our count of a figure; empty where it cannot be tested. */
export function oursText({ figure, count }: AuditedFigure): string {
  if (count === undefined) return "";
  return countText(count, { metric: figure.metric as CountedMetric, decimals: figure.decimals });
}

/** `with alignment; classifier left out; FLOPs: conv-only` */
export function causeText({ explains }: AuditedCause, { meanings }: AuditReport): string {
  const fits = explains[0]?.fits ?? [];
  const label = (id: string) => meanings.find((meaning) => meaning.id === id)?.label ?? id;
  const { network = "", part = "" } = fits[0]?.candidate ?? {};
  const rules = fits.flatMap(({ figure, candidate, printing, sameRules }) => {
    const same = sameRules.length === 0 ? "" : ` (the same: ${sameRules.map(label).join(", ")})`;
    const rule = candidate.rule === "" ? "" : `${label(candidate.rule)}${same}`;
    const labels = [rule, printing.label].filter((text) => text !== "");
    return labels.length === 0 ? [] : [`${SHORT_NAMES[figure.metric]}: ${labels.join(", ")}`];
  });
  return [...[network, part].filter((id) => id !== "").map(label), ...rules].join("; ");
}

/** `holds for DS-Net-B; DS-Net-T, DS-Net-S do not follow it` */
export function holdsText({ holdsFor, failsFor }: AuditedCause, report: AuditReport): string {
  if (failsFor.length === 0) {
    return `holds for all ${holdsFor.length} rows of the source and family`;
  }
  const verb = failsFor.length === 1 ? "does" : "do";
  return `holds for ${namesText(holdsFor, report)}; ` +
    `${namesText(failsFor, report)} ${verb} not follow it`;
}

/** `DS-Net-B 48.83 M, 7.56 G` for each row that a cause explains. */
export function givesText({ explains }: AuditedCause): string {
  return explains.map(({ model, fits }) => {
    const counts = fits.map(({ figure, candidate }) =>
      `${countText(candidate.count, figure)} ${figure.metric === "params_m" ? "M" : "G"}`
    );
    return `${model.method} ${counts.join(", ")}`;
  }).join("; ");
}

/** Names of models, in the order of the report. */
export function namesText(ids: readonly string[], { models }: AuditReport): string {
  return models.filter(({ id }) => ids.includes(id)).map(({ method }) => method).join(", ");
}

/** How many figures have a verdict. */
export function verdictCount(report: AuditReport, verdict: AuditVerdict): number {
  return report.figures.filter((figure) => figure.verdict === verdict).length;
}

/** One line for each source: how much of it is reproduced, and what is not. */
export interface SourceSummary {
  readonly source: string;
  readonly url: string;
  /** Whether anything of it was read elsewhere. */
  readonly isSecondHand: boolean;
  /** `4 of 6` by metric; empty where the source prints none. */
  readonly reproduced: Readonly<Record<CountedMetric, string>>;
  /** `DS-Net-B params (x1.17)`, say. */
  readonly differing: readonly string[];
}

/** Sums up the counted figures by source. */
export function sourceSummaries({ figures }: AuditReport): readonly SourceSummary[] {
  const counted = figures.filter(({ count }) => count !== undefined);
  const bySource = Map.groupBy(counted, ({ figure }) => figure.source);
  return [...bySource].map(([source, ofSource]) => ({
    source,
    url: ofSource[0]?.figure.url ?? "",
    isSecondHand: ofSource.some(({ figure }) => figure.read === "second-hand"),
    reproduced: Object.fromEntries(
      COUNTED_METRICS.map((metric) => [metric, shareText(ofSource, metric)]),
    ) as SourceSummary["reproduced"],
    differing: shortened(
      ofSource.filter(({ verdict }) => verdict === "differs").map(differingText),
    ),
  }));
}

function shortened(texts: readonly string[]): readonly string[] {
  if (texts.length <= MOST_DIFFERING) return texts;
  return [...texts.slice(0, MOST_DIFFERING - 1), `${texts.length - MOST_DIFFERING + 1} more`];
}

function shareText(figures: readonly AuditedFigure[], metric: CountedMetric): string {
  const ofMetric = figures.filter(({ figure }) => figure.metric === metric);
  const reproduced = ofMetric.filter(({ verdict }) => verdict === "reproduced");
  return ofMetric.length === 0 ? "" : `${reproduced.length} of ${ofMetric.length}`;
}

/** `DS-Net-B params (x1.17)`, `DS-Net-S params (by 1 in the last place)` */
function differingText({ model, figure, verdictText }: AuditedFigure): string {
  const how = verdictText.replace(/^differs /, "").replace(/^\((.*)\)$/, "$1");
  return `${model.method} ${SHORT_NAMES[figure.metric as CountedMetric]} (${how})`;
}
