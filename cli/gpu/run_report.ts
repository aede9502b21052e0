// The steps of `gpu-report` one after the other: each in its time, what fails says why and the others go
// on, and a report of all that was measured at the end.

import { MS_PER_SECOND } from "../../bench/samples/units.ts";
import { EXIT } from "../shell/exit_code.ts";
import type { ReportStep } from "./report_steps.ts";
import { GRACE_MS, type StepEnd, type StepRun } from "./run_step.ts";
import { stepTimes } from "./step_times.ts";
import type { SuiteProgram } from "./suite_program.ts";

/** What a report is made with; tests put fakes in the place of programs, files and clock. */
export interface ReportTools {
  readonly run: (step: StepRun) => Promise<StepEnd>;
  readonly suiteProgram: (name: "bench" | "report", args: readonly string[]) => SuiteProgram;
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
  /** Aborted by the person: what is measured is reported, and the steps that follow are left out. */
  readonly signal: AbortSignal;
  /** Adds to the log. */
  readonly log: (text: string) => void;
  /** Says it and adds it to the log. */
  readonly say: (line: string) => void;
  /** Writes a file of the report's folder. */
  readonly write: (name: string, text: string) => Promise<void>;
  /** The file with a step's timings; `undefined` if it has none. */
  readonly recordsOf: (folder: string) => Promise<string | undefined>;
}

/** What is done, and where. */
export interface ReportRun {
  readonly steps: readonly ReportStep[];
  readonly folder: string;
  readonly python: string;
  /** For all of it. */
  readonly timeMs: number;
  /** Variables of every step. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Of the whole time, for the machine's own words and for the report. */
const SMI_LIMIT_MS = 10_000;
const REPORT_LIMIT_MS = 20_000;
/** The last step, which what was measured has in any case. */
const REPORT = "report";

/** Runs all of it; whether anything was measured. */
export async function runReport(
  { steps, folder, python, timeMs, variables }: ReportRun,
  tools: ReportTools,
): Promise<boolean> {
  const { run, now, signal, log, say, write, recordsOf } = tools;
  const end = now() + timeMs;

  /** Runs a program, then says what came of it. */
  async function ran(
    name: string,
    { program, limitMs, ended }: {
      readonly program: SuiteProgram;
      readonly limitMs: number;
      readonly ended: (end: StepEnd) => Promise<string> | string;
    },
  ): Promise<string> {
    const start = now();
    const command = [program.program, ...program.args].join(" ");
    log(`\n== ${name}, ${secondsText(limitMs)} at most\n${command}\n`);
    const all = { ...variables, ...program.variables };
    const own = name === REPORT ? {} : { signal };
    const found = await run({ ...program, variables: all, limitMs, log, ...own });
    say(`${name}: ${await ended(found)} (${secondsText(now() - start)})`);
    return found.stdout;
  }

  const smi = { program: "nvidia-smi", args: ["-q"], variables: {} };
  const state = await ran("nvidia-smi", { program: smi, limitMs: SMI_LIMIT_MS, ended: endText });
  if (state !== "") await write("nvidia-smi.txt", state);

  const measured: string[] = [];
  for (const step of steps) {
    const { name, args } = step;
    const leftMs = end - now() - REPORT_LIMIT_MS - GRACE_MS;
    const times = stepTimes(step, { timeMs, leftMs });
    if (signal.aborted || times === undefined) {
      const why = signal.aborted
        ? "left out, as it was interrupted"
        : "left out, as no time is left";
      say(`${name}: ${why}`);
      continue;
    }
    const own = [...times.options, "--python", python, "--out", `${folder}/${name}`];
    await ran(name, {
      program: tools.suiteProgram("bench", [...args, ...own]),
      limitMs: times.limitMs,
      async ended(found) {
        const records = await recordsOf(`${folder}/${name}`);
        if (records !== undefined) measured.push(records);
        const kept = records === undefined ? "nothing was measured" : "what it measured is kept";
        return found.isLate ? `ended by its time limit, ${kept}` : endText(found);
      },
    });
  }
  if (measured.length === 0) return false;
  const report = tools.suiteProgram(REPORT, [...measured, "--out", `${folder}/report`]);
  const isSaid = "done, what is missing is in the log";
  const ended = (found: StepEnd) => found.code === EXIT.failed ? isSaid : endText(found);
  log(await ran(REPORT, { program: report, limitMs: REPORT_LIMIT_MS, ended }));
  return true;
}

function secondsText(ms: number): string {
  return `${(ms / MS_PER_SECOND).toFixed(0)} s`;
}

function endText({ code, isLate, reason }: StepEnd): string {
  if (code === 0) return "done";
  if (isLate) return "ended by its time limit";
  return `failed${code === undefined ? "" : ` with code ${code}`}: ${reason || "it says nothing"}`;
}
