// What a run measures: one run for each combination of size, batch and threads. Rows of one run
// share everything but model and graph variant; only they are timed in the same rounds and have
// ratios to each other.

import type { CatalogEntry } from "../../models/catalog.ts";
import { elementCount, type Graph, usedParameters } from "../../models/graph/graph.ts";
import { type ImageSize, imageSizeText } from "../../models/graph/image_size.ts";
import { CEILINGS } from "../job/ceiling.ts";
import type { RunRecord } from "../record/record.ts";
import type { Device, GraphVariant, InputMode, Job, Precision } from "../job/protocol.ts";

/** A network that is timed, from the catalog or elsewhere. */
export type PlannedModel = Pick<CatalogEntry, "id" | "method" | "build">;

/** One run: conditions, and how long it may take. */
export interface RunPlan {
  readonly runId: string;
  readonly models: readonly PlannedModel[];
  /** In the order of the rows; the anchor is timed in each. */
  readonly graphs: readonly GraphVariant[];
  /** Id of the model that ratios refer to. */
  readonly anchor: string;
  readonly size: ImageSize;
  readonly batch: number;
  readonly threads: number;
  /** What was asked for, `auto` included. */
  readonly deviceRequested: string;
  readonly device: Device;
  readonly precision: Precision;
  readonly input: InputMode;
  readonly seed: number;
  readonly timeMs: number;
  /** Most rounds; null: as many as the time allows. */
  readonly rounds: number | null;
  readonly sliceMs: number;
  readonly precisionTarget: number;
  /** Whether the machine's ceilings are measured in the same rounds. */
  readonly ceilings: boolean;
  readonly memoryLimitBytes: number;
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
export function settingsOf(plan: RunPlan): RunRecord["settings"] {
  const { anchor, graphs, batch, threads, precision, input, seed } = plan;
  const { timeMs, rounds, sliceMs, precisionTarget, ceilings, memoryLimitBytes } = plan;
  return {
    models: plan.models.map(({ id }) => id),
    size: imageSizeText(plan.size),
    device: plan.deviceRequested,
    ...{ anchor, graphs, batch, threads, precision, input, seed },
    ...{ timeMs, rounds, sliceMs, precisionTarget, ceilings, memoryLimitBytes },
  };
}

/** The job of a model in a run. */
export function jobOf(plan: RunPlan, model: string, graph: GraphVariant): Job {
  const { size: { height, width }, batch, threads, device, precision, input, seed } = plan;
  return { model, graph, height, width, batch, threads, device, precision, input, seed };
}

/** The ceilings' jobs of a run: the same device, precision and threads as the networks. */
export function ceilingJobs(plan: RunPlan): readonly Job[] {
  return CEILINGS.map(({ id }) => ({ ...jobOf(plan, id, "plain"), batch: 1 }));
}

/** A text that is equal for equal jobs, whatever the order of their fields. */
export function jobKey(job: Job): string {
  const { model, graph, height, width, batch, threads, device, precision, input, seed } = job;
  return [model, graph, `${height}x${width}`, batch, threads, device, precision, input, seed].join(
    "|",
  );
}

const FLOAT32_BYTES = 4;
/** Deno, the runtime and its code, without any model. */
const PROCESS_BYTES = 150e6;
/** The weights themselves and their packed copy. */
const WEIGHT_COPIES = 2.2;
/** Activations that are alive at the same time, in units of the largest one. */
const LIVE_ACTIVATIONS = 5;

/** About what a worker needs, on the safe side of the peaks that were measured. */
export function estimatedMemoryBytes(graph: Graph, batch: number): number {
  const weightBytes = FLOAT32_BYTES * usedParameters(graph)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const parameterNames = new Set(graph.parameters.map(({ name }) => name));
  const activations = [...graph.values.values()].filter(({ name }) => !parameterNames.has(name));
  const largest = Math.max(...activations.map(({ shape }) => elementCount(shape, batch)));
  return PROCESS_BYTES + WEIGHT_COPIES * weightBytes + LIVE_ACTIVATIONS * FLOAT32_BYTES * largest;
}

/** A job with the memory that its worker needs. */
export interface SizedJob {
  readonly job: Job;
  readonly memoryBytes: number;
}

/**
 * Cuts the jobs into parts that fit into memory together, each with the `pinned` jobs (anchor and
 * ceilings) in front. A job that does not fit even alone with these has a part of its own.
 */
export function splitByMemory(
  jobs: readonly SizedJob[],
  pinned: readonly SizedJob[],
  limitBytes: number,
): readonly (readonly Job[])[] {
  const pinnedBytes = pinned.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const parts: Job[][] = [];
  let usedBytes = 0;
  for (const { job, memoryBytes } of jobs) {
    if (parts.length === 0 || usedBytes + memoryBytes > limitBytes) {
      parts.push(pinned.map((each) => each.job));
      usedBytes = pinnedBytes;
    }
    parts.at(-1)?.push(job);
    usedBytes += memoryBytes;
  }
  return parts;
}
