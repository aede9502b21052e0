// `bench`: the main job. Counts and times the models and writes the table of the paper.

import { runBenchmark } from "../../bench/run/benchmark.ts";
import {
  machineFingerprint,
  readEnvironment,
  readMachineState,
} from "../../bench/machine/environment.ts";
import {
  adviceAfter,
  adviceBefore,
  adviceOn,
  adviceOnArithmetic,
  adviceOnThreads,
} from "../../bench/machine/machine_advice.ts";
import type { Pace } from "../../bench/run/forecast.ts";
import { nextRung } from "../../bench/plan/oom_ladder.ts";
import type { RunPlan } from "../../bench/plan/plan.ts";
import type { Record } from "../../bench/record/record.ts";
import { earlierRun, whyNotResumed } from "../../bench/run/resume.ts";
import { trialStarter, workerStarter } from "../../bench/run/worker_process.ts";
import { compareAgainst } from "./compare_against.ts";
import { callForecast, cellText } from "./bench_forecast.ts";
import { BENCH_OPTIONS, benchOptionsOf } from "./bench_options.ts";
import { plansOf, provisionalPlans } from "./bench_plans.ts";
import { type BenchSession, endRecordOf, runRecordOf } from "./bench_session.ts";
import { chooseDevice } from "./choose_device.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { requireWritableFolder } from "../shell/files.ts";
import { note } from "../shell/print.ts";
import { progressOn } from "../shell/progress.ts";
import { type KeepRecord, recordKeeper } from "../records/record_keeper.ts";
import { openRecordsFile, type RecordsFile } from "../records/records_file.ts";
import {
  MACHINES_FILE,
  PROFILE_FILE,
  profileOf,
  reportOf,
  showReport,
} from "../commands/report_command.ts";
import { rowLine } from "./row_line.ts";
import { openScratch } from "../shell/scratch.ts";
import { shardedPlans } from "./shard_plan.ts";
import type { RunError } from "../shell/usage_error.ts";
import { shownOf } from "../options/shared_options.ts";
import { SUITE_VERSION, suiteCommit, suiteIsDirty } from "../shell/suite.ts";

const INTERRUPTED =
  "interrupted: what was measured is kept and shown; the same command with --resume goes on";

/** What measuring plan after plan works with. */
interface Session extends BenchSession {
  readonly file: RecordsFile;
  readonly resume: boolean;
  /** Records of this call and of the runs that it goes on with. */
  readonly records: Record[];
  readonly keep: KeepRecord;
}

/** Where a run stands among those of a call. */
interface RunPlace {
  /** `cell 2 of 4 (…), `; empty where there is one only. */
  readonly where: string;
  /** Time of the runs that follow. */
  readonly laterMs: () => number;
  readonly isLast: boolean;
  readonly pace: Pace;
}

/** Measures one plan, or what an earlier run of it left open. */
async function measure(
  plan: RunPlan,
  session: Session,
  { where, laterMs, isLast, pace }: RunPlace,
) {
  const { file, progress, environment, machine, software, records, keep, signal } = session;
  const emit = (record: Record) => {
    keep(record);
    if (record.kind === "failure") {
      progress.say(`failed: ${record.model} (${record.stage}): ${record.reason}`);
    }
  };
  const earlier = session.resume
    ? earlierRun(file.records, plan, { ...software, machine, environment })
    : undefined;
  const runId = earlier?.runId ?? plan.runId;
  if (earlier !== undefined) {
    records.push(...file.records.filter((record) => record.runId === runId));
    if (earlier.finished) {
      return { failedCount: 0, timedCount: earlier.timed.size, interrupted: false };
    }
  }

  const start = performance.now();
  emit(runRecordOf({ ...plan, runId }, session));
  const outcome = await runBenchmark({ ...plan, runId }, {
    startWorker: workerStarter(session.workerOptions),
    startTrials: trialStarter(session.workerOptions),
    now: () => performance.now(),
    signal,
    emit,
    show: (text, leftMs) => progress.show(`${where}${text}`, leftMs + laterMs()),
    showRow(timing, { isLastPart }) {
      // The rows of the last part are in the table that follows at once.
      if (!isLast || !isLastPart) progress.tell(rowLine(timing));
    },
    pace,
    device: session.chosen,
    ...(earlier === undefined ? {} : { earlier }),
  });
  const state = await readMachineState();
  const { interrupted } = outcome;
  emit(endRecordOf(runId, { interrupted, wallMs: performance.now() - start, state }, records));
  adviceAfter(environment.state, state).forEach((text) => progress.say(`warning: ${text}`));
  return { ...outcome, timedCount: outcome.timedCount + (earlier?.timed.size ?? 0) };
}

/** Says why if there are earlier runs but none that any plan goes on with. */
function sayWhatResumes(plans: readonly RunPlan[], session: Session): void {
  const { file: { records }, machine, software, environment, progress } = session;
  const current = { ...software, machine, environment };
  if (plans.some((plan) => earlierRun(records, plan, current) !== undefined)) return;
  const reason = whyNotResumed(records, plans, current);
  if (reason !== undefined) progress.say(`warning: nothing was resumed: ${reason}`);
}

/**
 * Aborts when the person, a scheduler or the end of a terminal says so, so that workers die and the
 * table of what was measured is written.
 */
function abortOnSignals() {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  names.forEach((name) => Deno.addSignalListener(name, abort));
  return {
    signal: controller.signal,
    abort,
    stop: () => names.forEach((name) => Deno.removeSignalListener(name, abort)),
  };
}

async function run(args: Arguments): Promise<ExitCode> {
  const options = benchOptionsOf(args);
  const shown = shownOf(args);
  const { folder, timeLimitMs } = options;
  await requireWritableFolder(folder);
  const file = openRecordsFile(`${folder}/records.jsonl`);
  // Weights lie there while a model is loaded.
  const scratch = await openScratch();
  const { signal, abort, stop } = abortOnSignals();
  const progress = progressOn({ quiet: args.has("quiet") });
  try {
    const workerOptions = { timeLimitMs, signal, traceFolder: scratch.path };
    const forecast = callForecast();
    progress.show("looking for the device", forecast.ms(provisionalPlans(options)));
    const chosen = await chooseDevice(options.device, workerOptions);
    if (signal.aborted) {
      progress.end();
      note(INTERRUPTED);
      return EXIT.interrupted;
    }
    if (!("device" in chosen)) {
      progress.end();
      note(`error: Cannot measure on ${options.device}: ${chosen.problem}`);
      return EXIT.nothingMeasured;
    }
    const environment = await readEnvironment(chosen);
    file.problems.forEach((problem) =>
      progress.say(`warning: ${folder}/records.jsonl: ${problem}`)
    );
    const advice = [
      ...adviceBefore(environment),
      ...adviceOn({ ...options, device: chosen.device }),
      ...adviceOnArithmetic(chosen, options),
      ...(options.threads === undefined ? [] : adviceOnThreads(options.threads, environment)),
    ];
    advice.forEach((text) => progress.say(`warning: ${text}`));
    const records: Record[] = [];
    let isFull = false;
    const giveUp = ({ message }: RunError) => {
      isFull = true;
      progress.say(`error: ${message}`);
      abort();
    };
    const machine = await machineFingerprint(environment);
    const software = {
      ...{ suiteVersion: SUITE_VERSION, gitCommit: suiteCommit(), gitDirty: await suiteIsDirty() },
    };
    const session: Session = {
      ...{ file, progress, workerOptions, chosen, environment, machine, software, signal, records },
      ...{ resume: options.resume, keep: recordKeeper(file, records, giveUp), giveUp },
    };

    if (options.against !== undefined) {
      const [plan] = plansOf(options, chosen.device, environment);
      const { against: commit, margin, strict } = options;
      const asked = { commit, margin, strict, folder, shown };
      const code = await compareAgainst(plan as RunPlan, asked, session);
      return isFull ? EXIT.failed : code;
    }

    let failedCount = 0;
    let timedCount = 0;
    const plans = plansOf(options, chosen.device, environment);
    const waiting = [...await shardedPlans(plans, options)];
    if (options.resume) sayWhatResumes(waiting, session);
    for (let index = 0, plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      const outcome = await measure(plan, session, {
        where: cellText(plan, { index, count: index + 1 + waiting.length }),
        laterMs: () => forecast.ms(waiting),
        isLast: waiting.length === 0,
        pace: forecast.pace,
      });
      index++;
      failedCount += outcome.failedCount;
      timedCount += outcome.timedCount;
      if (signal.aborted) break;
      const rung = options.oomLadder ? nextRung(plan, records) : undefined;
      if (rung !== undefined) waiting.unshift(rung);
    }
    progress.end();

    const report = reportOf(records, { sort: options.sort });
    if (signal.aborted && !isFull) note(INTERRUPTED);
    const additions = options.profile ? [profileOf(records)] : [];
    const mayWrite = [PROFILE_FILE, MACHINES_FILE];
    await showReport(report, { shown, folder, additions, mayWrite });
    if (!args.has("quiet")) note(`wrote ${folder}/table.md, report.html and records.jsonl`);
    if (isFull) return EXIT.failed;
    if (signal.aborted) return EXIT.interrupted;
    if (timedCount === 0) return EXIT.nothingMeasured;
    return failedCount > 0 ? EXIT.failed : EXIT.done;
  } finally {
    progress.end();
    stop();
    file.close();
    await scratch.remove();
  }
}

/** Counts and times models; see the options. */
export const benchCommand: Command = {
  name: "bench",
  positional: "[MODEL…]",
  summary: "Counts and times the models (default: the paper's table) and writes the reports.",
  options: BENCH_OPTIONS,
  run,
};
