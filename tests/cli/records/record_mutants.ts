// What the commands make of a mutant (tests/support/mutants.ts): a result, or a message of ours.
// Anything else is a fault: another error, a number that is none, JSON that does not parse.

import type { BenchRecord } from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import type { Command } from "../../../cli/shell/command.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { reportCommand } from "../../../cli/commands/report_command.ts";
import { RunError, UsageError } from "../../../cli/shell/usage_error.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { compareCsv, compareJson } from "../../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../../reports/compare/formats/compare_markdown.ts";
import { sideOf } from "../../../reports/compare/side.ts";
import { auditThroughputs } from "../../../audit/claims.ts";
import { dashboardJson } from "../../../reports/compare/formats/dashboard_json.ts";
import { compareJunit } from "../../../reports/compare/formats/compare_junit.ts";
import { profileMarkdown } from "../../../reports/sections/profile_markdown.ts";
import { publishedFigures } from "../../../cli/options/published_figures.ts";
import { caughtText } from "../../support/caught_text.ts";
import { mutantOf } from "../../support/mutants.ts";

const SAMPLE = "reports/samples/two-cores.jsonl";
/** Every so many mutants are drawn and written as a page too, which takes longest. */
const PAGE_EVERY = 100;
const ROUNDS_OF_A_MODEL = 2;

/** Some models of a kept sample, and fewer of them once more, as a part that another machine has. */
async function mutantLines(): Promise<readonly string[]> {
  const { records } = parseRecords(await Deno.readTextFile(SAMPLE));
  const run = records.find((record) => record.kind === "run");
  if (run === undefined) throw new Error(`Cannot mutate "${SAMPLE}" as it has no run`);
  const { anchor, models: [first = anchor] } = run.settings;
  const pair = [anchor, anchor.replace(/-aligned$/, "")];
  const shard = { plan: "ab12", index: 1, count: 1, run: 1, runs: 1 };
  const part = recordsOf(records, pair).map((record) => ({
    ...record,
    runId: "second",
    ...(record.kind === "run" ? { machine: "other", shard } : {}),
  }));
  return [...recordsOf(records, [...pair, first]), ...part].map((record) => JSON.stringify(record));
}

/** The records of these models and of the run, with a few rounds of each. */
function recordsOf(
  records: readonly BenchRecord[],
  models: readonly string[],
): readonly BenchRecord[] {
  const roundCounts = new Map<string, number>();
  return records.flatMap((record): readonly BenchRecord[] => {
    if (record.kind === "run") return [{ ...record, settings: { ...record.settings, models } }];
    if (!("model" in record)) return [record];
    if (!models.includes(record.model)) return [];
    if (record.kind !== "round") return [record];
    const count = (roundCounts.get(record.model) ?? 0) + 1;
    roundCounts.set(record.model, count);
    return count <= ROUNDS_OF_A_MODEL ? [record] : [];
  });
}

/** How a mutant ended, in words that can be counted. */
export type Ending = `result ${number}` | "message";

/** What mutants are tried on. */
export interface Trial {
  /** @throws {Error} With the seed, if the outcome is none that may be. */
  readonly examine: (seed: number) => Promise<readonly [Ending, ...(readonly string[])]>;
}

/** Prepares to try mutants; their files lie in a folder. */
export async function mutantTrial(folder: string): Promise<Trial> {
  const lines = await mutantLines();
  const soundPath = `${folder}/sound.jsonl`;
  await Deno.writeTextFile(soundPath, lines.join("\n"));
  const sound = sideOf(soundPath, parseRecords(lines.join("\n")).records);
  const figures = publishedFigures();

  async function outcome(seed: number): Promise<Ending> {
    const { text } = mutantOf(lines, seed);
    const path = `${folder}/mutant.jsonl`;
    await Deno.writeTextFile(path, text);
    const format = (["md", "csv", "json"] as const)[seed % 3] ?? "md";
    const files = seed % 2 === 0 ? [path] : [path, soundPath];
    const page = seed % PAGE_EVERY === 0 ? ["--out", `${folder}/page`] : [];
    const told = await callOf(reportCommand, [...files, "--format", format, ...page]);
    requireSound(told.stdout, format);
    requireSound(told.stderr, "md");

    const { records } = parseRecords(text);
    requireSound(profileMarkdown(records, []), "md");
    auditThroughputs(figures, records).forEach((rate) =>
      requireSound(JSON.stringify(rate), "json")
    );
    const mutant = sideOf(path, records);
    requireSound(dashboardJson(mutant), "json");
    const [base, next] = seed % 2 === 0 ? [sound, mutant] : [mutant, sound];
    const report = compareSides(base, next, {
      margin: 0.05,
      metric: seed % 5 === 0 ? "latency" : "throughput",
    });
    requireSound(compareMarkdown(report), "md");
    requireSound(compareCsv(report), "csv");
    requireSound(compareJson(report), "json");
    requireSound(compareJunit(report), "md");
    return told.ending;
  }

  return {
    async examine(seed) {
      try {
        return [await outcome(seed), ...mutantOf(lines, seed).changes];
      } catch (error) {
        const { changes } = mutantOf(lines, seed);
        throw new Error(`mutant ${seed} (${changes.join(", ")})`, { cause: error });
      }
    },
  };
}

/** Runs a command in this process; its output is caught. */
async function callOf(command: Command, args: readonly string[]) {
  const stdout = caughtText(Deno.stdout);
  const stderr = caughtText(Deno.stderr);
  try {
    const code = await command.run(parseCommandLine(command, args));
    return { ending: `result ${code}`, stdout: stdout.text(), stderr: stderr.text() } as const;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RunError)) throw error;
    return { ending: "message", stdout: "", stderr: error.message } as const;
  } finally {
    stdout.release();
    stderr.release();
  }
}

/** What stands in a text where a number or a name went wrong; no mutant says it by itself. */
const WRONG = /\bNaN\b|Infinity|∞|\bundefined\b|\[object |native code|^ +at .*\.ts:\d/m;

/** Why something is not measurable, or no record, may be a number that is none. */
const REASON = /\bgot -?Infinity\b|^.* is no record: .*$/gm;

function requireSound(text: string, format: "md" | "csv" | "json"): void {
  const said = text.replaceAll(REASON, "");
  const found = WRONG.exec(said);
  if (found !== null) {
    throw new Error(
      `"${found[0]}" in: ${said.slice(Math.max(0, found.index - 200), found.index + 80)}`,
    );
  }
  if (format === "json" && text !== "") JSON.parse(text);
}
