// A report as people get it: printed, and written to a folder with its charts and page.

import type { BenchRecord } from "../../bench/record/record.ts";
import { findModel, MODELS } from "../../models/catalog.ts";
import { PAPER_SUITE } from "../../models/suites.ts";
import { briefTableMarkdown } from "../../reports/table/brief_table_markdown.ts";
import { tableCsv, tableJson } from "../../reports/table/table_data.ts";
import { machinesMarkdown } from "../../reports/table/machines_markdown.ts";
import { tableMarkdown } from "../../reports/table/table_markdown.ts";
import {
  type PaperReport,
  paperReport,
  type PaperReportOptions,
} from "../../reports/table/paper_table.ts";
import { profileMarkdown } from "../../reports/sections/profile_markdown.ts";
import { briefSections, type Section, sectionsMarkdown } from "../../reports/sections/section.ts";
import type { ReportedModel } from "../../reports/row/chart_rows.ts";
import { reportSections } from "../../reports/sections/sections.ts";
import type { AccuracyRow } from "../../reports/accuracy/accuracy_rows.ts";
import { accuracyTable } from "../../reports/accuracy/accuracy_table.ts";
import { plainTableText } from "../../reports/text/plain_table.ts";
import { evaluatedRows } from "../records/evaluated_records.ts";
import { COMPARISONS } from "../options/comparisons.ts";
import { printThenWrite, writeFile } from "../shell/files.ts";
import { show, type Shown, widthOf } from "../shell/print.ts";
import { publishedFigures } from "../options/published_figures.ts";
import { removeStale } from "../records/stale_reports.ts";
import type { Renderers } from "../shell/format.ts";

/** What is said about some records: the paper's table and what follows it. */
export interface Report extends PaperReport {
  readonly sections: readonly Section[];
}

/** How each format is rendered; machines get the table alone. */
const RENDERERS: Renderers<Report> = {
  md: ({ table, sections }) => tableMarkdown(table) + sectionsMarkdown(sections),
  csv: ({ table }) => tableCsv(table),
  json: ({ table }) => tableJson(table),
};

/** Rows in the order of the paper's table, then the rest of the catalog. */
const METHODS: readonly ReportedModel[] = [...new Set([...PAPER_SUITE.map(findModel), ...MODELS])]
  .map(({ id, method, family }) => ({ id, method, family }));

/**
 * The report of these records.
 *
 * @throws {UsageError} If a picture is in two parts of one evaluation.
 */
export function reportOf(
  records: readonly BenchRecord[],
  { accuracies = evaluatedRows(records), ...options }: PaperReportOptions = {},
): Report {
  const published = publishedFigures();
  const report = paperReport(records, published, METHODS, { ...options, accuracies });
  const { sources } = report;
  return {
    ...report,
    sections: reportSections({ sources, models: METHODS, published, comparisons: COMPARISONS }),
  };
}

/** A text that follows the main table: on stdout where that gets Markdown, and in a file. */
export interface Addition {
  readonly file: string;
  /** Undefined: there is none this time, and what an earlier report left there goes. */
  readonly text: string | undefined;
}

/** Where the time goes, if that is wanted. */
export function profileOf(records: readonly BenchRecord[], isWanted: boolean): Addition {
  const text = isWanted ? profileMarkdown(records, METHODS) : undefined;
  return { file: "profile.md", text };
}

/** Machines side by side, if there are several. */
export function machinesOf(records: readonly BenchRecord[]): Addition {
  return { file: "machines.md", text: machinesMarkdown(records, METHODS) };
}

/** Measured Top-1 and Top-5, if there are any. */
export function accuracyOf(rows: readonly AccuracyRow[]): Addition {
  const title = "## Top-1 and Top-5, measured\n\n";
  const text = rows.length === 0
    ? undefined
    : title + plainTableText(accuracyTable(rows, "md"), "md");
  return { file: "accuracy.md", text };
}

/** Prints a report and what follows it, then writes it all to a folder, if there is one. */
export async function showReport(
  report: Report,
  { shown, folder, additions }: {
    readonly shown: Shown;
    readonly folder: string | undefined;
    readonly additions: readonly Addition[];
  },
): Promise<void> {
  await printThenWrite(
    () => {
      printReport(report, shown);
      for (const { text } of shown.format === "md" ? additions : []) {
        if (text !== undefined) show(`\n${text}`, shown);
      }
    },
    async () => {
      if (folder !== undefined) await writeReport(folder, report, additions);
    },
  );
}

/** Writes a report to stdout, without the tables that its files have beside the main one. */
function printReport(report: Report, shown: Shown): void {
  const sections = briefSections(report.sections);
  const width = widthOf(shown);
  const text = width === undefined
    ? RENDERERS[shown.format]({ ...report, sections })
    : briefTableMarkdown(report.table, width) + sectionsMarkdown(sections);
  show(text, shown);
}

/** Writes `table.csv`, `table.md` with its charts, and `report.html`. */
async function writeReport(
  folder: string,
  report: Report,
  additions: readonly Addition[],
): Promise<void> {
  await writeFile(`${folder}/table.csv`, RENDERERS.csv(report));

  // Loaded here only, since the chart library takes as long as counting the whole catalog.
  const { CHARTS_FOLDER, chartsMarkdown, drawCharts, svgFile } = await import(
    "../../reports/charts/mod.ts"
  );
  const { reportHtml } = await import("../../reports/html/mod.ts");
  const drawn = await drawCharts(report.sources, METHODS);
  for (const chart of drawn.charts) {
    await writeFile(`${folder}/${CHARTS_FOLDER}/${chart.id}.svg`, svgFile(chart));
  }
  await writeFile(`${folder}/table.md`, RENDERERS.md(report) + chartsMarkdown(drawn.charts));
  await writeFile(`${folder}/report.html`, reportHtml({ ...report, models: METHODS, drawn }));
  const charts = new Set(drawn.charts.map(({ id }) => id));
  const stale = additions.filter(({ text }) => text === undefined).map(({ file }) => file);
  await removeStale(folder, { chartsFolder: CHARTS_FOLDER, charts, files: stale });
  for (const { file, text } of additions) {
    if (text !== undefined) await writeFile(`${folder}/${file}`, text);
  }
}
