// `audit`: every published figure and claim held against ours. Loads no runtime.

import { candidatesOf } from "../bench/candidates.ts";
import type { Record } from "../bench/record.ts";
import { parseRecords } from "../bench/record_reader.ts";
import { audit } from "../reports/audit.ts";
import { parseClaims } from "../reports/audit_claims.ts";
import { auditMarkdown } from "../reports/audit_markdown.ts";
import type { AuditReport } from "../reports/audit_report.ts";
import { selectAudit } from "../reports/audit_selection.ts";
import { auditCsv, auditJson } from "../reports/audit_table.ts";
import { parsePublished, type PublishedFigure } from "../reports/published.ts";
import { auditedModels, candidateModels } from "./audited_models.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit_code.ts";
import { readText } from "./files.ts";
import { note, out } from "./print.ts";
import { type Format, formatOf, modelsOf, SHARED_OPTIONS } from "./shared_options.ts";
import { UsageError } from "./usage_error.ts";

const PUBLISHED = new URL("../reports/published/", import.meta.url);
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

/** The records of a file; none if it is the default one and not there. */
async function recordsOf(path: string | undefined): Promise<readonly Record[]> {
  const text = path === undefined ? await textOrNothing(DEFAULT_RECORDS) : await readText(path);
  const { records, problems } = parseRecords(text);
  for (const problem of problems) note(`warning: ${path ?? DEFAULT_RECORDS}: ${problem}`);
  return records;
}

async function textOrNothing(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
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
  ],
  async run(args) {
    const all = auditedModels();
    const models = modelsOf(args, all.map(({ id }) => id)).map(({ id }) => id);
    const format = formatOf(args);
    const records = await recordsOf(args.text("records"));
    const figures = await publishedFigures();
    const whole = audit({
      figures,
      claims: parseClaims(await publishedText("claims.csv")),
      models: all,
      candidates: candidatesOf(candidateModels(figures)),
      records,
    });
    const source = args.text("source") ?? "";
    const report = selectAudit(whole, { models, source });
    if (report.figures.length === 0) {
      throw new UsageError(
        `Cannot audit as no figure of ${models.join(", ")} is from a source with "${source}": ` +
          `reports/published/${FIGURE_FILES.join(" and ")} list the sources`,
      );
    }
    out(RENDERERS[format](report));
    const verdicts = [...report.figures, ...report.gains].map(({ verdict }) => verdict);
    return args.has("strict") && verdicts.includes("differs") ? EXIT.failed : EXIT.done;
  },
};
