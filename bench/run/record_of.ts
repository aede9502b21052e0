// Records of what was measured: each function fills in one kind (record.ts).

import { imageSizeText } from "../../models/graph/image_size.ts";
import { ceilingFigures, type CeilingRates, rooflineFigures } from "../figures/ceiling_rates.ts";
import { groupMacs } from "../count/groupings.ts";
import { FALLBACK_LIMIT } from "../job/device.ts";
import { entryOf, type RunPlan, settingsOf } from "../plan/plan.ts";
import type { Arithmetic, EngineUse, Job, Loaded, ProbedDevice } from "../job/protocol.ts";
import { profileOf } from "../figures/profile.ts";
import {
  type CeilingRecord,
  type CountRecord,
  type FailureRecord,
  RECORD_SCHEMA,
  type RoundRecord,
  type RunRecord,
  type TimingRecord,
} from "../record/record.ts";
import { groupTrafficBytes } from "../figures/roofline.ts";
import type { PlannedRow } from "../plan/planned_row.ts";
import { heldBackRounds } from "../machine/held_back.ts";
import type { SlicePower } from "../record/row_types.ts";
import type { EndReason, RoundSlice } from "./schedule.ts";
import type { TimedJob } from "../figures/timed_job.ts";
import { rowEnergy } from "../figures/row_energy.ts";
import { type Denominators, summarize } from "../figures/summary.ts";
import type { EnergySource } from "../energy/energy_meter.ts";

/** What made the records of a run, and where. */
export interface RunOrigin {
  readonly environment: RunRecord["environment"];
  readonly machine: RunRecord["machine"];
  readonly software: Pick<RunRecord, "suiteVersion" | "gitCommit" | "gitDirty">;
  readonly commandLine: RunRecord["commandLine"];
}

/** The record that a run begins with, made now. */
export function runRecordOf(
  plan: RunPlan,
  { environment, machine, software, commandLine }: RunOrigin,
): RunRecord {
  return {
    schema: RECORD_SCHEMA,
    kind: "run",
    runId: plan.runId,
    environment,
    machine,
    startedAt: new Date().toISOString(),
    ...software,
    commandLine,
    settings: settingsOf(plan),
    ...(plan.part === undefined ? {} : { shard: plan.part }),
  };
}

function identity({ runId, size }: RunPlan, model: string) {
  return { schema: RECORD_SCHEMA, runId, model, size: imageSizeText(size) } as const;
}

function conditions(plan: RunPlan, { graph, ...use }: Pick<Job, "graph" | keyof EngineUse>) {
  const { batch, threads, precision, deviceRequested } = plan;
  return { batch, threads, precision, graph, deviceRequested, ...engineOf(use) };
}

/** Which engine ran, as records say it. */
function engineOf({ engine, variant, instances }: EngineUse) {
  return { engine, ...(variant === undefined ? {} : { variant }), instances };
}

/** Record of a count. */
export function countRecord(plan: RunPlan, row: PlannedRow): CountRecord {
  const { params, buffers, macs, flops, coverage } = row.count;
  const streams = groupTrafficBytes(row.plain, 1, "stream");
  return {
    ...identity(plan, row.entry.id),
    kind: "count",
    method: row.entry.method,
    graphHash: row.hash,
    params,
    buffers,
    macs,
    flops,
    macsByOp: Object.fromEntries(groupMacs(row.count, "op")),
    macsByStage: Object.fromEntries(groupMacs(row.count, "stage")),
    macsByStream: Object.fromEntries(groupMacs(row.count, "stream")),
    bytesByStream: Object.fromEntries([...streams].map(([name, bytes]) => [name, Number(bytes)])),
    unknownOps: coverage.unknownOps,
    unusedNodes: coverage.unusedNodes,
    constantWeights: coverage.constantWeights,
  };
}

/** Record of the samples of one round, of a model or a ceiling. */
export function roundRecord(
  plan: RunPlan,
  job: Job,
  place: Pick<RoundRecord, "roundsId" | "round">,
  { samplesMs, power }: Pick<RoundSlice, "samplesMs"> & Partial<RoundSlice>,
): RoundRecord {
  return {
    ...identity(plan, job.model),
    ...conditions(plan, job),
    batch: job.batch,
    kind: "round",
    ...place,
    samplesMs,
    ...(power === undefined || isNothing(power) ? {} : { power }),
  };
}

function isNothing({ meanWatts, throttleReasons = [] }: SlicePower): boolean {
  return meanWatts === null && throttleReasons.length === 0;
}

/** Record of a failure. */
export function failureRecord(
  plan: RunPlan,
  job: Job,
  stage: FailureRecord["stage"],
  reason: string,
): FailureRecord {
  return {
    ...identity(plan, job.model),
    kind: "failure",
    method: entryOf(plan, job).method,
    graph: job.graph,
    batch: plan.batch,
    stage,
    reason,
    ...engineOf(job),
  };
}

/** What products ran in: what the engine says, what was asked for, or fewer bits. */
function arithmeticIn(
  { precision }: RunPlan,
  { loaded }: TimedJob,
  device: ProbedDevice,
): Arithmetic {
  return loaded.arithmetic ?? (precision === "fp32" ? device.arithmetic : precision);
}

/** Record of the machine's ceilings. */
export function ceilingRecord(
  plan: RunPlan,
  rates: CeilingRates,
  { roundsId, device }: Pick<TimingParts, "roundsId" | "device">,
): CeilingRecord {
  return {
    schema: RECORD_SCHEMA,
    runId: plan.runId,
    kind: "ceiling",
    threads: plan.threads,
    deviceUsed: plan.device,
    precision: plan.precision,
    ...engineOf(rates.matrix.job),
    roundsId,
    arithmetic: arithmeticIn(plan, rates.matrix, device),
    ...ceilingFigures(rates),
  };
}

/** What a timing is made from, besides its row. */
export interface TimingParts {
  readonly measurement: TimedJob;
  readonly denominators: Denominators;
  readonly ceilings: CeilingRates | undefined;
  readonly endedBy: EndReason;
  /** The same for all that were timed in the same rounds. */
  readonly roundsId: string;
  readonly device: ProbedDevice;
  /** What told the power of slices. @default nothing was asked */
  readonly energySource?: EnergySource;
}

/** Of an engine that gives no trace. */
const NO_KERNELS = { byOp: {}, byStage: {}, byStream: {} } as const;

/** Nodes that ran elsewhere, and how many of each operator. */
function fallbackNodes(trace: Loaded["trace"]): Omit<TimingRecord["fallback"], "share"> {
  const { fallbackNodes: nodes = [], opByNode = {} } = trace ?? {};
  if (nodes.length === 0) return { nodes };
  const byOp = Map.groupBy(nodes, (node) => opByNode[node] ?? "unknown");
  return { nodes, ops: Object.fromEntries([...byOp].map(([op, { length }]) => [op, length])) };
}

/** Share of a traced run that is not the engine's own; null where there is no trace. */
function harnessShareOf({ trace, profiledRunMs }: Loaded): number | null {
  if (trace === null || profiledRunMs === null || profiledRunMs <= 0) return null;
  return Math.max(0, 1 - trace.modelRunMs / profiledRunMs);
}

/** Record of everything about the timing of one row. */
export function timingRecord(plan: RunPlan, row: PlannedRow, parts: TimingParts): TimingRecord {
  const { measurement, denominators, ceilings, endedBy, roundsId, device, energySource } = parts;
  const { loaded, warmUpMs, roundsMs, peakMemoryBytes, idleCores } = measurement;
  const { buildMs, loadMs, firstRunMs, outputSha256, referenceDifference, trace } = loaded;
  const share = trace?.fallbackShare ?? 0;
  const heldBack = heldBackRounds(measurement.powers ?? []);
  const figures = summarize(measurement, denominators);
  return {
    ...identity(plan, row.entry.id),
    ...conditions(plan, row.job),
    engineVersions: loaded.versions,
    engineOptions: row.job.options,
    ...(loaded.notes.length === 0 ? {} : { engineNotes: loaded.notes }),
    runsInFlight: loaded.runsInFlight,
    kind: "timing",
    deviceUsed: share > FALLBACK_LIMIT ? `${plan.device} with fallback` : plan.device,
    deviceName: loaded.deviceName ?? device.deviceName,
    softwareDevice: device.isSoftware,
    arithmetic: arithmeticIn(plan, measurement, device),
    fallback: { ...fallbackNodes(trace), share },
    graphHash: row.hash,
    executedMacs: row.executedMacs,
    buildMs,
    loadMs,
    firstRunMs,
    warmUpMs,
    roundsId,
    roundsMs,
    endedBy,
    ...figures,
    roofline: ceilings === undefined ? null : rooflineFigures(
      {
        measurement,
        plain: row.plain,
        macsPerImage: row.count.macs,
        executedMacs: row.executedMacs,
      },
      ceilings,
    ),
    kernelMs: trace === null ? NO_KERNELS : profileOf(row.timed, trace),
    tracedRuns: trace?.runCount ?? 0,
    ...(trace?.deviceMs === undefined ? {} : {
      // Tracing slows the processor, which must not count as waiting for it.
      launches: {
        runMs: Math.min(trace.modelRunMs, figures.latencyMs.median),
        deviceMs: trace.deviceMs,
      },
    }),
    harnessShare: harnessShareOf(loaded),
    idleCores,
    peakMemoryBytes,
    outputSha256,
    referenceDifference,
    copiesIncluded: plan.input === "copied",
    ...(energySource === undefined ? {} : { energy: rowEnergy(measurement, energySource) }),
    ...(Object.keys(heldBack).length === 0 ? {} : { heldBack }),
  };
}
