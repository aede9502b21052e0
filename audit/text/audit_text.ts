// Words and numbers of an audit, the same in every format.

import type { CountedMetric } from "../../reports/published/printing.ts";
import { UNITS } from "../../reports/text/unit_text.ts";
import { groupedText, quotientText } from "../../reports/text/number_text.ts";
import type { AuditedCause, AuditedFigure, AuditReport, AuditVerdict } from "../audit_report.ts";
import type { Answer } from "../evidence/finding.ts";
import type { OurRatio } from "../our_ratio.ts";
import type { Metric } from "../../reports/published/published.ts";

/** Heads the column of the figure over ours: 1.00 where they agree. */
export const RATIO_HEADER = "Published / ours";

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

/** For a sentence. */
export const SHORT_NAMES: Readonly<Record<CountedMetric, string>> = {
  params_m: "params",
  flops_g: "FLOPs",
};

/** A count in the unit of the figure, with one decimal more, no more than it has: 41813640 beside 48.8 -> `41.81`. */
export function countText(
  count: number,
  { metric, decimals }: { readonly metric: CountedMetric; readonly decimals: number },
): string {
  const unit = UNITS[metric];
  return quotientText(count, unit, Math.min(Math.max(0, decimals + 1), Math.log10(unit)));
}

/** Our count of a figure; empty where it cannot be tested. */
export function oursText({ figure, count }: AuditedFigure): string {
  if (count === undefined) return "";
  return countText(count, { metric: figure.metric as CountedMetric, decimals: figure.decimals });
}

/** `with alignment; classifier left out; FLOPs: conv-only` */
export function causeText(
  { metric, network, part, rule, sameRules, printing }: AuditedCause,
  { meanings }: AuditReport,
): string {
  const label = (id: string) => meanings.find((meaning) => meaning.id === id)?.label ?? id;
  const same = sameRules.length === 0 ? "" : ` (the same: ${sameRules.map(label).join(", ")})`;
  const ruleText = rule === "" ? "" : `${label(rule)}${same}`;
  const counted = [ruleText, printing.label].filter((text) => text !== "").join(", ");
  return [
    ...[network, part].filter((id) => id !== "").map(label),
    ...(counted === "" ? [] : [`${SHORT_NAMES[metric]}: ${counted}`]),
  ].join("; ");
}

/** `holds for DS-Net-B; DS-Net-T, DS-Net-S do not follow it` */
export function holdsText({ holdsFor, failsFor }: AuditedCause, report: AuditReport): string {
  const all = holdsFor.length + failsFor.length;
  if (failsFor.length === 0) return `holds for all ${all}`;
  const verb = failsFor.length === 1 ? "does" : "do";
  return `holds for ${holdsFor.length} of ${all}; ` +
    `${namesText(failsFor, report)} ${verb} not follow it`;
}

/** What a cause is about: `18 models of the source`, `3 of Swin`, `this row`. */
export function scopeText({ scope, family, holdsFor, failsFor }: AuditedCause): string {
  const all = holdsFor.length + failsFor.length;
  if (scope === "row") return "this row alone";
  return scope === "family" ? `${family}, ${modelsText(all)}` : `the source, ${modelsText(all)}`;
}

function modelsText(count: number): string {
  return count === 1 ? "1 model" : `${count} models`;
}

/** More than this says no more. */
const MOST_ODDS_BITS = Math.log2(1e6);

/** Ends of an interval of ratios: `0.79 to 0.88`. */
export function rangeText(interval: NonNullable<OurRatio["interval"]>): string {
  return interval.map((end) => end.toFixed(2)).join(" to ");
}

/** Odds against all else: `1,200 to 1`, `1 to 5`. */
export function oddsText(bits: number): string {
  if (bits === -Infinity) return "none";
  if (bits > MOST_ODDS_BITS) return "over 1,000,000 to 1";
  if (bits < -MOST_ODDS_BITS) return "1 to over 1,000,000";
  const odds = grouped(Number((2 ** Math.abs(bits)).toPrecision(2)));
  return bits >= 0 ? `${odds} to 1` : `1 to ${odds}`;
}

function grouped(value: number): string {
  return value < 1000 ? `${value}` : groupedText(value);
}

/** How many figures got an answer. */
export function answerCount({ figures }: AuditReport, answer: Answer): number {
  return figures.filter(({ why }) => why?.answer === answer).length;
}

/** Names of models, in the order of the report. */
export function namesText(ids: readonly string[], { models }: AuditReport): string {
  return models.filter(({ id }) => ids.includes(id)).map(({ method }) => method).join(", ");
}

/** How many figures have a verdict. */
export function verdictCount(report: AuditReport, verdict: AuditVerdict): number {
  return report.figures.filter((figure) => figure.verdict === verdict).length;
}

/** The causes of a figure. */
export function causesOf(
  audited: AuditedFigure | undefined,
  { causes }: AuditReport,
): readonly AuditedCause[] {
  return (audited?.why?.causes ?? []).flatMap((place) => causes[place] ?? []);
}
