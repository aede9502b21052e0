// `audit`: every published figure and claim held against ours. Loads no runtime.

import { audit } from "../../audit/audit.ts";
import { explainText } from "../../audit/text/explain_text.ts";
import { auditMarkdown } from "../../audit/text/audit_markdown.ts";
import type { AuditReport } from "../../audit/audit_report.ts";
import { type AuditSelection, isSelected, selectAudit } from "../../audit/audit_selection.ts";
import { auditCsv, auditJson } from "../../audit/text/audit_table.ts";
import { candidatesOf } from "../../audit/candidates/candidates.ts";
import { parseClaims } from "../../audit/claims.ts";
import type { BenchRecord } from "../../bench/record/record.ts";
import claimsCsv from "../../reports/published/claims.csv" with { type: "text" };
import type { PublishedFigure } from "../../reports/published/published.ts";
import { modelOf, modelsOf } from "../options/model_arguments.ts";
import { publishedDetection, publishedFigures } from "../options/published_figures.ts";
import { DEFAULT_FOLDER, SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { readOrNote, RECORDS_NAME } from "../records/read_records.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { isThere } from "../shell/files.ts";
import type { Renderers } from "../shell/format.ts";
import { note, show } from "../shell/print.ts";
import { UsageError } from "../shell/usage_error.ts";
import { auditedModels, candidateModels } from "./audited_models.ts";

const DEFAULT_RECORDS = `${DEFAULT_FOLDER}/${RECORDS_NAME}`;

/** An audit, and how much of it is shown. */
interface ShownAudit {
  readonly report: AuditReport;
  readonly isAll: boolean;
  readonly isExplained: boolean;
}

/** How each format is rendered; CSV and JSON have everything. */
const RENDERERS: Renderers<ShownAudit> = {
  md: ({ report, isAll, isExplained }) =>
    isExplained ? explainText(report) : auditMarkdown(report, { isAll }),
  csv: ({ report }) => auditCsv(report),
  json: ({ report }) => auditJson(report),
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
  const isSound = await readOrNote(path, (record) => records.push(record));
  return { records, isSound };
}

/** Throws UsageError if none of the figures is of what was asked for, before anything is counted. */
function requireFigures(
  figures: readonly PublishedFigure[],
  { models, source }: Required<AuditSelection>,
): void {
  if (figures.some(isSelected({ models, source }))) return;
  throw new UsageError(
    `Cannot audit as no figure of ${models.join(", ")} is from a source with "${source}": ` +
      `the files of reports/published/ list the sources`,
  );
}

/** The model of `--explain`. */
function explainedModel(text: string, args: Arguments): string {
  if (args.positional.length > 0) {
    throw new UsageError(
      `Cannot take models and --explain ${text} together: name the one model with --explain`,
    );
  }
  return modelOf(args, text).id;
}

async function run(args: Arguments): Promise<ExitCode> {
  const all = auditedModels();
  const explained = args.text("explain");
  const models = explained === undefined
    ? modelsOf(args, all.map(({ id }) => id)).map(({ id }) => id)
    : [explainedModel(explained, args)];
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
  const figures = [...publishedFigures(), ...publishedDetection()];
  const chosen = { models, source: args.text("source") ?? "" };
  requireFigures(figures, chosen);
  const whole = audit({
    figures,
    claims: parseClaims(claimsCsv),
    models: all,
    candidates: candidatesOf(candidateModels(figures)),
    records,
  });
  const report = selectAudit(whole, chosen);
  const isAll = args.has("all");
  show(RENDERERS[shown.format]({ report, isAll, isExplained: explained !== undefined }), shown);
  const verdicts = [...report.figures, ...report.gains].map(({ verdict }) => verdict);
  const isBad = args.has("strict") && verdicts.includes("differs");
  return isBad || !isSound ? EXIT.failed : EXIT.done;
}

/** Audits the published figures; see the options. */
export const auditCommand: Command = {
  name: "audit",
  positional: "[MODEL…]",
  summary: "Holds every published figure and claim against ours (default: all of them).",
  options: [
    { name: "all", help: "every figure, reproduced or not, and every candidate that is tried" },
    { name: "explain", value: "MODEL", help: "everything known about the figures of one model" },
    { name: "source", value: "TEXT", help: "only sources whose name contains the text" },
    {
      name: "records",
      value: "FILE",
      help: `our own throughputs (default ${DEFAULT_RECORDS}, if it is there)`,
    },
    { name: "strict", help: "ends with exit code 1 if a figure or claim differs" },
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};
