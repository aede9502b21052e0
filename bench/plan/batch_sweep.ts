// `--batch auto`: the batch doubles, run after run, until the rate gains too little or memory ends. Each
// model goes as far as it gains; the anchor goes with them, as ratios are taken to it. Pure.

import type { BenchRecord } from "../record/record.ts";
import { jobMemoryBytes, jobOf, type RunPlan } from "./plan.ts";

/** A doubling that gains less than this ends the sweep of a model. */
export const LEAST_GAIN = 0.03;

/** Runs that a sweep is taken to have when time is shared out: up to a batch of 128. */
export const USUAL_RUNGS = 8;

/** Rates of a run by row: the model, and how it ran. */
function ratesOf(
  { runId, batch }: RunPlan,
  records: readonly BenchRecord[],
): ReadonlyMap<string, { readonly model: string; readonly rate: number }> {
  return new Map(records.flatMap((record) => {
    if (record.kind !== "timing" || record.runId !== runId || record.batch !== batch) return [];
    const { model, graph, engine, variant, instances, imagesPerSecond } = record;
    const key = JSON.stringify([model, graph, engine, variant, instances]);
    return [[key, { model, rate: imagesPerSecond.median }] as const];
  }));
}

/** Models that gained enough by the last doubling, in any of the ways in which they ran. */
function gaining(rungs: readonly RunPlan[], records: readonly BenchRecord[]): ReadonlySet<string> {
  const [last, before] = [rungs.at(-1), rungs.at(-2)];
  if (last === undefined) return new Set();
  const earlier = before === undefined ? undefined : ratesOf(before, records);
  return new Set([...ratesOf(last, records)].flatMap(([key, { model, rate }]) => {
    const least = (1 + LEAST_GAIN) * (earlier?.get(key)?.rate ?? 0);
    return rate >= least ? [model] : [];
  }));
}

/** Whether the processor's memory is taken to hold a model at the batch of a plan. */
function fits(plan: RunPlan, { id, build }: RunPlan["models"][number]): boolean {
  // What a device of its own holds, only it knows; it says so when it is full.
  if (plan.device !== "cpu") return true;
  const job = jobOf(plan, id, plan.graphs[0] ?? "plain");
  return jobMemoryBytes(build({ size: plan.size }), job) <= plan.memoryLimitBytes;
}

/**
 * The next run of a sweep; `undefined` if no model goes on.
 *
 * @param rungs The runs so far, each of twice the batch before.
 */
export function nextBatchPlan(
  rungs: readonly RunPlan[],
  records: readonly BenchRecord[],
  largestBatch: number,
): RunPlan | undefined {
  const last = rungs.at(-1);
  if (last === undefined || 2 * last.batch > largestBatch) return undefined;
  const plan = { ...last, runId: crypto.randomUUID(), batch: 2 * last.batch };
  const names = gaining(rungs, records);
  const goOn = plan.models.filter((model) =>
    names.has(model.id) && model.file?.isBatchFixed !== true && fits(plan, model)
  );
  const isTimed = (model: string) =>
    records.some((record) =>
      record.kind === "timing" && record.runId === last.runId && record.model === model
    );
  const models = plan.models.filter((model) =>
    goOn.includes(model) ||
    (model.id === plan.anchor && isTimed(model.id) && fits(plan, model))
  );
  return goOn.length === 0 ? undefined : { ...plan, models };
}
