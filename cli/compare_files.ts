// Files of `compare`: the records of a side, and the reports that are asked for.

import { join } from "node:path";
import type { Record } from "../bench/record.ts";
import { parseRecords } from "../bench/record_reader.ts";
import { dashboardJson } from "../reports/dashboard.ts";
import type { CompareReport } from "../reports/compare/compare.ts";
import { compareCsv, compareJson } from "../reports/compare/machine_text.ts";
import { compareMarkdown } from "../reports/compare/markdown_text.ts";
import { compareJunit } from "../reports/junit.ts";
import type { Arguments } from "./command.ts";
import { readText, writeFile } from "./files.ts";
import { note } from "./print.ts";
import type { Format } from "./shared_options.ts";

/** What a folder's records are called. */
const RECORDS_NAME = "records.jsonl";

/** How each format is rendered. */
export const COMPARE_RENDERERS: Readonly<{ [Name in Format]: (report: CompareReport) => string }> =
  { md: compareMarkdown, csv: compareCsv, json: compareJson };

/** The records of a side, as far as there are any. */
export interface SideFile {
  readonly records: readonly Record[];
  /** `absent`: no file, or nothing in it; `unreadable`: text, but not one record. */
  readonly state: "read" | "absent" | "unreadable";
}

/** Reads a file of records, or a folder that holds one. */
export async function readSide(path: string): Promise<SideFile> {
  const file = await recordsPath(path);
  const text = file === undefined ? "" : await readText(file);
  const { records, problems } = parseRecords(text);
  for (const problem of problems) note(`warning: ${file}: ${problem}`);
  if (records.length > 0) return { records, state: "read" };
  return { records, state: problems.length === 0 ? "absent" : "unreadable" };
}

async function recordsPath(path: string): Promise<string | undefined> {
  try {
    const { isDirectory } = await Deno.stat(path);
    if (!isDirectory) return path;
    const file = join(path, RECORDS_NAME);
    await Deno.stat(file);
    return file;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return path;
  }
}

/** Writes the files that the options ask for. */
export async function writeCompareFiles(args: Arguments, report: CompareReport): Promise<void> {
  const folder = args.text("out");
  if (folder !== undefined) {
    for (const [format, render] of Object.entries(COMPARE_RENDERERS)) {
      await writeFile(join(folder, `compare.${format}`), render(report));
    }
  }
  const [junit, dashboard] = [args.text("junit"), args.text("dashboard")];
  if (junit !== undefined) await writeFile(junit, compareJunit(report));
  if (dashboard !== undefined) await writeFile(dashboard, dashboardJson(report.next));
}
