// What pages repeat of the code: the help of each command, the table of a kept sample, what the
// audit says of one row, and the schema of the engine protocol. A test holds them to it; after a
// change, this program writes them anew:
//
//   deno run -A tests/house/derived_docs.ts && deno fmt README.md docs

import { audit } from "../../audit/audit.ts";
import { candidatesOf } from "../../audit/candidates/candidates.ts";
import { oursText, SHORT_NAMES } from "../../audit/text/audit_text.ts";
import type { AuditReport } from "../../audit/audit_report.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { allCommands } from "../../cli/commands.ts";
import { auditedModels } from "../../cli/audit/audited_models.ts";
import { reportOf } from "../../cli/commands/show_report.ts";
import { publishedFigures } from "../../cli/options/published_figures.ts";
import { helpText } from "../../cli/shell/command.ts";
import { CATALOG } from "../../models/catalog.ts";
import type { CountedMetric } from "../../reports/published/printing.ts";
import type { ColumnKey } from "../../reports/row/columns.ts";
import { SCHEMA_PATH, schemaText } from "./engine_schema.ts";

/** Columns of a block of help. */
const HELP_COLUMNS = 98;
const SAMPLE = "reports/samples/two-cores.jsonl";
/** Columns of README's table, and the cells that they show. */
const TABLE_COLUMNS: readonly (readonly [header: string, key: ColumnKey])[] = [
  ["Network", "method"],
  ["Params (M)", "params"],
  ["FLOPs (G)", "macs"],
  ["Top-1 (%)", "top1_published_percent"],
  ["Images/s", "throughput_img_s"],
  ["Relative", "relative_throughput"],
  ["Paper's", "relative_published"],
];

const COMMANDS = await allCommands();

/** `docs/commands.md` with the help that the commands have now. */
export function withHelp(page: string): string {
  return page.replaceAll(/(?<=```text\n)deno task ([\w-]+)[^]*?(?=```)/g, (old, name) => {
    const command = COMMANDS.find((candidate) => candidate.name === name);
    return command === undefined ? old : helpText(command, HELP_COLUMNS).trimStart();
  });
}

/** The README with the fast graphs of the sample. */
export function withSampleTable(page: string, records: string): string {
  const { table } = reportOf(parseRecords(records).records);
  const rows = table.rows.filter(({ graph }) => graph.value === "fast");
  const cells = [
    TABLE_COLUMNS.map(([header]) => header),
    TABLE_COLUMNS.map(() => "---"),
    ...rows.map((row) => TABLE_COLUMNS.map(([, key]) => cellText(row[key].text))),
  ];
  const lines = cells.map((line) => `| ${line.join(" | ")} |`);
  return page.replace(/^\| Network [^]*?(?=\n\n)/m, () => lines.join("\n"));
}

/** Without the letter of a footnote, which stays behind. */
function cellText(text: string): string {
  return text.replace(/ \([a-z]\)$/, "").replaceAll("*", "\\*");
}

/** The row that the README tells of, and who prints it. */
const TOLD_MODEL = "dsnet-b";
const TOLD_SOURCE = "DS-Net paper (arXiv 2105.14734), classification table";

/** Units behind a figure in a sentence. */
const UNIT_LETTERS: Readonly<Record<CountedMetric, string>> = { params_m: "M", flops_g: "G" };

/** `48.8 M params against 41.81 M (unexplained) and 7.6 G FLOPs against 7.18 G (unexplained)` */
function rowSentence({ figures }: AuditReport): string {
  return figures.filter(({ figure, why }) => why !== undefined && figure.modelId === TOLD_MODEL)
    .map((audited) => {
      const metric = audited.figure.metric as CountedMetric;
      const unit = UNIT_LETTERS[metric];
      return `${audited.figure.text} ${unit} ${SHORT_NAMES[metric]} against ` +
        `${oursText(audited)} ${unit} (${audited.why?.answer})`;
    })
    .join(" and ");
}

/** The README with what the audit says of DS-Net-B. */
export function withAuditWords(page: string): string {
  const figures = publishedFigures().filter(({ source }) => source === TOLD_SOURCE);
  const entries = CATALOG.filter(({ id }) => figures.some(({ modelId }) => modelId === id));
  const report = audit({
    figures,
    claims: [],
    records: [],
    models: auditedModels(),
    candidates: candidatesOf(entries),
  });
  const words = rowSentence(report);
  return page.replace(/(?<=is printed with\s)[^]*?(?=\.\s+`deno task audit)/, () => words);
}

if (import.meta.main) {
  const rewrite = async (path: string, change: (page: string) => string) =>
    await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
  const records = await Deno.readTextFile(SAMPLE);
  await rewrite("docs/commands.md", withHelp);
  await Deno.writeTextFile(SCHEMA_PATH, schemaText());
  await rewrite("README.md", (page) => withAuditWords(withSampleTable(page, records)));
}
