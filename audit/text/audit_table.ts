// The audit for machines: one row a figure or claim as CSV, everything as JSON.

import type {
  AuditedFigure,
  AuditedGain,
  AuditedThroughput,
  AuditReport,
  RatioUnder,
} from "../audit_report.ts";
import {
  answerCount,
  causesOf,
  causeText,
  holdsText,
  rangeText,
  verdictCount,
} from "./audit_text.ts";
import { type AuditedTable, badgeText, tableRemarks } from "./table_summary.ts";
import { type PlainRow, type PlainTable, plainTableText } from "../../reports/text/plain_table.ts";

const COLUMNS: PlainTable["columns"] = [
  "kind",
  "model_id",
  "model",
  "metric",
  "source",
  "published",
  "ours",
  "ratio",
  "verdict",
  "detail",
  "answer",
  "odds_bits",
  "causes",
  "url",
].map((key) => ({ key, header: key }));

/** One row a figure, then one a claim, of throughputs one for each set of our conditions; `ours` is exact. */
export function auditCsv(report: AuditReport): string {
  return plainTableText({ columns: COLUMNS, rows: auditRows(report) }, "csv");
}

function auditRows(report: AuditReport): readonly PlainRow[] {
  const { figures, gains, throughputs } = report;
  return [
    ...figures.map((figure) => figureRow(figure, report)),
    ...gains.map((gain) => gainRow(gain, report)),
    ...throughputs.flatMap((throughput) => throughputRows(throughput, report)),
  ];
}

function figureRow(audited: AuditedFigure, report: AuditReport): PlainRow {
  const { figure, model, verdict, verdictText, count, ratio, why, hints } = audited;
  const texts = causesOf(audited, report)
    .map((cause) => `${causeText(cause, report)}: ${holdsText(cause, report)}`);
  return {
    kind: "figure",
    model_id: model.id,
    model: model.method,
    metric: figure.metric,
    source: figure.source,
    published: figure.text,
    ours: count ?? null,
    ratio: ratio === undefined ? null : Number(ratio.toFixed(4)),
    verdict,
    detail: verdictText,
    answer: why?.answer ?? "",
    odds_bits: why === undefined || !Number.isFinite(why.oddsBits)
      ? null
      : Number(why.oddsBits.toFixed(2)),
    causes: [...texts, ...hints].join(" | "),
    url: figure.url,
  };
}

/** What a claim has not. */
const NO_COUNT = { ratio: null, answer: "", odds_bits: null, causes: "" } as const;

function gainRow(gain: AuditedGain, report: AuditReport): PlainRow {
  const { modelId, overId, metric, text, obstacle, source, url, verdict, recomputed } = gain;
  const ways = recomputed.map((way) => `${way.text} (${way.source})`);
  return {
    kind: "gain",
    model_id: modelId,
    model: methodOf(modelId, report),
    metric: `${metric} over ${overId}`,
    source,
    published: text,
    ours: null,
    verdict,
    detail: [...(obstacle === undefined ? [] : [obstacle]), ...ways].join(" | "),
    url,
    ...NO_COUNT,
  };
}

/** A row for each set of conditions under which we timed both; one where we did under none. */
function throughputRows(
  { modelId, overId, text, ratio, source, url, ours }: AuditedThroughput,
  report: AuditReport,
): readonly PlainRow[] {
  const rowOf = (own: number | null, details: readonly string[]): PlainRow => ({
    kind: "throughput ratio",
    model_id: modelId,
    model: methodOf(modelId, report),
    metric: `throughput over ${overId}`,
    source,
    published: ratio.toFixed(3),
    ours: own,
    verdict: "cannot be tested here",
    detail: [text, ...details].join(" | "),
    url,
    ...NO_COUNT,
  });
  if (ours.length === 0) return [rowOf(null, [])];
  return ours.map((own) => rowOf(Number(own.ratio.toFixed(4)), [howText(own)]));
}

/** `paired by rounds, 95 % 0.79 to 0.88; cpu, 2 threads, …` */
function howText({ how, interval, conditions }: RatioUnder): string {
  const range = interval === undefined ? "" : `, 95 % ${rangeText(interval)}`;
  return `${how}${range}; ${conditions}`;
}

function methodOf(modelId: string, { models }: AuditReport): string {
  return models.find(({ id }) => id === modelId)?.method ?? modelId;
}

/** Everything, counts as exact integers; of somebody's table, what is said of it as a whole. */
export function auditJson(report: AuditReport, table?: AuditedTable): string {
  const { figures, causes, practices, gains, throughputs, meanings } = report;
  const summary = {
    figures: figures.length,
    reproduced: verdictCount(report, "reproduced"),
    differs: verdictCount(report, "differs"),
    explained: answerCount(report, "explained"),
    consistentWithSeveral: answerCount(report, "consistent with several"),
    unexplained: answerCount(report, "unexplained"),
    cannotBeTestedHere: verdictCount(report, "cannot be tested here"),
  };
  const about = table && {
    badge: badgeText(report, table.version),
    remarks: tableRemarks(table),
    orders: table.orders,
  };
  const whole = { summary, table: about, figures, causes, practices, gains, throughputs, meanings };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
