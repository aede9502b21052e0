// The audit as Markdown: what differs and why comes first, every figure links to its source.
//
// Links are by reference (`[48.8][1]`), so that the tables read as plain text too.

import { type LinkedRow, linkRegister } from "./linked_table.ts";
import { escaped } from "../reports/text/markdown.ts";
import { COUNTED_METRICS } from "../reports/published/printing.ts";
import type {
  AuditedCause,
  AuditedFigure,
  AuditedThroughput,
  AuditReport,
} from "./audit_report.ts";
import {
  causeText,
  givesText,
  holdsText,
  METRIC_NAMES,
  namesText,
  oursText,
  sourceSummaries,
  verdictCount,
} from "./audit_text.ts";
import { SECOND_HAND } from "../reports/published/published.ts";

/** Writes an audit. */
export function auditMarkdown(report: AuditReport): string {
  const links = linkRegister();
  const section = (title: string, rows: readonly LinkedRow[]) =>
    rows.length < 2 ? "" : `## ${title}\n\n${links.table(rows)}`;

  const sections = [
    "# Audit of the published figures",
    summary(report),
    section("By source", sourceRows(report)),
    section("What differs", differingRows(report)),
    causeList(report),
    section("Claims: gains in accuracy", gainRows(report)),
    section("Claims: what alignment costs in throughput", throughputRows(report)),
    section("Reproduced", figureRows(report, "reproduced")),
    section("Cannot be tested here", figureRows(report, "cannot be tested here")),
    meaningList(report),
  ];
  return `${[...sections, links.definitions()].filter((text) => text !== "").join("\n\n")}\n`;
}

function summary(report: AuditReport): string {
  const { figures } = report;
  const explained = figures.filter(({ causes }) => causes.length > 0);
  const sources = new Set(figures.map(({ figure }) => figure.source));
  return [
    `${figures.length} figures of ${sources.size} source${sources.size === 1 ? "" : "s"}: ` +
    `${verdictCount(report, "reproduced")} are reproduced within their own rounding, ` +
    `${verdictCount(report, "differs")} differ (a cause fits ${explained.length} of them), ` +
    `${verdictCount(report, "cannot be tested here")} cannot be tested here.`,
    "Ratios are published over ours. FLOPs (G) are multiply-adds / 1e9, as the papers print them. " +
    "Accuracy needs trained weights and data, throughput the source's own device: " +
    "neither can be tested here.",
  ].join("\n\n");
}

function sourceRows(report: AuditReport): readonly LinkedRow[] {
  return [
    ["Source", ...COUNTED_METRICS.map((metric) => `${METRIC_NAMES[metric]} reproduced`), "Differs"],
    ...sourceSummaries(report).map(({ source, url, isSecondHand, reproduced, differing }) => [
      { text: isSecondHand ? `${source}; ${SECOND_HAND}` : source, url },
      ...COUNTED_METRICS.map((metric) => reproduced[metric]),
      differing.join(", "),
    ]),
  ];
}

function differingRows(report: AuditReport): readonly LinkedRow[] {
  return [
    ["Model", "Metric", "Published", "Ours", "Ratio", "Verdict", "Cause", "Source"],
    ...report.figures.filter(({ verdict }) => verdict === "differs").map((audited) => {
      const { figure, model, ratio, verdictText } = audited;
      return [
        model.method,
        METRIC_NAMES[figure.metric],
        { text: figure.text, url: figure.url },
        oursText(audited),
        ratio?.toFixed(2) ?? "",
        verdictText,
        causeCell(audited, report),
        figure.source,
      ];
    }),
  ];
}

function causeCell({ causes, otherFitCount, hints }: AuditedFigure, report: AuditReport): string {
  if (causes.length === 0) return hints.length === 0 ? "none fits" : hints.join(", ");
  const named = [...namedCauses(report).keys()];
  const names = textsOf(causes, report).map((text) => causeName(named.indexOf(text)));
  return `${names.join(", ")}${otherFitCount === 0 ? "" : ` (+${otherFitCount})`}`;
}

function causeName(position: number): string {
  return `c${position + 1}`;
}

function textsOf(places: readonly number[], report: AuditReport): readonly string[] {
  return places.flatMap((place) => report.causes[place] ?? [])
    .map((cause) => causeText(cause, report));
}

/** The causes that the figures of the report name, by what they say, in order of appearance. */
function namedCauses(report: AuditReport): ReadonlyMap<string, readonly AuditedCause[]> {
  const places = [...new Set(report.figures.flatMap(({ causes }) => causes))];
  return Map.groupBy(
    places.flatMap((place) => report.causes[place] ?? []),
    (cause) => causeText(cause, report),
  );
}

function causeList(report: AuditReport): string {
  const named = [...namedCauses(report)];
  if (named.length === 0) return "";
  const lines = named.flatMap(([text, causes], position) => [
    `- **${causeName(position)}** ${escaped(text)}`,
    ...causes.map((cause) =>
      `  - ${escaped(cause.source)}: ${escaped(givesText(cause))}; ` +
      escaped(holdsText(cause, report))
    ),
  ]);
  return [
    "## Causes that fit",
    "A cause is a computed count that prints exactly what was published. Those are named that print " +
    "most rows of the same source and family for the fewest departures from ours; (+n) more fit. " +
    "A cause that holds for few rows is a candidate, not a proof: with two or three digits, " +
    "chance is possible.",
    lines.join("\n"),
  ].join("\n\n");
}

function gainRows(report: AuditReport): readonly LinkedRow[] {
  return [
    ["Claim", "Metric", "Published", "Verdict", "Recomputed", "Baseline from"],
    ...report.gains.flatMap((gain) => {
      const { modelId, overId, metric, text, obstacle, url, read, verdict, recomputed } = gain;
      const hand = read === "second-hand" ? `, ${SECOND_HAND}` : "";
      const claim = `${namesText([modelId], report)} over ${namesText([overId], report)}`;
      const ways = recomputed.length === 0 ? [undefined] : recomputed;
      return ways.map((way, i) => [
        i === 0 ? claim : "",
        i === 0 ? METRIC_NAMES[metric] : "",
        i === 0 ? { text: `+${text}${hand}`, url } : "",
        i === 0 ? [verdict, obstacle ?? []].flat().join(": ") : "",
        way === undefined ? "" : `${way.text}${way.holds ? "" : ", not the claim"}`,
        way === undefined ? "" : { text: way.source, url: way.url },
      ]);
    }),
  ];
}

function throughputRows(report: AuditReport): readonly LinkedRow[] {
  return [
    ["Claim", "Published columns", "Ratio", "Ours", "How"],
    ...report.throughputs.map((throughput) => [
      `${namesText([throughput.modelId], report)} over ${namesText([throughput.overId], report)}`,
      { text: throughput.text, url: throughput.url },
      throughput.ratio.toFixed(2),
      ...ourCells(throughput),
    ]),
  ];
}

function ourCells({ ours }: AuditedThroughput): readonly string[] {
  if (ours.length === 0) return ["", "no records"];
  return [
    ours.map(({ ratio }) => ratio.toFixed(2)).join("; "),
    ours.map(({ how, conditions }) => `${how} (${conditions})`).join("; "),
  ];
}

function figureRows(report: AuditReport, verdict: AuditedFigure["verdict"]): readonly LinkedRow[] {
  const isTested = verdict === "reproduced";
  return [
    ["Model", "Metric", "Published", ...(isTested ? ["Ours"] : []), "Source"],
    ...report.figures.filter((audited) => audited.verdict === verdict).map((audited) => [
      audited.model.method,
      METRIC_NAMES[audited.figure.metric],
      { text: audited.figure.text, url: audited.figure.url },
      ...(isTested ? [oursText(audited)] : []),
      audited.figure.source,
    ]),
  ];
}

function meaningList({ meanings }: AuditReport): string {
  const lines = meanings.map(({ label, text }) => `- ${escaped(label)}: ${escaped(text)}`);
  return ["## The candidates that are tried on every figure", lines.join("\n")].join("\n\n");
}
