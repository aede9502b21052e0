// `audit`: every published figure and claim held against ours. Loads no runtime.

import { candidatesOf } from "../../audit/candidates.ts";
import type { Record } from "../../bench/record/record.ts";
import { problemList } from "../../bench/record/record_reader.ts";
import { audit } from "../../audit/audit.ts";
import { parseClaims } from "../../audit/claims.ts";
import { auditMarkdown } from "../../audit/audit_markdown.ts";
import type { AuditReport } from "../../audit/audit_report.ts";
import { type AuditSelection, isSelected, selectAudit } from "../../audit/audit_selection.ts";
import { auditCsv, auditJson } from "../../audit/audit_table.ts";
import { parsePublished, type PublishedFigure } from "../../reports/published/published.ts";
import { auditedModels, candidateModels } from "./audited_models.ts";
import type { Command } from "../shell/command.ts";
import { EXIT } from "../shell/exit_code.ts";
import { note, show } from "../shell/print.ts";
import { readRecords } from "../records/read_records.ts";
import { modelsOf } from "../options/model_arguments.ts";
import type { Format } from "../shell/format.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { UsageError } from "../shell/usage_error.ts";

const PUBLISHED = new URL("../../reports/published/", import.meta.url);
const FIGURE_FILES = ["figures.csv", "detection.csv"] as const;
const DEFAULT_RECORDS = "reports/out/records.jsonl";

/** How each format is rendered. */
const RENDERERS: Readonly<{ [Name in Format]: (report: AuditReport) => string }> = {
  md: auditMarkdown,
  csv: auditCsv,
  json: auditJson,
};

/** The published figures of classification, then those of detection. */
async function publishedFigures(): Promise<readonly PublishedFigure[]> {
  const texts = await Promise.all(FIGURE_FILES.map((name) => publishedText(name)));
  return texts.flatMap(parsePublished);
}

function publishedText(name: string): Promise<string> {
  return Deno.readTextFile(new URL(name, PUBLISHED));
}

/** What a file of records holds. */
interface AuditedFile {
  readonly records: readonly Record[];
  /** Whether every line is a record, but for half a line at the end. */
  readonly isSound: boolean;
}

/** The records of a file; none if it is the default one and not there. */
async function recordsOf(named: string | undefined): Promise<AuditedFile> {
  const path = named ?? DEFAULT_RECORDS;
  const records: Record[] = [];
  if (named === undefined && !await isThere(path)) return { records, isSound: true };
  const problems = problemList();
  let isSound = true;
  await readRecords(path, {
    onRecord: (record) => records.push(record),
    onProblem(problem, isHalf) {
      problems.add(problem);
      isSound &&= isHalf;
    },
  });
  for (const problem of problems.texts()) note(`warning: ${path}: ${problem}`);
  return { records, isSound };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Throws UsageError if none of the figures is of what was asked for, before anything is counted. */
function requireFigures(
  figures: readonly PublishedFigure[],
  { models, source }: Required<AuditSelection>,
): void {
  if (figures.some(isSelected({ models, source }))) return;
  throw new UsageError(
    `Cannot audit as no figure of ${models.join(", ")} is from a source with "${source}": ` +
      `reports/published/${FIGURE_FILES.join(" and ")} list the sources`,
  );
}

/** Audits the published figures; see the options. */
export const auditCommand: Command = {
  name: "audit",
  positional: "[MODEL…]",
  summary: "Holds every published figure and claim against ours (default: all of them).",
  options: [
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
  async run(args) {
    const all = auditedModels();
    const models = modelsOf(args, all.map(({ id }) => id)).map(({ id }) => id);
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
    const figures = await publishedFigures();
    const chosen = { models, source: args.text("source") ?? "" };
    requireFigures(figures, chosen);
    const whole = audit({
      figures,
      claims: parseClaims(await publishedText("claims.csv")),
      models: all,
      candidates: candidatesOf(candidateModels(figures)),
      records,
    });
    const report = selectAudit(whole, chosen);
    show(RENDERERS[shown.format](report), shown);
    const verdicts = [...report.figures, ...report.gains].map(({ verdict }) => verdict);
    const isBad = args.has("strict") && verdicts.includes("differs");
    return isBad || !isSound ? EXIT.failed : EXIT.done;
  },
};
