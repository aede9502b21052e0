// From the options of `bench` to what is measured: one run for each combination of conditions.

import { defaultThreads } from "../../bench/machine/cores.ts";
import { usualGraph } from "../../bench/job/device_rewrites.ts";
import type { ForecastPlan } from "../../bench/run/forecast.ts";
import { combinations, type RunPlan } from "../../bench/plan/plan.ts";
import { shardPlans } from "../../bench/plan/shard.ts";
import type { RunRecord } from "../../bench/record/record.ts";
import { type BenchOptions, MEMORY_SHARE } from "./bench_options.ts";
import type { ChosenDevice } from "./choose_device.ts";

/** Hexadecimal digits of a plan's id. */
const ID_LENGTH = 12;

/** Every combination of conditions; the time is shared out evenly. */
function gridOf(options: BenchOptions, usualThreads: number) {
  const { sizedModels, batches, threads = [usualThreads] } = options;
  const grid = sizedModels.flatMap((together) =>
    combinations({ sizes: [together.size], batches, threads })
      .map((conditions) => ({ ...options, ...together, ...conditions }))
  );
  return grid.map((conditions) => ({ ...conditions, timeMs: options.timeMs / grid.length }));
}

/** What the time is predicted from before the device is known. */
export function provisionalPlans(options: BenchOptions): readonly ForecastPlan[] {
  const graphs = options.graphs ?? ["fast" as const];
  return gridOf(options, navigator.hardwareConcurrency).map((cell) => ({ ...cell, graphs }));
}

/** One run for each combination. */
export function plansOf(
  options: BenchOptions,
  device: ChosenDevice["device"],
  environment: RunRecord["environment"],
): readonly RunPlan[] {
  return gridOf(options, defaultThreads(environment)).map((conditions) => ({
    ...conditions,
    runId: crypto.randomUUID(),
    deviceRequested: options.device,
    device,
    graphs: options.graphs ?? [usualGraph(device)],
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

/** Equal for equal plans, on whatever machine a part of it runs. */
async function planIdOf(options: BenchOptions): Promise<string> {
  const sizedModels = options.sizedModels.map(({ size, models, anchor }) => [
    size,
    models.map(({ id, file }) => file === undefined ? id : [id, file.sha256, file.inputs]),
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
  ]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex().slice(0, ID_LENGTH);
}
