// A comparison for people, as Markdown: the verdict first, then why.

import { alignedTable, escaped } from "../../text/markdown.ts";
import { decimalText, groupedText } from "../../text/number_text.ts";
import { joinedText } from "../../text/joined_text.ts";
import { type Block, blocksText } from "./blocks_text.ts";
import { COMPARE_COLUMNS, number, unitOf } from "../compare_columns.ts";
import type { CompareReport } from "../compare.ts";
import { type CompareRow, isOtherGraph, VERDICTS, verdictsOf } from "../compare_row.ts";
import { groupsBy } from "../../records/groups_by.ts";
import { COUNT_METRICS } from "../metric.ts";
import {
  changeIntervalText,
  changeText,
  confidenceText,
  percent,
  percentText,
} from "../../text/percent_text.ts";
import { modelText } from "../row_text.ts";
import { outcomeText, sensitivityText, sideLines, tallyText } from "./summary_text.ts";

/** A column of a table of rows. */
interface TextColumn {
  readonly header: string;
  readonly align?: "left" | "right";
  readonly of: (row: CompareRow) => string;
  /** Shown only where its cells differ, or only where one is not empty; else always. */
  readonly only?: "where it differs" | "where known";
}

/** Writes the whole report, every row of it, ending in a line feed. */
export function compareMarkdown(report: CompareReport): string {
  return blocksText(compareBlocks(report));
}

/** The report in pieces: the verdict, what must be said, then the rows, in every table the bad first. */
export function compareBlocks(report: CompareReport): readonly Block[] {
  const { metric } = report;
  const rows = report.rows.toSorted((a, b) => rankOf([a]) - rankOf([b]));
  const models = rows.filter((row) => row.metric === "model");
  const rates = rows.filter((row) => row.metric === metric);
  const counts = rows.filter((row) => COUNT_METRICS.some((name) => name === row.metric));
  return [
    { head: [`## Comparison: ${escaped(outcomeText(report))}`], lines: [] },
    bullets([...report.remarks, ...sideLines(report)]),
    ...section("Models", models, MODEL_COLUMNS),
    ...section(titleOf(metric), rates, rateColumns(metric)),
    ...rates.length === 0 ? [] : [bullets(rateNotes(report))],
    ...counts.length === 0 ? [] : [countTable(counts)],
  ];
}

/** Of what is said in words. */
const WORDS_RANK = 0;
/** Meanings of verdicts, the weightiest first. */
const MEANINGS = ["bad", "unlike", "open", "fine"] as const;

/** That of the weightiest verdict of some rows. */
function rankOf(rows: readonly CompareRow[]): number {
  const ranks = rows.flatMap(verdictsOf).map((verdict) => MEANINGS.indexOf(VERDICTS[verdict]));
  return 1 + Math.min(...ranks);
}

function titleOf(metric: string): string {
  return `${metric[0]?.toUpperCase()}${metric.slice(1)}`;
}

function bullets(lines: readonly string[]): Block {
  return {
    head: [],
    lines: lines.map((line) => ({ text: `- ${escaped(line)}`, rank: WORDS_RANK })),
  };
}

/** A table below its title; the first row of `cells` is the header, a rank belongs to each other. */
function tableBlock(
  title: string,
  { cells, align, ranks }: {
    readonly cells: readonly (readonly string[])[];
    readonly align: readonly ("left" | "right")[];
    readonly ranks: readonly number[];
  },
): Block {
  const [header = "", rule = "", ...lines] = alignedTable(cells, align).split("\n");
  return {
    head: [`### ${title}`, "", header, rule],
    lines: lines.map((text, index) => ({ text, rank: ranks[index] ?? WORDS_RANK })),
  };
}

function rateNotes(report: CompareReport): readonly string[] {
  const { margin, confidence, comparisonCount, paired } = report;
  const ratio = paired
    ? "the median of the ratios round by round"
    : "the median of the quotients of all rounds (Hodges and Lehmann)";
  const together = comparisonCount > 1
    ? `, so that all ${comparisonCount} together hold at 95 %`
    : "";
  const unknown = paired ? "what two processes of one version differ by" : "that between them";
  const sensitivity = sensitivityText(report);
  return [
    `Worse means slower by more than ${percentText(margin)} with the whole interval: ` +
    `${Number((1 + margin).toPrecision(6))} times the time, or ` +
    `${percentText(1 / (1 + margin))} of the images/s. ` +
    "Equivalent means with the whole interval within; undecided is everything between.",
    `Change is NEW against BASE, ${ratio}, in parentheses its interval at ` +
    `${confidenceText(confidence)}${together}. It knows the noise within the runs, not ${unknown}.`,
    ...sensitivity === undefined ? [] : [sensitivity],
  ];
}

function section(
  title: string,
  rows: readonly CompareRow[],
  columns: readonly TextColumn[],
): readonly Block[] {
  if (rows.length === 0) return [];
  const shown = columns.filter(({ only, of }) => {
    const texts = rows.map(of);
    if (only === "where it differs") return new Set(texts.filter((text) => text !== "")).size > 1;
    return only === undefined || texts.some((text) => text !== "");
  });
  const cells = [
    shown.map(({ header }) => header),
    ...rows.map((row) => shown.map((c) => c.of(row))),
  ];
  const align = shown.map(({ align = "left" }) => align);
  const ranks = rows.map((row) => rankOf([row]));
  return [tableBlock(`${title}: ${tallyText(rows)}`, { cells, align, ranks })];
}

/** What is bad in capitals, which are seen without colour. */
function verdictText(row: Pick<CompareRow, "verdict"> | undefined): string {
  if (row === undefined) return "";
  return VERDICTS[row.verdict] === "bad" ? row.verdict.toUpperCase() : row.verdict;
}

const CONDITION_COLUMNS = COMPARE_COLUMNS.flatMap((
  { condition, type, of, text = of },
): readonly TextColumn[] =>
  condition === undefined ? [] : [{
    header: condition,
    align: type === number ? "right" : "left",
    of: (row) => String(text(row) ?? ""),
    only: "where it differs",
  }]
);

const MODEL_COLUMNS: readonly TextColumn[] = [
  { header: "Model", of: modelText },
  { header: "Verdict", of: verdictText },
  { header: "Reason", of: ({ reason }) => reason ?? "" },
  ...CONDITION_COLUMNS,
];

function rateColumns(metric: CompareRow["metric"]): readonly TextColumn[] {
  const unit = unitOf(metric);
  const valueText = (value: number | undefined) => value === undefined ? "" : decimalText(value);
  const rounds = ({ baseRounds, nextRounds }: CompareRow) =>
    `${baseRounds ?? "none"} / ${nextRounds ?? "none"}`;
  const right = { align: "right" } as const;
  const known = { only: "where known" } as const;
  return [
    { header: "Model", of: modelText },
    ...CONDITION_COLUMNS,
    { header: `Base (${unit})`, ...right, of: ({ base }) => valueText(base) },
    { header: `New (${unit})`, ...right, of: ({ next }) => valueText(next) },
    { header: "Change (%)", ...right, of: estimateText },
    { header: "Verdict", of: verdictText },
    {
      header: "Worse from (% slower)",
      ...right,
      ...known,
      of: ({ smallestSlowdown: share }) => share === undefined ? "" : percent(share),
    },
    { header: "Rounds (base / new)", ...right, of: rounds },
    { header: "Against pinned (%)", ...right, ...known, of: ({ pinned }) => estimateText(pinned) },
    { header: "Verdict on pinned", ...known, of: ({ pinned }) => verdictText(pinned) },
    { header: "Remarks", ...known, of: reasonsText },
  ];
}

function estimateText(row: Pick<CompareRow, "estimate"> | undefined): string {
  const { estimate } = row ?? {};
  return estimate === undefined ? "" : changeIntervalText(estimate.ratio, estimate.interval);
}

/** The reasons of both comparisons, said once where they are the same. */
function reasonsText(row: CompareRow): string {
  const { reason, pinned } = row;
  const pinnedReason = pinned?.reason === reason ? undefined : pinned?.reason;
  return joinedText([
    isOtherGraph(row) && "unlike graphs",
    reason,
    pinnedReason && `pinned: ${pinnedReason}`,
  ], "; ");
}

/** One line a model and size, what is bad first; every count is there. */
function countTable(rows: readonly CompareRow[]): Block {
  const groups = groupsBy(rows, ({ model, conditions }) => `${model} ${conditions.size}`);
  const lines = groups.map((group) => [
    modelText(group[0]),
    group[0].conditions.size ?? "",
    ...COUNT_METRICS.map((metric) => countText(group.find((row) => row.metric === metric))),
    [...new Set(group.flatMap((row) => reasonsText(row) || []))].join("; "),
  ]);
  const header = ["Model", "Size", "Params", "Buffers", "MACs", "Remarks"];
  const align = ["left", "left", "right", "right", "right", "left"] as const;
  const ranks = groups.map(rankOf);
  return tableBlock(`Counts: ${tallyText(rows)}`, { cells: [header, ...lines], align, ranks });
}

/** `100 same`, `100 -> 105 (+5.00 %) BIGGER`; the pinned verdict too, where it is another. */
function countText(row: CompareRow | undefined): string {
  if (row === undefined) return "";
  const { base, next, estimate, verdict, pinned } = row;
  const change = estimate === undefined || base === next ? "" : ` (${changeText(estimate.ratio)})`;
  const values = base === next ? [next] : [base, next].filter((value) => value !== undefined);
  const against = pinned?.base === undefined || pinned.verdict === verdict
    ? ""
    : `, pinned ${groupedText(pinned.base)} ${verdictText(pinned)}`;
  return `${
    values.map((value) => value === undefined ? "" : groupedText(value)).join(" -> ")
  }${change} ${verdictText(row)}${against}`;
}
