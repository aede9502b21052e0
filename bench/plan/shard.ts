// A part of a plan for one of several tasks or machines, picked without a scheduler: every task
// computes the same split and takes its own part.
//
// The items are models under one combination of size, batch and threads. They are dealt out by
// predicted cost: the most expensive first, each to the part that has least so far (longest
// processing time first: Graham 1969, "Bounds on multiprocessing timing anomalies"). Parts then
// differ by no more than the largest item. The anchor is in every part, since it is what ratios
// refer to and what tells unlike machines apart.

import { sum } from "../samples/sum.ts";
import { LOAD_MACS_PER_PARAM, networkCosts } from "./network_cost.ts";
import { enginesOf, type PlannedModel, type RunPlan } from "./plan.ts";

/** Part `index` of `count`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What the cost of a model is predicted from. */
export type CostedPlan = Pick<
  RunPlan,
  "models" | "graphs" | "engines" | "anchor" | "size" | "batch"
>;

/** Predicts the cost of a model under the conditions of a plan, in any unit. */
export type CostOf<Plan> = (entry: PlannedModel, plan: Plan) => number;

/** Runs of a model in warm-up and rounds, about. */
const PREDICTED_RUNS = 20;

/**
 * Predicts the work of a model in multiply-adds, loading included; 0 if the network refuses the
 * size. A network is counted once for each size, however many batches and threads there are.
 */
export function costPrediction(): CostOf<CostedPlan> {
  const costAt = networkCosts();
  return (entry, plan) => {
    const cost = costAt(entry, plan.size);
    if (cost === null) return 0;
    const perGraph = PREDICTED_RUNS * cost.macs * plan.batch + LOAD_MACS_PER_PARAM * cost.params;
    return perGraph * sum(enginesOf(plan).map(({ graphs }) => graphs.length));
  };
}

/**
 * The part of the plans that a shard measures, in the order of the plans. A shard for which
 * nothing is left times the anchor.
 */
export function shardPlans<Plan extends CostedPlan>(
  plans: readonly Plan[],
  shard: Shard,
  costOf: CostOf<Plan> = costPrediction(),
): readonly Plan[] {
  const items = plans.flatMap((plan) =>
    itemsOf(plan).map((entry) => ({ plan, entry, cost: costOf(entry, plan) }))
  );
  const parts = dealtOut(items, shard.count);
  const byPlan = Map.groupBy(parts[shard.index - 1] ?? [], ({ plan }) => plan);
  const sharded = plans.flatMap((plan) => {
    const entries = new Set(byPlan.get(plan)?.map(({ entry }) => entry));
    return entries.size === 0 ? [] : [{
      ...plan,
      models: plan.models.filter((entry) => entries.has(entry) || entry.id === plan.anchor),
    }];
  });
  return sharded.length > 0 ? sharded : plans.slice(0, 1).map(anchorOnly);
}

/** The models that are dealt out; the anchor only if there is no other. */
function itemsOf({ models, anchor }: CostedPlan): readonly PlannedModel[] {
  const others = models.filter(({ id }) => id !== anchor);
  return others.length > 0 ? others : models;
}

/** Items to parts of about the same cost, those that are not empty; equal costs keep their order. */
export function dealtOut<Item extends { readonly cost: number }>(
  items: readonly Item[],
  partCount: number,
): readonly (readonly Item[])[] {
  // The first empty part is taken, so more parts than items stay empty and need not be looked at.
  const length = Math.min(partCount, items.length);
  const parts = Array.from({ length }, () => ({ cost: 0, items: [] as Item[] }));
  for (const item of items.toSorted((a, b) => b.cost - a.cost)) {
    const least = parts.reduce((best, part) => part.cost < best.cost ? part : best);
    least.items.push(item);
    least.cost += item.cost;
  }
  return parts.map((part) => part.items);
}

function anchorOnly<Plan extends CostedPlan>(plan: Plan): Plan {
  return { ...plan, models: plan.models.filter(({ id }) => id === plan.anchor) };
}
