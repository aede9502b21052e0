// What a job of GitHub Actions is told, if this is one. Needs no token and no network; the rights are
// --allow-env of exactly these variables.

import { compareMarkdown } from "../reports/compare/markdown_text.ts";
import type { CompareReport } from "../reports/compare/compare.ts";
import { compareAnnotations } from "../reports/github.ts";
import { note, writeStderr } from "./print.ts";

/** GitHub refuses a job summary of more bytes. */
const LARGEST_SUMMARY_BYTES = 1024 * 1024;

/**
 * Adds the report to the job's summary and annotates what is bad. Annotations go to stderr, where
 * the runner looks as well, so that stdout carries the report and nothing else. A summary that cannot
 * be written changes no verdict.
 */
export async function tellGithub(report: CompareReport): Promise<void> {
  if (Deno.env.get("GITHUB_ACTIONS") === "true") writeStderr(compareAnnotations(report));
  const path = Deno.env.get("GITHUB_STEP_SUMMARY") ?? "";
  if (path === "") return;
  const summary = compareMarkdown(report);
  if (new TextEncoder().encode(summary).length > LARGEST_SUMMARY_BYTES) {
    note("warning: Cannot add to the job summary as it takes 1 MiB at most: see stdout or --out");
    return;
  }
  try {
    await Deno.writeTextFile(path, summary, { append: true });
  } catch (error) {
    note(`warning: Cannot add to the job summary "${path}": ${(error as Error).message}`);
  }
}
