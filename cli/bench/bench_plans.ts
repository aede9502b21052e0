// From the options of `bench` to what is measured: one run for each combination of conditions.

import { defaultThreads } from "../../bench/machine/cores.ts";
import { deviceKind } from "../../bench/job/device.ts";
import { usualGraph } from "../../bench/job/device_rewrites.ts";
import {
  DEFAULT_ENGINE,
  type Device,
  GRAPH_VARIANTS,
  type GraphVariant,
} from "../../bench/job/protocol.ts";
import type { ForecastPlan } from "../../bench/run/forecast.ts";
import { USUAL_RUNGS } from "../../bench/plan/batch_sweep.ts";
import {
  combinations,
  type PlannedEngine,
  type PlannedModel,
  type RunPlan,
} from "../../bench/plan/plan.ts";
import { shardPlans } from "../../bench/plan/shard.ts";
import type { RunRecord } from "../../bench/record/record.ts";
import { LEAST_INTERVAL_SAMPLES } from "../../bench/samples/statistics.ts";
import { type BenchOptions, MEMORY_SHARE } from "./bench_options.ts";
import { UsageError } from "../shell/usage_error.ts";
import type { ChosenEngines } from "../engines/choose_engines.ts";
import type { AskedEngine } from "../engines/engine_options.ts";

/** Hexadecimal digits of a plan's id. */
const ID_LENGTH = 12;

/** Every combination of conditions; the time is shared out evenly. */
function gridOf(options: BenchOptions, usualThreads: number) {
  const { sizedModels, batches, threads = [usualThreads] } = options;
  const grid = sizedModels.flatMap((together) =>
    combinations({ sizes: [together.size], batches, threads })
      .map((conditions) => ({ ...options, ...together, ...conditions }))
  );
  const runCount = grid.length * (options.batchSweep ? USUAL_RUNGS : 1);
  return grid.map((conditions) => ({ ...conditions, timeMs: options.timeMs / runCount }));
}

/** What the time is predicted from before the device is known. */
export function provisionalPlans(options: BenchOptions): readonly ForecastPlan[] {
  const graphs = options.graphs ?? ["fast" as const];
  return gridOf(options, navigator.hardwareConcurrency).map((cell) => ({ ...cell, graphs }));
}

/** Whether the default engine alone runs, as it is: nothing of it is said then. */
function isUsualEngine({ askedEngines: engines, instances }: BenchOptions): boolean {
  const [only, ...others] = engines;
  return others.length === 0 && only?.located.description.name === DEFAULT_ENGINE &&
    Object.keys(only.options).length === 0 && instances.every((count) => count === 1);
}

/** The graphs that an engine runs on a device where none is asked for: the fast one if proved equal. */
function usualGraphs(
  { located: { description: { name, provedFast = [] } } }: AskedEngine,
  device: Device,
): GraphVariant {
  if (name === DEFAULT_ENGINE) return usualGraph(device);
  return provedFast.includes(deviceKind(device)) ? "fast" : "plain";
}

/** Engines that run the plain graph by default on a device where the suite's own runs the fast one. */
export function plainBesideFast(
  engines: readonly AskedEngine[],
  device: Device,
): readonly string[] {
  if (usualGraph(device) === "plain") return [];
  const plain = engines.filter((engine) => usualGraphs(engine, device) === "plain");
  return [...new Set(plain.map(({ located }) => located.description.name))];
}

/** The engines of a run, and the graphs of all of them. */
function enginesOfPlan(
  { askedEngines: engines, instances, graphs: asked }: BenchOptions,
  { device, versions }: Pick<ChosenEngines, "versions"> & { readonly device: Device },
  { threads, coreCount }: { readonly threads: number; readonly coreCount: number },
): Pick<RunPlan, "engines" | "graphs"> {
  const usual = new Set(engines.map((engine) => usualGraphs(engine, device)));
  const graphs = asked ?? GRAPH_VARIANTS.filter((graph) => usual.has(graph));
  const counts = instances.map((count) => instanceCount(count, { threads, coreCount }));
  const planned = engines.flatMap((engine) => {
    const { located: { description: { name } }, options, variant } = engine;
    const own = asked ?? [usualGraphs(engine, device)];
    return [...new Set(counts)].map((count): PlannedEngine => ({
      engine: name,
      options,
      instances: count,
      graphs: own,
      ...(variant === undefined ? {} : { variant }),
      versions: versions.get(name) ?? {},
    }));
  });
  return { engines: planned, graphs };
}

function instanceCount(
  count: number | "auto",
  { threads, coreCount }: { readonly threads: number; readonly coreCount: number },
): number {
  if (count === "auto") return Math.max(1, Math.min(coreCount, threads));
  if (count <= threads) return count;
  throw new UsageError(
    `Cannot take --instances ${count} with ${threads} thread(s) as each needs one: ` +
      `give fewer, or --threads ${count}`,
  );
}

/** One run for each combination. */
export function plansOf(
  options: BenchOptions,
  device: Device,
  environment: RunRecord["environment"],
  versions: ChosenEngines["versions"] = new Map(),
): readonly RunPlan[] {
  const isUsual = isUsualEngine(options);
  return gridOf(options, defaultThreads(environment)).map((conditions) => ({
    ...conditions,
    runId: crypto.randomUUID(),
    deviceRequested: options.device,
    device,
    ...(options.isTimeUsual && options.askedEngines.length > 1
      ? { leastRounds: LEAST_INTERVAL_SAMPLES }
      : {}),
    ...isUsual
      ? { graphs: options.graphs ?? [usualGraph(device)] }
      : enginesOfPlan(options, { device, versions }, {
        threads: conditions.threads,
        coreCount: defaultThreads(environment),
      }),
    memoryLimitBytes: options.memoryBytes ??
      Math.round(MEMORY_SHARE * environment.state.freeMemoryBytes / 1e9) * 1e9,
  }));
}

/** The part of the plans that is asked for; all of them without `--shard`. */
export async function shardedPlans(
  plans: readonly RunPlan[],
  options: BenchOptions,
): Promise<readonly RunPlan[]> {
  const { shard } = options;
  if (shard === undefined) return plans;
  const plan = await planIdOf(options);
  const own = shardPlans(plans, shard);
  return own.map((part, i) => ({
    ...part,
    part: { plan, ...shard, run: i + 1, runs: own.length },
  }));
}

/** What a model is, on whatever path its file or checkpoint lies. */
function modelIdentity({ id, file, weights }: PlannedModel): unknown {
  if (file !== undefined) return [id, file.sha256, file.inputs];
  return weights === undefined ? id : [id, { ...weights.recorded, file: null }];
}

/** Equal for equal plans, on whatever machine a part of it runs. */
async function planIdOf(options: BenchOptions): Promise<string> {
  const sizedModels = options.sizedModels.map(({ size, models, anchor }) => [
    size,
    models.map(modelIdentity),
    anchor,
  ]);
  const identity = JSON.stringify([
    sizedModels,
    options.graphs ?? "usual",
    options.batches,
    options.threads ?? "all",
    options.device,
    options.precision,
    options.seed,
    options.input,
    options.timeMs,
    options.rounds,
    options.sliceMs,
    options.precisionTarget,
    options.ceilings,
    ...isUsualEngine(options) ? [] : [
      options.askedEngines.map(({ located, ...use }) => [located.description.name, use]),
      options.instances,
    ],
  ]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex().slice(0, ID_LENGTH);
}
