// A whole run: counts every model, times those that can be built, and emits a record of each piece
// as soon as it is finished. What it needs from outside comes in as tools.

import { agreeingStarter, blameSearch } from "./agreeing.ts";
import { findCeiling } from "../job/ceiling.ts";
import { type CeilingRates, ceilingRates } from "../figures/ceiling_rates.ts";
import { jobForecast, LIGHT_JOB, newPace, type Pace, partsForecast } from "./forecast.ts";
import {
  ceilingJobs,
  estimatedMemoryBytes,
  jobOf,
  type PlannedModel,
  type RunPlan,
  splitByMemory,
} from "../plan/plan.ts";
import type { GraphVariant, Job, ProbedDevice } from "../job/protocol.ts";
import type { BenchRecord, FailureRecord, TimingRecord } from "../record/record.ts";
import {
  ceilingRecord,
  countRecord,
  failureRecord,
  roundRecord,
  timingRecord,
} from "./record_of.ts";
import { type Earlier, openPart } from "./resume.ts";
import { type PlannedRow, plannedRow } from "./planned_row.ts";
import { type EndReason, measureInRounds, type ScheduleTools } from "./schedule.ts";
import type { TimedJob } from "../figures/timed_job.ts";
import { plainGraphOf } from "../job/subject.ts";
import type { Denominators } from "../figures/summary.ts";
import type { StartTrials } from "./worker_process.ts";

/** What a run needs from outside. */
export interface BenchmarkTools extends ScheduleTools {
  readonly startTrials: StartTrials;
  /** Keeps a record; it is safe when this returns. */
  readonly emit: (record: BenchRecord) => void;
  /** Shows a step: what is done, and the time that this run still takes. */
  readonly show: (text: string, leftMs: number) => void;
  /** Shows a row that is done. */
  readonly showRow?: (
    timing: TimingRecord,
    place: { readonly isLastPart: boolean },
  ) => void;
  /** How fast the machine is against what was predicted; runs of one call share it. @default new */
  readonly pace?: Pace;
  /** What an earlier run of the same plan left behind. */
  readonly earlier?: Earlier;
  /** The device as its probe found it. */
  readonly device: ProbedDevice;
}

/** Counts a failure and emits its record. */
type Fail = (
  model: { readonly entry: PlannedModel; readonly graph: GraphVariant },
  stage: FailureRecord["stage"],
  reason: string,
) => void;

/** How a run went. */
export interface RunOutcome {
  readonly failedCount: number;
  readonly timedCount: number;
  readonly interrupted: boolean;
}

/** Runs a plan. */
export async function runBenchmark(plan: RunPlan, tools: BenchmarkTools): Promise<RunOutcome> {
  let failedCount = 0;
  const fail: Fail = (model, stage, reason) => {
    failedCount++;
    tools.emit(failureRecord(plan, model, stage, reason));
  };

  const rows = await countedRows(plan, tools, fail);
  const byJob = new Map(rows.map((row) => [row.job, row]));
  let timedCount = 0;
  let endedBy: EndReason | undefined;
  const searchBlame = blameSearch(tools);
  // A software renderer's ceilings take minutes and say nothing about the machine.
  const withCeilings = plan.ceilings && !tools.device.isSoftware;
  const isRow = (job: Job) => byJob.has(job);
  const parts = partsOf(plan, rows, { withCeilings }).flatMap((jobs) =>
    openPart({ jobs, isRow, anchor: plan.anchor }, tools.earlier) ?? []
  );
  const limits = { ...plan, timeMs: plan.timeMs / parts.length };
  const forecast = partsForecast(
    parts.map(({ jobs }) => jobs.map((job) => forecastOf(byJob.get(job), plan))),
    { plan: limits, pace: tools.pace ?? newPace(), now: tools.now },
  );
  for (const [index, { jobs, rounds: earlierRounds, retried }] of parts.entries()) {
    const hopes = new Set(retried);
    const hopeless = new AbortController();
    const signal = AbortSignal.any([hopeless.signal, ...(tools.signal ? [tools.signal] : [])]);
    const where = parts.length === 1 ? "" : `part ${index + 1} of ${parts.length}, `;
    forecast.startPart(index);
    const show = (text: string, roundsLeftMs?: number) => {
      tools.show(`${where}${text}`, forecast.leftMs(roundsLeftMs));
    };
    const giveUp = (job: Job) => {
      if (hopes.delete(job) && hopes.size === 0) hopeless.abort();
    };
    const refused = new Set<Job>();
    const insteadOf = new Map<Job, Job>();
    const startWorker = agreeingStarter({
      ...{ startWorker: tools.startWorker, signal },
      hasPlain: plan.graphs.includes("plain"),
      blameOf(job) {
        show(`${job.model} disagrees, looking for the rewrite to blame`);
        return searchBlame(job, (byJob.get(job) as PlannedRow).plain, signal);
      },
      onDisagreement(job, reason, instead) {
        if (instead === undefined) refused.add(job);
        else insteadOf.set(job, instead);
        fail({ entry: entryOf(plan, job), graph: job.graph }, "check", reason);
        giveUp(job);
      },
    });
    const result = await measureInRounds(jobs, limits, {
      ...tools,
      startWorker,
      signal,
      earlierRounds,
    }, {
      onLoading(job, i) {
        forecast.loading(i);
        show(`loading ${job.model} (${i + 1} of ${jobs.length})`);
      },
      onRound: (job, round, samplesMs) => {
        tools.emit(roundRecord(plan, insteadOf.get(job) ?? job, round, samplesMs));
      },
      onFailure(job, stage, reason) {
        const timed = insteadOf.get(job) ?? job;
        if (!isRow(job)) show(`no ceiling from ${job.model}: ${reason}`);
        else if (!refused.has(timed)) {
          fail({ entry: entryOf(plan, job), graph: timed.graph }, stage, reason);
        }
        giveUp(job);
      },
      onProgress(round, leftMs) {
        forecast.loaded();
        show(`timing, round ${round + 1}`, leftMs);
      },
    });
    // What failed again leaves the rows beside it as they were.
    if (hopeless.signal.aborted && !tools.signal?.aborted) continue;
    endedBy = result.endedBy;
    for (const [job, instead] of insteadOf) {
      byJob.set(instead, await plannedRow(entryOf(plan, job), instead));
    }
    const measurements = result.measurements
      .map((measurement) => ({
        ...measurement,
        job: insteadOf.get(measurement.job) ?? measurement.job,
      }));
    const timings = emitTimings(plan, tools, { ...result, measurements, byJob });
    timedCount += timings.length;
    const isLastPart = index === parts.length - 1;
    timings.forEach((timing) => tools.showRow?.(timing, { isLastPart }));
    if (endedBy === "interrupted") break;
  }
  return { failedCount, timedCount, interrupted: endedBy === "interrupted" };
}

/** Ceilings are no rows, and light. */
function forecastOf(row: PlannedRow | undefined, plan: RunPlan) {
  if (row === undefined) return LIGHT_JOB;
  const { count: { params }, executedMacs: macs } = row;
  return jobForecast({ macs, params }, plan);
}

function entryOf({ models }: RunPlan, { model }: Job): PlannedModel {
  return models.find(({ id }) => id === model) as PlannedModel;
}

/** Builds and counts every model; a model that cannot be built is a failure. */
async function countedRows(
  plan: RunPlan,
  { emit }: BenchmarkTools,
  fail: Fail,
): Promise<readonly PlannedRow[]> {
  const rows: PlannedRow[] = [];
  for (const entry of plan.models) {
    for (const graph of plan.graphs) {
      try {
        const row = await plannedRow(entry, jobOf(plan, entry.id, graph));
        if (graph === plan.graphs[0]) emit(countRecord(plan, row));
        rows.push(row);
      } catch (error) {
        fail({ entry, graph }, "build", error instanceof Error ? error.message : String(error));
      }
    }
  }
  return rows;
}

/** Jobs that are loaded together; anchor and ceilings are in every part. */
function partsOf(
  plan: RunPlan,
  rows: readonly PlannedRow[],
  { withCeilings }: { readonly withCeilings: boolean },
): readonly (readonly Job[])[] {
  if (rows.length === 0) return [];
  const isAnchor = ({ entry }: PlannedRow) => entry.id === plan.anchor;
  const ceilings = (withCeilings ? ceilingJobs(plan) : []).map((job) => ({
    job,
    memoryBytes: estimatedMemoryBytes(plainGraphOf(job), 1),
  }));
  const pinned = [...ceilings, ...rows.filter(isAnchor)];
  const others = rows.filter((row) => !isAnchor(row));
  if (others.length === 0) return [pinned.map(({ job }) => job)];
  return splitByMemory(others, pinned, plan.memoryLimitBytes);
}

/** Emits the ceilings and a timing of every row that was measured; returns the timings. */
function emitTimings(
  plan: RunPlan,
  tools: BenchmarkTools,
  result: {
    readonly measurements: readonly TimedJob[];
    readonly endedBy: EndReason;
    readonly byJob: ReadonlyMap<Job, PlannedRow>;
  },
): readonly TimingRecord[] {
  const { measurements, endedBy, byJob } = result;
  const roundsId = crypto.randomUUID();
  const ceilings: CeilingRates | undefined = ceilingRates(measurements);
  if (ceilings !== undefined) {
    tools.emit(ceilingRecord(plan, ceilings, { roundsId, device: tools.device }));
  }

  return measurements.filter(({ job }) => !findCeiling(job.model)).map((measurement) => {
    const row = byJob.get(measurement.job) as PlannedRow;
    const { job } = row;
    const timing = timingRecord(plan, row, {
      ...{ measurement, ceilings, endedBy, roundsId },
      denominators: denominatorsOf(job, plan.anchor, measurements),
      device: tools.device,
    });
    tools.emit(timing);
    return timing;
  });
}

/** Ratios to the anchor stay within one graph variant; that across variants is one of its own. */
function denominatorsOf(
  { model, graph }: Job,
  anchor: string,
  measurements: readonly TimedJob[],
): Denominators {
  const find = (id: string, variant: GraphVariant) =>
    measurements.find(({ job }) => job.model === id && job.graph === variant);
  return {
    anchor: find(anchor, graph),
    plain: graph === "plain" ? undefined : find(model, "plain"),
  };
}
