// What an audit says of one table as a whole: how much is reproduced, a line for a README, whether its
// columns and rows are plausible, its throughputs beside ours.

import type { AuditReport } from "../audit_report.ts";
import { type PlainRow, scalingSentences, unitSentences } from "../plausibility.ts";
import type { PublishedOrder } from "../published_order.ts";
import { escaped } from "../../reports/text/markdown.ts";
import { LIKENESS_READING } from "../../reports/sections/order_likeness.ts";
import { namesText, rangeText, verdictCount } from "./audit_text.ts";
import { linkRegister } from "./linked_table.ts";

/** A table that was audited, with what is no figure of a model. */
export interface AuditedTable {
  readonly report: AuditReport;
  /** Of the suite, as in `0.2.0`. */
  readonly version: string;
  readonly rows: readonly PlainRow[];
  readonly orders: readonly PublishedOrder[];
}

/** `12 of 14 figures reproduced by dsnet-bench 0.2.0`, of the figures that can be tested. */
export function badgeText(report: AuditReport, version: string): string {
  const reproduced = verdictCount(report, "reproduced");
  const tested = reproduced + verdictCount(report, "differs");
  return `${reproduced} of ${tested} figures reproduced by dsnet-bench ${version}`;
}

/** What is odd about the table as a whole, a sentence each. */
export function tableRemarks({ report, rows }: AuditedTable): readonly string[] {
  return [...unitSentences(report.figures), ...scalingSentences(rows)];
}

/** The section about the table. */
export function tableSummary(table: AuditedTable): string {
  const { report, version, orders } = table;
  const remarks = tableRemarks(table);
  return [
    "## This table",
    `For a README: ${badgeText(report, version)}`,
    ...(remarks.length === 0 ? [] : [remarks.map((text) => `- ${escaped(text)}`).join("\n")]),
    ...orders.map((order) => orderText(order, report)),
    ...(orders.length === 0 ? [] : [LIKENESS_READING]),
  ].join("\n\n");
}

function orderText({ conditions, anchorId, rows, likeness }: PublishedOrder, report: AuditReport) {
  const [count = "", tau = "", interval = ""] = likeness;
  const order = tau === ""
    ? `${count} networks, ${interval}`
    : `${tau} (${interval}), ${count} networks`;
  return [
    `### Throughput over ${escaped(namesText([anchorId], report))}; ours: ${escaped(conditions)}`,
    linkRegister().table([
      ["Model", "Published", "Ours", "95 % interval"],
      ...rows.map((row) => [
        namesText([row.modelId], report),
        row.published.toFixed(2),
        row.ours?.toFixed(2) ?? "",
        row.interval === undefined ? "" : rangeText(row.interval),
      ]),
    ]),
    `Kendall's tau-b of both orders: ${order}.`,
  ].join("\n\n");
}
