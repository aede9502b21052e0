// `audit`: every published figure and claim held against ours. Loads no runtime.

import { candidatesOf } from "../bench/candidates.ts";
import { parseRecords, type Record } from "../bench/record.ts";
import { CATALOG } from "../models/catalog.ts";
import { audit } from "../reports/audit.ts";
import { parseClaims } from "../reports/audit_claims.ts";
import { auditMarkdown } from "../reports/audit_markdown.ts";
import type { AuditReport } from "../reports/audit_report.ts";
import { selectAudit } from "../reports/audit_selection.ts";
import { auditCsv, auditJson } from "../reports/audit_table.ts";
import { parsePublished } from "../reports/published.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit_code.ts";
import { readText } from "./files.ts";
import { note, out } from "./print.ts";
import { type Format, formatOf, modelsOf, SHARED_OPTIONS } from "./shared_options.ts";
import { UsageError } from "./usage_error.ts";

const PUBLISHED = new URL("../reports/published/", import.meta.url);
const DEFAULT_RECORDS = "reports/out/records.jsonl";

/** How each format is rendered. */
const RENDERERS: Readonly<{ [Name in Format]: (report: AuditReport) => string }> = {
  md: auditMarkdown,
  csv: auditCsv,
  json: auditJson,
};

/** Families in the order of the report: the suite's subject first, then its baselines. */
const FAMILIES: readonly string[] = ["DS-Net", "DeiT"];

function modelsInOrder() {
  const rank = (family: string) => {
    const place = FAMILIES.indexOf(family);
    return place === -1 ? FAMILIES.length : place;
  };
  return CATALOG
    .toSorted((a, b) => rank(a.family) - rank(b.family))
    .map(({ id, method, family }) => ({ id, method, family }));
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
  summary: "Holds every published figure and claim against ours (default: the whole catalog).",
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
    const models = modelsOf(args, CATALOG.map(({ id }) => id)).map(({ id }) => id);
    const format = formatOf(args);
    const records = await recordsOf(args.text("records"));
    const whole = audit({
      figures: parsePublished(await Deno.readTextFile(new URL("figures.csv", PUBLISHED))),
      claims: parseClaims(await Deno.readTextFile(new URL("claims.csv", PUBLISHED))),
      models: modelsInOrder(),
      candidates: candidatesOf(),
      records,
    });
    const source = args.text("source") ?? "";
    const report = selectAudit(whole, { models, source });
    if (report.figures.length === 0) {
      throw new UsageError(
        `Cannot audit as no figure of ${models.join(", ")} is from a source with "${source}": ` +
          `reports/published/figures.csv lists the sources`,
      );
    }
    out(RENDERERS[format](report));
    const verdicts = [...report.figures, ...report.gains].map(({ verdict }) => verdict);
    return args.has("strict") && verdicts.includes("differs") ? EXIT.failed : EXIT.done;
  },
};
