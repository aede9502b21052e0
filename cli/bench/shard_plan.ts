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
async function planIdOf(options: BenchOptions): Promise<string> {
  const identity = JSON.stringify([
    options.sizedModels.map((
      { size, models, anchor },
    ) => [size, models.map(({ id }) => id), anchor]),
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
