// `report`: renders records again. Also how `bench` writes its tables.

import { parseRecords, type Record } from "../bench/record.ts";
import { CATALOG } from "../models/catalog.ts";
import { PAPER_SUITE } from "../models/suites.ts";
import { tableCsv } from "../reports/csv.ts";
import { tableJson } from "../reports/json.ts";
import { tableMarkdown } from "../reports/markdown.ts";
import { paperTable } from "../reports/paper_table.ts";
import { profileMarkdown } from "../reports/profile.ts";
import { parsePublished } from "../reports/published.ts";
import type { Table } from "../reports/table.ts";
import type { Command } from "./command.ts";
import { EXIT } from "./exit_code.ts";
import { readText, writeFile } from "./files.ts";
import { note, out } from "./print.ts";
import { type Format, formatOf, SHARED_OPTIONS } from "./shared_options.ts";
import { UsageError } from "./usage_error.ts";

const PUBLISHED = new URL("../reports/published/figures.csv", import.meta.url);

/** How each format is rendered. */
const RENDERERS: Readonly<{ [Name in Format]: (table: Table) => string }> = {
  md: tableMarkdown,
  csv: tableCsv,
  json: tableJson,
};

/** Rows in the order of the paper's table, then the rest of the catalog. */
function methodsInOrder() {
  const rank = (id: string) => {
    const index = (PAPER_SUITE as readonly string[]).indexOf(id);
    return index === -1 ? PAPER_SUITE.length : index;
  };
  return [...CATALOG]
    .sort((a, b) => rank(a.id) - rank(b.id))
    .map(({ id, method }) => ({ id, method }));
}

/** The paper's table of these records. */
export async function tableOf(records: readonly Record[]): Promise<Table> {
  const published = parsePublished(await Deno.readTextFile(PUBLISHED));
  return paperTable(records, published, methodsInOrder());
}

/** Writes `table.csv` and `table.md`. */
export async function writeTable(folder: string, table: Table): Promise<void> {
  await writeFile(`${folder}/table.csv`, RENDERERS.csv(table));
  await writeFile(`${folder}/table.md`, RENDERERS.md(table));
}

/** Writes `profile.md`; stdout gets it too where it gets Markdown. */
export async function showProfile(
  folder: string,
  records: readonly Record[],
  format: Format,
): Promise<void> {
  const text = profileMarkdown(records, methodsInOrder());
  await writeFile(`${folder}/profile.md`, text);
  if (format === "md") out(`\n${text}`);
}

/** Writes a table to stdout. */
export function printPaperTable(table: Table, format: Format): void {
  out(RENDERERS[format](table));
}

/** Renders the records of one or several files; see the options. */
export const reportCommand: Command = {
  name: "report",
  positional: "RECORDS…",
  summary: "Renders records again; several files are merged, later runs supersede earlier ones.",
  options: [
    { name: "out", value: "DIR", help: "also writes table.csv and table.md into a folder" },
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.quiet,
  ],
  async run(args) {
    if (args.positional.length === 0) {
      throw new UsageError(
        `Cannot report on nothing: name records, as in "deno task report reports/out/records.jsonl"`,
      );
    }
    const records: Record[] = [];
    let problemCount = 0;
    for (const path of args.positional) {
      const read = parseRecords(await readText(path));
      for (const problem of read.problems) note(`warning: ${path}: ${problem}`);
      records.push(...read.records);
      problemCount += read.problems.length;
    }
    if (records.length === 0) {
      note(`error: Cannot report as no record was found in ${args.positional.join(", ")}`);
      return EXIT.nothingMeasured;
    }
    const table = await tableOf(records);
    const folder = args.text("out");
    if (folder !== undefined) await writeTable(folder, table);
    printPaperTable(table, formatOf(args));
    return problemCount > 0 ? EXIT.failed : EXIT.done;
  },
};
