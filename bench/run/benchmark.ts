// A whole run: counts every model, times those that can be built, and emits a record of each piece
// as soon as it is finished. What it needs from outside comes in as tools.

import { ceilingRates, unwaitedText } from "../figures/ceiling_rates.ts";
import type { Denominators } from "../figures/summary.ts";
import type { TimedJob } from "../figures/timed_job.ts";
import { findCeiling } from "../job/ceiling.ts";
import { errorText } from "../job/error_text.ts";
import {
  DEFAULT_ENGINE,
  type EngineUse,
  type GraphVariant,
  type Job,
  type ProbedDevice,
} from "../job/protocol.ts";
import { plainGraphOf } from "../job/subject.ts";
import {
  ceilingJobs,
  enginesOf,
  isOneEngine,
  jobMemoryBytes,
  jobOf,
  type ProcessBytes,
  type RunPlan,
  type SizedJob,
  splitByMemory,
  useKey,
} from "../plan/plan.ts";
import { type PlannedRow, plannedRow } from "../plan/planned_row.ts";
import type { BenchRecord, TimingRecord } from "../record/record.ts";
import { blameSearch } from "./agreeing.ts";
import {
  type JobForecast,
  jobForecast,
  LIGHT_JOB,
  newPace,
  type Pace,
  partsForecast,
} from "./forecast.ts";
import { keptWorkers } from "./kept_workers.ts";
import { type Fail, type MeasuredPart, measurePart, type RowsByJob } from "./measure_part.ts";
import { ceilingRecord, countRecord, failureRecord, timingRecord } from "./record_of.ts";
import { type Earlier, openParts } from "./resume.ts";
import type { ScheduleTools } from "./schedule.ts";
import type { DifferenceWith } from "./worker_process.ts";

/** What a run needs from outside. */
export interface BenchmarkTools extends Omit<ScheduleTools, "earlierRounds"> {
  readonly differenceWith: DifferenceWith;
  /** Keeps a record; it is safe when this returns. */
  readonly emit: (record: BenchRecord) => void;
  /** Shows a step: what is done, and the time that this run still takes. */
  readonly show: (text: string, leftMs: number) => void;
  readonly showRow?: (
    timing: TimingRecord,
    place: { readonly isLastPart: boolean },
  ) => void;
  /** How fast the machine is against what was predicted; runs of one call share it. @default new */
  readonly pace?: Pace;
  /** What an earlier run of the same plan left behind. */
  readonly earlier?: Earlier;
  /** As the default engine sees it. */
  readonly device: ProbedDevice;
  /** As other engines see it, by name. @default as the default one does */
  readonly devices?: ReadonlyMap<string, ProbedDevice>;
  /** Why engines cannot be used, by name: their rows have that reason. @default all can */
  readonly missing?: ReadonlyMap<string, string>;
}

/** How a run went. */
export interface RunOutcome {
  readonly failedCount: number;
  readonly timedCount: number;
  readonly interrupted: boolean;
}

/** Runs a plan. */
export async function runBenchmark(plan: RunPlan, tools: BenchmarkTools): Promise<RunOutcome> {
  let failedCount = 0;
  const fail: Fail = (job, stage, reason) => {
    failedCount++;
    tools.emit(failureRecord(plan, job, stage, reason));
  };

  const rows = await countedRows(plan, tools, fail);
  const whole = wholeParts(plan, rows, tools);
  const anchored = { isRow: (job: Job) => rows.has(job), anchor: plan.anchor };
  const parts = openParts(whole, anchored, tools.earlier);
  const isShared = (job: Job) => parts.length > 1 && isPinned(job, plan);
  await using kept = keptWorkers(tools.startWorker, isShared);
  const forecasts = parts.map(({ jobs }, index) =>
    jobs.map((job) => {
      const own = forecastOf(rows.get(job), plan);
      return index > 0 && isShared(job) ? { ...own, loadMs: own.runMs } : own;
    })
  );
  const forecast = partsForecast(forecasts, {
    plan,
    whole: whole.map((jobs) => jobs.map((job) => forecastOf(rows.get(job), plan))),
    pace: tools.pace ?? newPace(),
    now: tools.now,
  });
  const searchBlame = blameSearch(tools);

  let timedCount = 0;
  for (const [index, part] of parts.entries()) {
    forecast.startPart(index);
    const where = parts.length === 1 ? "" : `part ${index + 1} of ${parts.length}, `;
    const show = (text: string, roundsLeftMs?: number) =>
      tools.show(`${where}${text}`, forecast.leftMs(roundsLeftMs));
    const { startWorker } = kept;
    const partTools = { ...tools, startWorker, fail, forecast, searchBlame, show };
    const partPlan = { ...plan, timeMs: forecast.timeMs() };
    const measured = await measurePart(part, { plan: partPlan, rows }, partTools);
    if (measured === undefined) continue;
    const timings = emitTimings(plan, { ...tools, fail }, measured);
    timedCount += timings.length;
    const isLastPart = index === parts.length - 1;
    timings.forEach((timing) => tools.showRow?.(timing, { isLastPart }));
    if (measured.endedBy === "interrupted") return { failedCount, timedCount, interrupted: true };
  }
  return { failedCount, timedCount, interrupted: false };
}

/** Whether a job is in every part: ratios and shares refer to it. */
function isPinned({ model }: Job, { anchor }: RunPlan): boolean {
  return model === anchor || findCeiling(model) !== undefined;
}

/** Ceilings are no rows, and light. */
function forecastOf(row: PlannedRow | undefined, plan: RunPlan): JobForecast {
  if (row === undefined) return LIGHT_JOB;
  const { count: { params }, executedMacs: macs } = row;
  return jobForecast({ macs, params }, plan);
}

/** Builds and counts every model; a model that cannot be built is a failure. */
async function countedRows(
  plan: RunPlan,
  { emit, missing, devices }: BenchmarkTools,
  fail: Fail,
): Promise<RowsByJob> {
  const rows = new Map<Job, PlannedRow>();
  const uses = enginesOf(plan).flatMap((use) => use.graphs.map((graph) => ({ use, graph })));
  for (const entry of plan.models) {
    let isCounted = false;
    for (const { use, graph } of uses) {
      const job = jobOf(plan, entry.id, graph, use);
      try {
        const row = await plannedRow(entry, job, processBytesOf(devices));
        if (!isCounted) emit(countRecord(plan, row));
        isCounted = true;
        const problem = missing?.get(use.engine);
        if (problem === undefined) rows.set(job, row);
        else fail(job, "load", problem);
      } catch (error) {
        fail(job, "build", errorText(error));
      }
    }
  }
  return rows;
}

/** What the process of each engine needs, as far as probes saw it. */
function processBytesOf(devices: BenchmarkTools["devices"] = new Map()): ProcessBytes {
  return new Map(
    [...devices].flatMap(([engine, { processBytes }]) =>
      processBytes === undefined ? [] : [[engine, processBytes] as const]
    ),
  );
}

/** The jobs of each part that fits into memory. */
function wholeParts(
  plan: RunPlan,
  rows: RowsByJob,
  { device, devices, missing }: BenchmarkTools,
): readonly (readonly Job[])[] {
  // A software renderer's ceilings take minutes and say nothing about the machine.
  const isWanted = plan.ceilings && !device.isSoftware;
  const engines = enginesOf(plan).filter(({ engine }) => !missing?.has(engine));
  const ceilings = (isWanted ? ceilingJobs({ ...plan, engines }) : []).map((job) => ({
    job,
    memoryBytes: jobMemoryBytes(plainGraphOf(job), job, processBytesOf(devices)),
  }));
  return partsOf(plan, [...rows.values()], ceilings);
}

/** Jobs that are loaded together; anchor and ceilings are in every part. */
function partsOf(
  plan: RunPlan,
  rows: readonly PlannedRow[],
  ceilings: readonly SizedJob[],
): readonly (readonly Job[])[] {
  if (rows.length === 0) return [];
  const isAnchor = ({ entry }: PlannedRow) => entry.id === plan.anchor;
  const pinned = [...ceilings, ...rows.filter(isAnchor)];
  const others = rows.filter((row) => !isAnchor(row));
  if (others.length === 0) return [pinned.map(({ job }) => job)];
  // Engines are held against each other within the rounds of one part.
  const groups = plan.engines === undefined
    ? others.map((row) => [row])
    : [...Map.groupBy(others, ({ entry }) => entry.id).values()];
  return splitByMemory(groups, pinned, plan.memoryLimitBytes);
}

/** Emits the ceilings and a timing of every row that was measured; returns the timings. */
function emitTimings(
  plan: RunPlan,
  tools: BenchmarkTools & { readonly fail: Fail },
  { measurements, endedBy, roundsId, rows }: MeasuredPart,
): readonly TimingRecord[] {
  const { emit } = tools;
  const deviceOf = ({ engine }: Job) => tools.devices?.get(engine) ?? tools.device;
  const ceilingsOf = (job: Job) =>
    ceilingRates(measurements.filter((ceiling) => isOneEngine(ceiling.job, job)), measurements);
  const measured = measurements.filter(({ job }) => findCeiling(job.model));
  const byUse = new Map(measured.map(({ job }) => [useKey(job), job]));
  for (const job of byUse.values()) {
    const ceilings = ceilingsOf(job);
    const parts = { roundsId, device: deviceOf(job) };
    if (ceilings !== undefined) emit(ceilingRecord(plan, ceilings, parts));
  }

  const rowsOfAll = measurements.filter(({ job }) => !findCeiling(job.model));
  const waited = rowsOfAll.filter(({ job }) => {
    const problem = unwaitedText(measurements.filter((one) => isOneEngine(one.job, job)));
    if (problem !== undefined) tools.fail(job, "check", `${problem}; the speed is withheld`);
    return problem === undefined;
  });
  return waited.map((measurement) => {
    const { job } = measurement;
    const timing = timingRecord(plan, rows.get(job) as PlannedRow, {
      measurement,
      denominators: denominatorsOf(job, plan.anchor, measurements),
      ceilings: ceilingsOf(job),
      endedBy,
      roundsId,
      device: deviceOf(job),
      ...(tools.meter === undefined ? {} : { energySource: tools.meter.source }),
    });
    emit(timing);
    return timing;
  });
}

/**
 * Ratios to the anchor stay within one engine and graph variant; that across variants is one of its own,
 * as is that across engines.
 */
function denominatorsOf(
  timed: Job,
  anchor: string,
  measurements: readonly TimedJob[],
): Denominators {
  const { model, graph } = timed;
  const own = (job: Job) => useKey(job) === useKey(timed);
  const find = (id: string, variant: GraphVariant, isWanted: (job: Job) => boolean) =>
    measurements.find(({ job }) => job.model === id && job.graph === variant && isWanted(job));
  return {
    anchor: find(anchor, graph, own),
    plain: graph === "plain" ? undefined : find(model, "plain", own),
    defaultEngine: isDefault(timed)
      ? undefined
      : find(model, graph, isDefault) ?? find(model, otherGraph(graph), isDefault),
  };
}

function otherGraph(graph: GraphVariant): GraphVariant {
  return graph === "plain" ? "fast" : "plain";
}

/** The default engine as it is, in one process. */
function isDefault({ engine, instances }: EngineUse): boolean {
  return engine === DEFAULT_ENGINE && instances === 1;
}
