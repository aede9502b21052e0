// `audit`: every published figure and claim held against ours, those of the suite or of somebody's table.
// Loads no runtime.

import { audit } from "../../audit/audit.ts";
import type { AuditReport } from "../../audit/audit_report.ts";
import { type AuditSelection, isSelected, selectAudit } from "../../audit/audit_selection.ts";
import { publishedOrders } from "../../audit/published_order.ts";
import { auditHtml } from "../../audit/text/audit_html.ts";
import { auditMarkdown } from "../../audit/text/audit_markdown.ts";
import { auditCsv, auditJson } from "../../audit/text/audit_table.ts";
import { explainText } from "../../audit/text/explain_text.ts";
import {
  type AuditedTable,
  badgeText,
  tableRemarks,
  tableSummary,
} from "../../audit/text/table_summary.ts";
import type { BenchRecord } from "../../bench/record/record.ts";
import { nearestNames } from "../../models/nearest_names.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";
import { DIM_OPTION } from "../options/dim_option.ts";
import { DEFAULT_FOLDER, SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { readOrNote, RECORDS_NAME, recordsPath } from "../records/read_records.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { isThere, printThenWrite, requireWritableFolder, writeFile } from "../shell/files.ts";
import type { Renderers } from "../shell/format.ts";
import { note, show } from "../shell/print.ts";
import { SUITE_VERSION } from "../shell/suite.ts";
import { UsageError } from "../shell/usage_error.ts";
import { type AuditSubject, auditSubject, candidatesFor } from "./audit_subject.ts";

const DEFAULT_RECORDS = `${DEFAULT_FOLDER}/${RECORDS_NAME}`;

/** An audit, and how much of it is shown. */
interface ShownAudit {
  readonly report: AuditReport;
  /** The table as a whole; `undefined` for our own figures. */
  readonly table: AuditedTable | undefined;
  readonly isAll: boolean;
  readonly isExplained: boolean;
}

/** How each format is rendered; CSV and JSON have everything. */
const RENDERERS: Renderers<ShownAudit> = {
  md({ report, table, isAll, isExplained }) {
    if (isExplained) return explainText(report);
    const page = auditMarkdown(report, { isAll });
    return table === undefined ? page : `${page}\n${tableSummary(table)}\n`;
  },
  csv: ({ report }) => auditCsv(report),
  json: ({ report, table }) => auditJson(report, table),
};

/** What a file of records holds. */
interface AuditedFile {
  readonly records: readonly BenchRecord[];
  /** Whether every line is a record, but for half a line at the end. */
  readonly isSound: boolean;
}

/** The records of a file; none if it is the default one and not there. */
async function recordsOf(named: string | undefined): Promise<AuditedFile> {
  const path = named ?? DEFAULT_RECORDS;
  const records: BenchRecord[] = [];
  if (named === undefined && !await isThere(path)) return { records, isSound: true };
  const isSound = readOrNote(recordsPath(path) ?? path, (record) => records.push(record));
  return { records, isSound };
}

/** Throws UsageError if none of the figures is of what was asked for, before anything is counted. */
function requireFigures(
  figures: readonly PublishedFigure[],
  { models, source }: Required<AuditSelection>,
): void {
  if (figures.some(isSelected({ models, source }))) return;
  const ofModels = figures.filter(({ modelId }) => models.includes(modelId));
  const sources = [...new Set(ofModels.map((figure) => figure.source))];
  const nearest = nearestNames(source, sources).map((name) => `"${name}"`);
  throw new UsageError(
    `Cannot audit as no figure of these models is from a source with "${source}" in its name: ` +
      (nearest.length === 0 ? "none is published of them" : `take one as ${nearest.join(", ")}`),
  );
}

async function run(args: Arguments): Promise<ExitCode> {
  const subject = auditSubject(args);
  const shown = shownOf(args);
  const named = args.text("records");
  const { records, isSound } = await recordsOf(named);
  if (named !== undefined && records.length === 0) {
    note(
      `error: Cannot audit as "${named}" holds no record that can be read: ` +
        `name records of bench, as ${DEFAULT_RECORDS}`,
    );
    return EXIT.nothingMeasured;
  }
  const folder = args.text("out");
  if (folder !== undefined) await requireWritableFolder(folder);

  const { figures, claims, models, shownIds } = subject;
  const chosen = { models: shownIds, source: args.text("source") ?? "" };
  requireFigures(figures, chosen);
  const candidates = candidatesFor(subject, isSelected(chosen));
  const report = selectAudit(audit({ figures, claims, models, candidates, records }), chosen);
  const page: ShownAudit = {
    report,
    table: tableOf(subject, report, records),
    isAll: args.has("all"),
    isExplained: args.text("explain") !== undefined,
  };
  await printThenWrite(
    () => show(RENDERERS[shown.format](page), shown),
    async () => {
      if (folder !== undefined) await writeFiles(folder, page);
    },
  );
  const verdicts = [...report.figures, ...report.gains].map(({ verdict }) => verdict);
  const isBad = args.has("strict") && verdicts.includes("differs");
  return isBad || !isSound ? EXIT.failed : EXIT.done;
}

function tableOf(
  { rows }: AuditSubject,
  report: AuditReport,
  records: readonly BenchRecord[],
): AuditedTable | undefined {
  if (rows === undefined) return undefined;
  const orders = publishedOrders(report.figures.map(({ figure }) => figure), records);
  return { report, version: SUITE_VERSION, rows, orders };
}

/** Everything, in every format. */
async function writeFiles(folder: string, page: ShownAudit): Promise<void> {
  const whole = { ...page, isAll: true, isExplained: false };
  const { report, table } = page;
  const remarks = table === undefined
    ? []
    : [badgeText(report, table.version), ...tableRemarks(table)];
  const files = {
    "audit.md": RENDERERS.md(whole),
    "audit.csv": RENDERERS.csv(whole),
    "audit.json": RENDERERS.json(whole),
    "audit.html": auditHtml(report, remarks),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(`${folder}/${name}`, text);
  note(`note: ${Object.keys(files).join(", ")} are in ${folder}`);
}

/** Audits the published figures; see the options. */
export const auditCommand: Command = {
  name: "audit",
  positional: "[MODEL…]",
  summary: "Holds every published figure and claim against ours (default: all of them).",
  options: [
    {
      name: "claims",
      value: "FILE",
      help: "somebody's table instead of ours: CSV, or a page with a Markdown or HTML table",
    },
    { name: "table-number", value: "N", help: "which table of that page (default 1)" },
    { name: "all", help: "every figure, reproduced or not, and every candidate that is tried" },
    { name: "explain", value: "MODEL", help: "everything known about the figures of one model" },
    { name: "source", value: "TEXT", help: "only sources whose name contains the text" },
    {
      name: "records",
      value: "FILE",
      help: `our own throughputs (default ${DEFAULT_RECORDS}, if it is there)`,
    },
    {
      name: "out",
      value: "DIR",
      help: "also writes audit.md, .csv, .json and .html there, with every figure",
    },
    DIM_OPTION,
    { name: "strict", help: "ends with exit code 1 if a figure or claim differs" },
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};
