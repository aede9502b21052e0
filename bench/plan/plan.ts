// What a run measures: one run for each combination of size, batch and threads. Rows of one run
// share everything but model and graph variant; only they are timed in the same rounds and have
// ratios to each other.

import type { CatalogEntry } from "../../models/catalog.ts";
import { elementCount, type Graph, usedParameters } from "../../models/graph/graph.ts";
import { type ImageSize, imageSizeText } from "../../models/graph/image_size.ts";
import { ceilingsOf } from "../job/ceiling.ts";
import { sum } from "../samples/sum.ts";
import type { RecordedWeights, RunRecord, RunSettings } from "../record/record.ts";
import {
  DEFAULT_ENGINE,
  DEFAULT_USE,
  type Device,
  type EngineUse,
  type GraphVariant,
  type Job,
  type ModelFile,
  type Precision,
  type WeightsFile,
} from "../job/protocol.ts";

/** A model file of the user's, which is timed as it is. */
export interface PlannedFile extends ModelFile {
  /** Of its bytes: what it is, whatever it is called. */
  readonly sha256: string;
  /** What it is fed with, for people. */
  readonly inputs: readonly string[];
  /** It runs with batch 1 only, which is whatever it is fixed to. */
  readonly isBatchFixed: boolean;
}

/** Weights of a checkpoint of the user's. */
export interface PlannedWeights extends WeightsFile {
  readonly recorded: RecordedWeights;
}

/** A network that is timed, from the catalog or elsewhere. */
export interface PlannedModel extends Pick<CatalogEntry, "id" | "method" | "build"> {
  /** Absent: it is built. */
  readonly file?: PlannedFile;
  /** Absent: they are seeded, or those of its file. */
  readonly weights?: PlannedWeights;
}

/** An engine of a run, with the graphs that it runs. */
export interface PlannedEngine extends EngineUse {
  readonly graphs: readonly GraphVariant[];
  /** Of the engine and what it stands on, by name; none where it could not be started. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** One run: its settings, and what they come to. */
export interface RunPlan
  extends Omit<RunSettings, "models" | "graphs" | "size" | "device" | "precision" | "engines"> {
  readonly runId: string;
  readonly models: readonly PlannedModel[];
  /** In the order of the rows; the anchor is timed in each. */
  readonly graphs: readonly GraphVariant[];
  /** In the order of the rows, each with its own graphs; absent: the default one with `graphs`. */
  readonly engines?: readonly PlannedEngine[];
  readonly size: ImageSize;
  /** What was asked for, `auto` included. */
  readonly deviceRequested: string;
  readonly device: Device;
  readonly precision: Precision;
  /** Rounds that are made whatever their time. @default LEAST_ROUNDS */
  readonly leastRounds?: number;
  /** Which part of a larger plan this is; absent: it is no part. */
  readonly part?: NonNullable<RunRecord["shard"]>;
}

/** The combinations of sizes, batches and threads, in the order in which they were named. */
export function combinations(grid: {
  readonly sizes: readonly ImageSize[];
  readonly batches: readonly number[];
  readonly threads: readonly number[];
}): readonly Pick<RunPlan, "size" | "batch" | "threads">[] {
  return grid.sizes.flatMap((size) =>
    grid.batches.flatMap((batch) => grid.threads.map((threads) => ({ size, batch, threads })))
  );
}

/** The settings of a plan, as the run record keeps them. */
export function settingsOf(plan: RunPlan): RunSettings {
  const files = plan.models.flatMap(({ id, file }) =>
    file === undefined ? [] : [{ model: id, sha256: file.sha256, inputs: file.inputs }]
  );
  const weights = plan.models.flatMap((model) => model.weights?.recorded ?? []);
  return {
    models: plan.models.map(({ id }) => id),
    size: imageSizeText(plan.size),
    device: plan.deviceRequested,
    anchor: plan.anchor,
    graphs: plan.graphs,
    ...(plan.rewrites === undefined ? {} : { rewrites: plan.rewrites }),
    batch: plan.batch,
    ...(plan.batchSweep === undefined ? {} : { batchSweep: plan.batchSweep }),
    threads: plan.threads,
    precision: plan.precision,
    input: plan.input,
    seed: plan.seed,
    timeMs: plan.timeMs,
    rounds: plan.rounds,
    sliceMs: plan.sliceMs,
    precisionTarget: plan.precisionTarget,
    ceilings: plan.ceilings,
    memoryLimitBytes: plan.memoryLimitBytes,
    ...(plan.engines === undefined ? {} : { engines: plan.engines }),
    ...(files.length === 0 ? {} : { files }),
    ...(weights.length === 0 ? {} : { weights }),
  };
}

/** The engines of a run, each with its graphs. */
export function enginesOf(
  { engines, graphs }: Pick<RunPlan, "engines" | "graphs">,
): readonly PlannedEngine[] {
  return engines ?? [{ ...DEFAULT_USE, graphs }];
}

/** The job of a model in a run, by the default engine unless another one is named. */
export function jobOf(
  plan: RunPlan,
  model: string,
  graph: GraphVariant,
  { engine, options, variant, instances }: EngineUse = DEFAULT_USE,
): Job {
  const { size: { height, width }, batch, threads, device, precision, input, seed, rewrites } =
    plan;
  return {
    model,
    graph,
    height,
    width,
    batch,
    threads,
    device,
    precision,
    input,
    seed,
    engine,
    options,
    instances,
    ...(variant === undefined ? {} : { variant }),
    ...(rewrites === undefined || graph !== "fast" || engine !== DEFAULT_ENGINE
      ? {}
      : { rewrites }),
  };
}

/** The model of a job. */
export function entryOf({ models }: RunPlan, { model }: Job): PlannedModel {
  return models.find(({ id }) => id === model) as PlannedModel;
}

/** Whether two uses are one and the same, but for the variant. */
export function isOneEngine(a: EngineUse, b: EngineUse): boolean {
  const alike = (use: EngineUse) => useKey({ ...use, variant: "" });
  return alike(a) === alike(b);
}

/** Equal for equal uses of an engine. */
export function useKey({ engine, options, variant, instances }: EngineUse): string {
  const given = Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify([engine, given, variant, instances]);
}

/**
 * The ceilings' jobs of a run: through every engine, which runs them as it usually does, on the same
 * device, precision and threads as the networks; on the processor, engines after the first one have
 * the least.
 */
export function ceilingJobs(plan: RunPlan): readonly Job[] {
  const engines = enginesOf(plan);
  const uses = engines.filter((use, index) =>
    engines.findIndex((other) => isOneEngine(use, other)) === index
  );
  return uses.flatMap(({ variant: _, ...use }, index) =>
    ceilingsOf(plan, index > 0)
      .map(({ id }) => ({ ...jobOf(plan, id, "plain", use), batch: 1 }))
  );
}

/** A text that is equal for equal jobs, whatever the order of their fields. */
export function jobKey(job: Job): string {
  return JSON.stringify(Object.entries(job).sort(([a], [b]) => a < b ? -1 : 1));
}

/** Deno, the runtime and its code, without any model. */
const PROCESS_BYTES = 150e6;
/** The weights themselves and their packed copy. */
const WEIGHT_COPIES = 2.2;
/** Activations that are alive at the same time, in units of the largest one. */
const LIVE_ACTIVATIONS = 5;

/** Python and a framework, where nobody has looked. */
const OTHER_PROCESS_BYTES = 550e6;

/** What processes of engines need before they load a model, by name. */
export type ProcessBytes = ReadonlyMap<string, number>;

/** About what all processes of a job need. */
export function jobMemoryBytes(
  graph: Graph,
  { batch, engine, instances }: Job,
  processBytes: ProcessBytes = new Map(),
): number {
  const ownBytes = engine === DEFAULT_ENGINE
    ? PROCESS_BYTES
    : processBytes.get(engine) ?? OTHER_PROCESS_BYTES;
  return instances * (estimatedMemoryBytes(graph, batch) - PROCESS_BYTES + ownBytes);
}

/** About what a worker needs, on the safe side of the peaks that were measured. */
export function estimatedMemoryBytes(graph: Graph, batch: number): number {
  const weightBytes = Float32Array.BYTES_PER_ELEMENT * usedParameters(graph)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const parameterNames = new Set(graph.parameters.map(({ name }) => name));
  const activations = [...graph.values.values()].filter(({ name }) => !parameterNames.has(name));
  const largest = activations.reduce(
    (most, { shape }) => Math.max(most, elementCount(shape, batch)),
    -Infinity,
  );
  return PROCESS_BYTES + WEIGHT_COPIES * weightBytes +
    LIVE_ACTIVATIONS * Float32Array.BYTES_PER_ELEMENT * largest;
}

/** A job with the memory that its worker needs. */
export interface SizedJob {
  readonly job: Job;
  readonly memoryBytes: number;
}

/**
 * Cuts groups of jobs into parts that fit into memory together, each with the `pinned` jobs (anchor and
 * ceilings) in front. A group that does not fit even alone with these has a part of its own.
 */
export function splitByMemory(
  groups: readonly (readonly SizedJob[])[],
  pinned: readonly SizedJob[],
  limitBytes: number,
): readonly (readonly Job[])[] {
  const bytesOf = (jobs: readonly SizedJob[]) => sum(jobs.map(({ memoryBytes }) => memoryBytes));
  const pinnedBytes = bytesOf(pinned);
  const parts: Job[][] = [];
  let usedBytes = 0;
  for (const group of groups) {
    const memoryBytes = bytesOf(group);
    if (parts.length === 0 || usedBytes + memoryBytes > limitBytes) {
      parts.push(pinned.map((each) => each.job));
      usedBytes = pinnedBytes;
    }
    parts.at(-1)?.push(...group.map(({ job }) => job));
    usedBytes += memoryBytes;
  }
  return parts;
}
