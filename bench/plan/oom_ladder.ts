// Out of memory is never answered by quietly taking a smaller batch. With `--oom-ladder`, a model
// that ran out of memory is tried again at half the batch, as a run and a row of its own.

import type { RunPlan } from "./plan.ts";
import type { BenchRecord } from "../record/record.ts";

/** How the runtime, V8 and the system say that memory ran out. */
const OUT_OF_MEMORY =
  /lack of memory|failed to allocate memory|allocation failed|out of memory|bad_alloc|heap limit|ALLOC_FAILED/i;

/** Whether a failure's reason is that memory ran out. */
export function isOutOfMemory(reason: string): boolean {
  return OUT_OF_MEMORY.test(reason);
}

/**
 * The run to try next: the models of a run that ran out of memory, at half its batch, with the
 * anchor; `undefined` if there is none or the batch is 1.
 */
export function nextRung(plan: RunPlan, records: readonly BenchRecord[]): RunPlan | undefined {
  const failed = new Set(records.flatMap((record) => {
    const isOurs = record.kind === "failure" && record.runId === plan.runId;
    return isOurs && isOutOfMemory(record.reason) ? [record.model] : [];
  }));
  if (failed.size === 0 || plan.batch === 1) return undefined;
  return {
    ...plan,
    runId: crypto.randomUUID(),
    models: plan.models.filter(({ id }) => failed.has(id) || id === plan.anchor),
    batch: Math.floor(plan.batch / 2),
  };
}
