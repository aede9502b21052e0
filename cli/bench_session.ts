// What one call of `bench` works with, whatever it measures.

import { type RunPlan, settingsOf } from "../bench/plan.ts";
import { RECORD_SCHEMA, type RunRecord } from "../bench/record.ts";
import type { WorkerOptions } from "../bench/worker_process.ts";
import type { ChosenDevice } from "./choose_device.ts";
import type { Progress } from "./progress.ts";
import { SUITE_VERSION } from "./suite.ts";

/** The machine, the device and the person at the terminal. */
export interface BenchSession {
  readonly progress: Progress;
  readonly workerOptions: WorkerOptions;
  readonly chosen: ChosenDevice;
  readonly environment: RunRecord["environment"];
  readonly machine: string;
  readonly signal: AbortSignal;
}

/** The record that a run begins with, made now. */
export function runRecordOf(
  plan: RunPlan,
  { environment, machine }: Pick<BenchSession, "environment" | "machine">,
  gitCommit: string | null,
): RunRecord {
  return {
    ...{ schema: RECORD_SCHEMA, kind: "run", runId: plan.runId, environment, machine },
    startedAt: new Date().toISOString(),
    suiteVersion: SUITE_VERSION,
    gitCommit,
    commandLine: Deno.args,
    settings: settingsOf(plan),
    ...(plan.part === undefined ? {} : { shard: plan.part }),
  };
}
