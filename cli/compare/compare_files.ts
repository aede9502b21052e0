// A comparison as people and machines get it: printed, told to a CI system, and in files.

import { join } from "node:path";
import type { CompareReport } from "../../reports/compare/compare.ts";
import { dashboardJson } from "../../reports/compare/formats/dashboard_json.ts";
import { compareJunit } from "../../reports/compare/formats/compare_junit.ts";
import { compareCsv, compareJson } from "../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../reports/compare/formats/compare_markdown.ts";
import type { Arguments } from "../shell/command.ts";
import { printThenWrite, writeFile } from "../shell/files.ts";
import type { Renderers } from "../shell/format.ts";
import { tellOutside } from "../shell/github_actions.ts";
import { show, type Shown } from "../shell/print.ts";

/** How each format is rendered. */
export const COMPARE_RENDERERS: Renderers<CompareReport> = {
  md: compareMarkdown,
  csv: compareCsv,
  json: compareJson,
};

/** Prints a comparison, then tells the CI system where there is one, and writes the files. */
export function showComparison(
  report: CompareReport,
  { shown, file, write }: {
    readonly shown: Shown;
    /** The file that has the whole report for people; undefined: none has. */
    readonly file: string | undefined;
    readonly write: () => Promise<void>;
  },
): Promise<void> {
  return printThenWrite(
    () => show(COMPARE_RENDERERS[shown.format](report), shown),
    async () => {
      await tellOutside(report, { file });
      await write();
    },
  );
}

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
