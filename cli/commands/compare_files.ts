// The files that `compare` writes.

import { join } from "node:path";
import { dashboardJson } from "../../reports/compare/formats/dashboard.ts";
import type { CompareReport } from "../../reports/compare/compare.ts";
import { compareCsv, compareJson } from "../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../reports/compare/formats/markdown_text.ts";
import { compareJunit } from "../../reports/compare/formats/junit.ts";
import type { Arguments } from "../shell/command.ts";
import { writeFile } from "../shell/files.ts";
import type { Format } from "../shell/format.ts";

/** How each format is rendered. */
export const COMPARE_RENDERERS: Readonly<{ [Name in Format]: (report: CompareReport) => string }> =
  { md: compareMarkdown, csv: compareCsv, json: compareJson };

/** The file that has the whole report for people, if one is asked for. */
export function compareFile(args: Arguments): string | undefined {
  const folder = args.text("out");
  return folder === undefined ? undefined : join(folder, "compare.md");
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
