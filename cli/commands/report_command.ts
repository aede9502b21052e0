// `report`: renders records again. Also how `bench` writes its tables.

import type { Record } from "../../bench/record/record.ts";
import { MODELS } from "../../models/catalog.ts";
import { PAPER_SUITE } from "../../models/suites.ts";
import { briefTableMarkdown } from "../../reports/table/brief_table.ts";
import { tableCsv, tableJson } from "../../reports/table/table_data.ts";
import { machinesMarkdown } from "../../reports/table/machines.ts";
import { tableMarkdown } from "../../reports/table/table_markdown.ts";
import {
  type PaperReport,
  paperReport,
  type PaperReportOptions,
} from "../../reports/table/paper_table.ts";
import { profileMarkdown } from "../../reports/sections/profile_markdown.ts";
import { briefSections, type Section, sectionsMarkdown } from "../../reports/sections/section.ts";
import { SORT_KEYS } from "../../reports/row/choice.ts";
import { reportSections } from "../../reports/sections/sections.ts";
import type { Command } from "../shell/command.ts";
import { chosenRecords, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import { COMPARISONS } from "../options/comparisons.ts";
import { EXIT } from "../shell/exit_code.ts";
import { printThenWrite, writeFile } from "../shell/files.ts";
import { mergeFiles } from "../records/merge_files.ts";
import { note, show, type Shown, widthOf } from "../shell/print.ts";
import { publishedFigures } from "../options/published_figures.ts";
import { removeStale } from "../records/stale_reports.ts";
import type { Format } from "../shell/format.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { UsageError } from "../shell/usage_error.ts";

/** What is said about some records: the paper's table and what follows it. */
export interface Report extends PaperReport {
  readonly sections: readonly Section[];
}

/** How each format is rendered; machines get the table alone. */
const RENDERERS: Readonly<{ [Name in Format]: (report: Report) => string }> = {
  md: ({ table, sections }) => tableMarkdown(table) + sectionsMarkdown(sections),
  csv: ({ table }) => tableCsv(table),
  json: ({ table }) => tableJson(table),
};

/** Rows in the order of the paper's table, then the rest of the catalog. */
function methodsInOrder() {
  const rank = (id: string) => {
    const index = (PAPER_SUITE as readonly string[]).indexOf(id);
    return index === -1 ? PAPER_SUITE.length : index;
  };
  return [...MODELS]
    .sort((a, b) => rank(a.id) - rank(b.id))
    .map(({ id, method, family }) => ({ id, method, family }));
}

/** The report of these records. */
export function reportOf(records: readonly Record[], options: PaperReportOptions = {}): Report {
  const published = publishedFigures();
  const models = methodsInOrder();
  const report = paperReport(records, published, models, options);
  const { sources } = report;
  return {
    ...report,
    sections: reportSections({ sources, models, published, comparisons: COMPARISONS }),
  };
}

/** Writes `table.csv`, `table.md` with its charts, and `report.html`. */
async function writeReport(
  folder: string,
  report: Report,
  stale: readonly string[],
): Promise<void> {
  await writeFile(`${folder}/table.csv`, RENDERERS.csv(report));

  // Loaded here only, since the chart library takes as long as counting the whole catalog.
  const { CHARTS_FOLDER, chartsMarkdown, drawCharts, svgFile } = await import(
    "../../reports/charts/mod.ts"
  );
  const { reportHtml } = await import("../../reports/html/mod.ts");
  const models = methodsInOrder();
  const drawn = await drawCharts(report.sources, models);
  for (const chart of drawn.charts) {
    await writeFile(`${folder}/${CHARTS_FOLDER}/${chart.id}.svg`, svgFile(chart));
  }
  await writeFile(`${folder}/table.md`, RENDERERS.md(report) + chartsMarkdown(drawn.charts));
  await writeFile(`${folder}/report.html`, reportHtml({ ...report, models, drawn }));
  const charts = new Set(drawn.charts.map(({ id }) => id));
  await removeStale(folder, { chartsFolder: CHARTS_FOLDER, charts, files: stale });
}

/** Names of what may stand beside the table. */
export const PROFILE_FILE = "profile.md";
/** See {@linkcode PROFILE_FILE}. */
export const MACHINES_FILE = "machines.md";

/** A text that follows the main table: on stdout where that gets Markdown, and in a file. */
export interface Addition {
  readonly file: string;
  readonly text: string;
}

/** Where the time goes. */
export function profileOf(records: readonly Record[]): Addition {
  return { file: PROFILE_FILE, text: profileMarkdown(records, methodsInOrder()) };
}

/** Machines side by side; undefined unless there are several. */
function machinesOf(records: readonly Record[]): Addition | undefined {
  const text = machinesMarkdown(records, methodsInOrder());
  return text === undefined ? undefined : { file: MACHINES_FILE, text };
}

/** Prints a report and what follows it, then writes it all to a folder, if there is one. */
export async function showReport(
  report: Report,
  { shown, folder, additions, mayWrite }: {
    readonly shown: Shown;
    readonly folder: string | undefined;
    readonly additions: readonly (Addition | undefined)[];
    /** Files of additions that are removed where this report has none. */
    readonly mayWrite: readonly string[];
  },
): Promise<void> {
  const added = additions.filter((addition) => addition !== undefined);
  await printThenWrite(
    () => {
      printReport(report, shown);
      if (shown.format === "md") { for (const { text } of added) show(`\n${text}`, shown); }
    },
    async () => {
      if (folder === undefined) return;
      const written = new Set(added.map(({ file }) => file));
      await writeReport(folder, report, mayWrite.filter((file) => !written.has(file)));
      for (const { file, text } of added) await writeFile(`${folder}/${file}`, text);
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

/** Renders the records of one or several files; see the options. */
export const reportCommand: Command = {
  name: "report",
  positional: "RECORDS…",
  summary: "Renders records again; several files are merged, later runs supersede earlier ones. " +
    "What they lack or contradict each other in is said on stderr and by exit code 1.",
  options: [
    { name: "out", value: "DIR", help: "also writes table.md, report.html and so on there" },
    MIN_TOP1_OPTION,
    sortOption(SORT_KEYS),
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
    SHARED_OPTIONS.quiet,
  ],
  async run(args) {
    if (args.positional.length === 0) {
      throw new UsageError(
        `Cannot report on nothing: name records, as in "deno task report reports/out/records.jsonl"`,
      );
    }
    const folder = args.text("out");
    const samples = folder !== undefined;
    const { records, isSound } = await mergeFiles(args.positional, { samples });
    if (records.length === 0) {
      note(`error: Cannot report as no record was found in ${args.positional.join(", ")}`);
      return EXIT.nothingMeasured;
    }
    const shown = shownOf(args);
    const sort = sortOf(args, SORT_KEYS);
    const chosen = chosenRecords(args, records, methodsInOrder());
    const report = reportOf(chosen.records, { sort, remarks: chosen.remarks });
    await showReport(report, {
      shown,
      folder,
      additions: [machinesOf(chosen.records)],
      mayWrite: [MACHINES_FILE],
    });
    return isSound ? EXIT.done : EXIT.failed;
  },
};
