// What a job of GitHub Actions is told, if this is one. Needs no token and no network; the rights are
// --allow-env of exactly these variables, and to read and write the file of the summary.

import type { CompareReport } from "../../reports/compare/compare.ts";
import { jobSummary } from "../../reports/compare/formats/job_summary.ts";
import { compareAnnotations } from "../../reports/compare/formats/compare_annotations.ts";
import { note, writeStderr } from "./print.ts";

/** GitHub takes 1 MiB less this much; larger summaries vanish, without a message up to the MiB. */
const LARGEST_SUMMARY_BYTES = 1024 * 1024 - 2;
/** Where the whole report is in any case. */
const LOG = "the log of this step";

/**
 * Says what must be heard besides the report: in GitHub Actions by the job's summary and by
 * annotations, which go to stderr, where the runner looks as well; elsewhere by warnings there. So
 * stdout carries the report and nothing else. What cannot be told changes no verdict.
 *
 * @param file The file that has the whole report; undefined: none has.
 */
export async function tellOutside(
  report: CompareReport,
  { file }: { readonly file: string | undefined },
): Promise<void> {
  const path = Deno.env.get("GITHUB_STEP_SUMMARY") ?? "";
  const isWhole = path !== "" && await addSummary(path, report, file ?? LOG);
  if (Deno.env.get("GITHUB_ACTIONS") === "true") {
    writeStderr(compareAnnotations(report, isWhole ? "the job summary" : file ?? LOG));
  } else {
    report.warnings.forEach(({ text }) => note(`warning: ${text}`));
  }
}

/** Adds the report to a summary; returns whether all of it is there now. */
async function addSummary(path: string, report: CompareReport, whole: string): Promise<boolean> {
  try {
    const before = await textBefore(path);
    const roomBytes = LARGEST_SUMMARY_BYTES - before.bytes - before.separator.length;
    const summary = jobSummary(report, { roomBytes, whole });
    if (summary === undefined) {
      note(`warning: Cannot add to the job summary as it is full: all rows are in ${whole}`);
      return false;
    }
    await Deno.writeTextFile(path, before.separator + summary.text, { append: true });
    return summary.isWhole;
  } catch (error) {
    note(`warning: Cannot add to the job summary "${path}": ${(error as Error).message}`);
    return false;
  }
}

/** Bytes that are there, and what ends their last line and paragraph. */
async function textBefore(path: string) {
  try {
    const text = await Deno.readFile(path);
    const end = new TextDecoder().decode(text.subarray(-2));
    const separator = text.length === 0 || end === "\n\n" ? "" : end.endsWith("\n") ? "\n" : "\n\n";
    return { bytes: text.length, separator };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { bytes: 0, separator: "" };
    throw error;
  }
}
