// The plans that a call with `--shard` measures, marked so that `report` can tell what is missing.

import type { RunPlan } from "../../bench/plan/plan.ts";
import { shardPlans } from "../../bench/plan/shard.ts";
import type { BenchOptions } from "./bench_options.ts";

/** Hexadecimal digits of a plan's id. */
const ID_LENGTH = 12;

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
export async function planIdOf(options: BenchOptions): Promise<string> {
  const { sizedModels, graphs, batches, threads, device, precision, seed } = options;
  const { input, timeMs, rounds, sliceMs, precisionTarget, ceilings } = options;
  const identity = JSON.stringify([
    sizedModels.map(({ size, models, anchor }) => [size, models.map(({ id }) => id), anchor]),
    ...[graphs ?? "usual", batches, threads ?? "all", device, precision, seed],
    ...[input, timeMs, rounds, sliceMs, precisionTarget, ceilings],
  ]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex().slice(0, ID_LENGTH);
}
