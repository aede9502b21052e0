// The audit as Markdown: a page that fits, with what differs and why; every list of it behind `all`.
//
// Links are by reference (`[48.8][1]`), so that the tables read as plain text too.

import { type Linked, type LinkedRow, linkRegister } from "./linked_table.ts";
import { escaped } from "../../reports/text/markdown.ts";
import type { AuditedCause, AuditedFigure, AuditReport } from "../audit_report.ts";
import {
  answerCount,
  causesOf,
  causeText,
  holdsText,
  METRIC_NAMES,
  oddsText,
  oursText,
  RATIO_HEADER,
  scopeText,
  SHORT_NAMES,
  verdictCount,
} from "./audit_text.ts";
import { claimSections } from "./claim_rows.ts";
import { figureRows, sourceRows } from "./full_lists.ts";
import { LEAST_ODDS } from "../evidence/finding.ts";
import type { CountedMetric } from "../../reports/published/printing.ts";

/** How much of an audit is written. */
export interface AuditExtent {
  /** Whether the long lists are there too: by source, reproduced, not tested, candidates. */
  readonly isAll: boolean;
}

/** Writes an audit. */
export function auditMarkdown(report: AuditReport, { isAll }: AuditExtent): string {
  const links = linkRegister();
  const section = (title: string, rows: readonly LinkedRow[]) =>
    rows.length < 2 ? "" : `## ${title}\n\n${links.table(rows)}`;

  const sections = [
    "# Audit of the published figures",
    summaryText(report, { isAll }),
    section("Explained", causeRows(report)),
    section("Consistent with several causes", severalRows(report)),
    section("Unexplained", unexplainedRows(report)),
    ...claimSections(report, isAll).map(({ title, rows }) => section(title, rows)),
    ...(isAll
      ? [
        section("By source", sourceRows(report)),
        section("All that differs", figureRows(report, "differs")),
        section("Reproduced", figureRows(report, "reproduced")),
        section("Cannot be tested here", figureRows(report, "cannot be tested here")),
        meaningList(report),
      ]
      : []),
  ];
  return `${[...sections, links.definitions()].filter((text) => text !== "").join("\n\n")}\n`;
}

/** The headline counts, in the words of the answers. */
export function headlineText(report: AuditReport): string {
  const { figures } = report;
  const sources = new Set(figures.map(({ figure }) => figure.source));
  const differing = verdictCount(report, "differs");
  const answers = [
    `${answerCount(report, "explained")} explained`,
    `${answerCount(report, "consistent with several")} consistent with several causes`,
    `${answerCount(report, "unexplained")} unexplained`,
  ];
  return `${manyText(figures.length, "figure")} of ${manyText(sources.size, "source")}: ` +
    `${verdictCount(report, "reproduced")} are reproduced within their own rounding, ` +
    `${differing} differ${differing === 0 ? "" : ` (${answers.join(", ")})`}, ` +
    `${verdictCount(report, "cannot be tested here")} cannot be tested here.`;
}

function manyText(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function summaryText(report: AuditReport, { isAll }: AuditExtent): string {
  const lists = isAll
    ? ""
    : " `--all` lists every figure; `--explain MODEL` has all about a model.";
  return [
    headlineText(report),
    "FLOPs (G) are multiply-adds / 1e9, as the papers print them. Explained is what one cause, " +
    `of all that were tried, prints at ${LEAST_ODDS} to 1 against all else; where digits do not ` +
    `decide, several are named (docs/evidence.md).${lists}`,
    ...roundingSentences(report),
  ].join("\n\n");
}

/** The sources that do not round half up. */
function roundingSentences({ practices, figures }: AuditReport): readonly string[] {
  const sources = new Set(figures.map(({ figure }) => figure.source));
  const others = practices
    .filter(({ source, printing }) => printing.label !== "" && sources.has(source))
    .map(({ source, metric, printing, oddsBits }) =>
      `${SHORT_NAMES[metric]} of ${escaped(source)} are ${printing.label}, ${oddsText(oddsBits)}`
    );
  if (others.length === 0) return [];
  return [`Figures are taken as rounded half up, but for these: ${others.join("; ")}.`];
}

/** One line for each cause that explains, with the figures that it prints. */
function causeRows(report: AuditReport): readonly LinkedRow[] {
  const lines = withCauses(report, "explained").flatMap(({ figures, causes: [cause] }) =>
    cause === undefined ? [] : [[
      sourceLink(figures),
      figuresText(figures),
      causeText(cause, report),
      aboutText(cause, report),
      oddsText(cause.oddsBits),
    ]]
  );
  return [["Source", "Figures", "What was counted", "About", "Odds"], ...lines];
}

function aboutText(cause: AuditedCause, report: AuditReport): string {
  return cause.scope === "row"
    ? scopeText(cause)
    : `${scopeText(cause)}: ${holdsText(cause, report)}`;
}

function severalRows(report: AuditReport): readonly LinkedRow[] {
  return [
    ["Source", "Figures", "Digits do not decide between"],
    ...withCauses(report, "consistent with several").map(({ figures, causes }) => [
      sourceLink(figures),
      figuresText(figures),
      causes.map((cause) => causeText(cause, report)).join(" | "),
    ]),
  ];
}

function unexplainedRows(report: AuditReport): readonly LinkedRow[] {
  const figures = report.figures.filter(({ why }) => why?.answer === "unexplained");
  return [
    ["Model", "Metric", "Published", "Ours", RATIO_HEADER, "Nearest of what was tried", "Source"],
    ...figures.map((audited) => [
      audited.model.method,
      METRIC_NAMES[audited.figure.metric],
      { text: audited.figure.text, url: audited.figure.url },
      oursText(audited),
      audited.ratio?.toFixed(2) ?? "",
      nearestText(audited, report),
      audited.figure.source,
    ]),
  ];
}

/** `with attn_down, 1 to 210`: what prints it, and the odds that it is the cause. */
function nearestText({ why, hints }: AuditedFigure, report: AuditReport): string {
  const cause = why?.nearest === undefined ? undefined : report.causes[why.nearest];
  if (why === undefined || cause === undefined) return hints.join(", ") || "none prints it";
  return `${causeText(cause, report)}, ${oddsText(why.oddsBits)}`;
}

/** Figures of one answer that name the very same causes, and these. */
function withCauses(report: AuditReport, answer: "explained" | "consistent with several") {
  const figures = report.figures.filter(({ why }) => why?.answer === answer);
  return [...Map.groupBy(figures, ({ why }) => JSON.stringify(why?.causes)).values()]
    .map((alike) => ({ figures: alike, causes: causesOf(alike[0], report) }));
}

function sourceLink([first]: readonly AuditedFigure[]): Linked {
  return { text: first?.figure.source ?? "", url: first?.figure.url ?? "" };
}

/** Figures that a line names; more are counted. */
const MOST_NAMED = 3;

/** `FLOPs of DeiT-T, DeiT-S, 4 more` */
function figuresText(figures: readonly AuditedFigure[]): string {
  const metric = figures[0]?.figure.metric as CountedMetric;
  const names = [...new Set(figures.map(({ model }) => model.method))];
  const named = names.length <= MOST_NAMED + 1
    ? names
    : [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} more`];
  return `${SHORT_NAMES[metric]} of ${named.join(", ")}`;
}

function meaningList({ meanings }: AuditReport): string {
  const lines = meanings.map(({ label, text }) => `- ${escaped(label)}: ${escaped(text)}`);
  return ["## The candidates that are tried on every figure", lines.join("\n")].join("\n\n");
}
