// Measures plan after plan, or what earlier runs of them left open.

import { openEnergyMeter } from "../../bench/energy/open_energy_meter.ts";
import type { EnergyMeter } from "../../bench/energy/energy_meter.ts";
import { readAgain, readMachineState } from "../../bench/machine/environment.ts";
import { withGpuFault } from "../../bench/machine/gpu_faults.ts";
import { watchGpus } from "../../bench/machine/gpu_watch.ts";
import { adviceAfter } from "../../bench/machine/machine_advice.ts";
import { nextBatchPlan } from "../../bench/plan/batch_sweep.ts";
import { isOutOfMemory, nextRung } from "../../bench/plan/oom_ladder.ts";
import { canBind } from "../../bench/machine/pinning.ts";
import { processorsIn } from "../../bench/machine/system_facts.ts";
import { enginesOf, type RunPlan } from "../../bench/plan/plan.ts";
import { type Job, rowName } from "../../bench/job/protocol.ts";
import type { BenchRecord } from "../../bench/record/record.ts";
import { type BenchmarkTools, runBenchmark, type RunOutcome } from "../../bench/run/benchmark.ts";
import { type Earlier, earlierRun, whyNotResumed } from "../../bench/run/resume.ts";
import { openWorkers, type Workers } from "../../bench/run/worker_process.ts";
import { recordKeeper } from "../records/record_keeper.ts";
import { type CallForecast, cellText } from "./bench_forecast.ts";
import { LARGEST_BATCH } from "../options/count_limits.ts";
import type { BenchOptions } from "./bench_options.ts";
import { runRecordOf } from "../../bench/run/record_of.ts";
import { type BenchSession, endRecordOf } from "./bench_session.ts";
import { fallbackWarning } from "./fallback_warning.ts";
import { rowLine } from "./row_line.ts";

/** What came of all plans. */
export interface Measured extends Pick<RunOutcome, "failedCount" | "timedCount"> {
  /** Records of this call and of the runs that it goes on with. */
  readonly records: readonly BenchRecord[];
}

/** A session that keeps records. */
interface Measuring extends BenchSession {
  readonly workers: Workers;
  readonly meter: EnergyMeter;
  readonly records: BenchRecord[];
  /** Keeps a record and says what failed. */
  readonly emit: (record: BenchRecord) => void;
}

/** Where a run stands among those of a call. */
interface RunPlace extends Pick<CallForecast, "pace"> {
  /** `cell 2 of 4 (…), `; empty where there is one only. */
  readonly where: string;
  /** Time of the runs that follow. */
  readonly laterMs: () => number;
  readonly isLast: boolean;
}

/** Measures the plans in their order, until the session is aborted. */
export async function measurePlans(
  plans: readonly RunPlan[],
  { resume, oomLadder, profile }: Pick<BenchOptions, "resume" | "oomLadder" | "profile">,
  { session, forecast }: { readonly session: BenchSession; readonly forecast: CallForecast },
): Promise<Measured> {
  const { workerOptions, environment: { affinity } } = session;
  await using workers = openWorkers({
    ...workerOptions,
    processors: await boundProcessors(plans, affinity, session.progress),
    isTraced: (job) => profile || isUsuallyTraced(job, plans),
  });
  await using meter = await openEnergyMeter(session.chosen.device, session.environment);
  const measuring = measuringIn(session, { workers, meter });
  const { records, signal } = measuring;
  if (resume) sayWhatResumes(plans, session);
  let failedCount = 0;
  let timedCount = 0;
  const waiting = [...plans];
  let rungs: readonly RunPlan[] = [];
  for (let index = 0, plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
    const earlier = resume ? earlierRun(session.file.records, plan, currentOf(session)) : undefined;
    const outcome = await measureOpen(plan, earlier, measuring, {
      where: cellText(plan, { index, count: index + 1 + waiting.length }),
      laterMs: () => forecast.ms(waiting),
      isLast: waiting.length === 0,
      pace: forecast.pace,
    });
    index++;
    failedCount += outcome.failedCount;
    if (plan.batchSweep && !signal.aborted) {
      rungs = [...plan.batch === 1 ? [] : rungs, { ...plan, runId: outcome.runId }];
      const next = nextBatchPlan(rungs, records, LARGEST_BATCH);
      if (next !== undefined) waiting.unshift(next);
      // Where a sweep ends is a finding.
      if (plan.batch > 1) failedCount -= endedByMemory(outcome.runId, records);
    }
    timedCount += outcome.timedCount;
    if (signal.aborted) break;
    const rung = oomLadder ? nextRung(plan, records) : undefined;
    if (rung !== undefined) waiting.unshift(rung);
  }
  return { records, failedCount, timedCount };
}

/** Rows of a run that ran out of memory. */
function endedByMemory(runId: string, records: readonly BenchRecord[]): number {
  return records.filter((record) =>
    record.kind === "failure" && record.runId === runId && isOutOfMemory(record.reason)
  ).length;
}

/**
 * Whether a job says where its time goes though nobody asked for it: a trace takes runs of its own in some
 * engines and seconds to read in others, so where several are timed on the processor, on which nothing can
 * fall back to it, none is traced.
 */
export function isUsuallyTraced({ device }: Job, plans: readonly RunPlan[]): boolean {
  const engines = new Set(plans.flatMap(enginesOf).map(({ engine }) => engine));
  return device !== "cpu" || engines.size === 1;
}

function measuringIn(
  session: BenchSession,
  { workers, meter }: Pick<Measuring, "workers" | "meter">,
): Measuring {
  const records: BenchRecord[] = [];
  const keep = recordKeeper(session.file, records, session.giveUp);
  return {
    ...session,
    workers,
    meter,
    records,
    emit(record) {
      keep(record);
      if (record.kind !== "failure") return;
      if (session.engines.missing.has(record.engine)) return;
      session.progress.say(`failed: ${rowName(record)} (${record.stage}): ${record.reason}`);
    },
  };
}

function currentOf({ software, machine, environment }: BenchSession) {
  return { ...software, machine, environment };
}

/** Says why if there are earlier runs but none that any plan goes on with. */
function sayWhatResumes(plans: readonly RunPlan[], session: BenchSession): void {
  const { records } = session.file;
  const current = currentOf(session);
  if (plans.some((plan) => earlierRun(records, plan, current) !== undefined)) return;
  const reason = whyNotResumed(records, plans, current);
  if (reason !== undefined) session.progress.say(`warning: nothing was resumed: ${reason}`);
}

/** Measures what an earlier run of the plan left open; all of it if there is none. */
async function measureOpen(
  plan: RunPlan,
  earlier: Earlier | undefined,
  measuring: Measuring,
  place: RunPlace,
): Promise<RunOutcome & { readonly runId: string }> {
  if (earlier === undefined) {
    const outcome = await measure(plan, measuring, toolsOf(measuring, place));
    return { ...outcome, runId: plan.runId };
  }
  const { runId, finished, timed } = earlier;
  const { file, records } = measuring;
  for (const record of file.records) if (record.runId === runId) records.push(record);
  if (finished) return { failedCount: 0, timedCount: timed.size, interrupted: false, runId };
  const tools = { ...toolsOf(measuring, place), earlier };
  const outcome = await measure({ ...plan, runId }, measuring, tools);
  return { ...outcome, timedCount: outcome.timedCount + timed.size, runId };
}

async function measure(
  plan: RunPlan,
  measuring: Measuring,
  tools: BenchmarkTools,
): Promise<RunOutcome> {
  const { environment, records, emit, progress } = measuring;
  const start = performance.now();
  emit(runRecordOf(plan, { ...measuring, commandLine: Deno.args }));
  const { look, seen } = watchGpus(() => readAgain(environment.state));
  const outcome = await runBenchmark(plan, {
    ...tools,
    emit(record) {
      if (record.kind === "round" && environment.state.gpus !== undefined) look(record.round);
      tools.emit(record);
    },
  });
  const gpusWhileTimed = await seen();
  const state = {
    ...await readMachineState(environment.state),
    ...(gpusWhileTimed.length === 0 ? {} : { gpusWhileTimed }),
  };
  const ending = {
    interrupted: outcome.interrupted,
    wallMs: performance.now() - start,
    state,
  };
  emit(endRecordOf(plan.runId, ending, records));
  adviceAfter(environment.state, state).forEach((text) => progress.say(`warning: ${text}`));
  return outcome;
}

function toolsOf(
  { workers, meter, signal, emit, progress, chosen, engines, environment }: Measuring,
  { where, laterMs, isLast, pace }: RunPlace,
): BenchmarkTools {
  const { gpus } = environment.state;
  return {
    startWorker: workers.startWorker,
    differenceWith: workers.differenceWith,
    loading: workers,
    meter,
    ...(gpus === undefined ? {} : { explained: (reason) => withGpuFault(reason, gpus) }),
    now: () => performance.now(),
    signal,
    emit,
    show: (text, leftMs) => progress.show(`${where}${text}`, leftMs + laterMs()),
    showRow(timing, { isLastPart }) {
      const warning = fallbackWarning(timing);
      if (warning !== undefined) progress.say(`warning: ${warning}`);
      // The rows of the last part are in the table that follows at once.
      if (!isLast || !isLastPart) progress.tell(rowLine(timing));
    },
    pace,
    device: chosen,
    devices: engines.devices,
    missing: engines.missing,
  };
}

/** The processors that instances are shared out to; says so where they cannot be bound to any. */
async function boundProcessors(
  plans: readonly RunPlan[],
  affinity: string | null,
  { say }: BenchSession["progress"],
): Promise<readonly number[]> {
  const most = Math.max(...plans.flatMap(enginesOf).map(({ instances }) => instances));
  const processors = processorsIn(affinity ?? "");
  if (most <= 1) return [];
  if (processors.length >= most && await canBind()) return processors;
  say(
    "warning: instances are not bound to processors, as this system does not do it by taskset: " +
      "they may get into each other's way",
  );
  return [];
}
