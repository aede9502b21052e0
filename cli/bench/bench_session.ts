// What one call of `bench` works with, whatever it measures.

import { type RunPlan, settingsOf } from "../../bench/plan/plan.ts";
import {
  type EndRecord,
  type Record,
  RECORD_SCHEMA,
  type RunRecord,
} from "../../bench/record/record.ts";
import type { WorkerOptions } from "../../bench/run/worker_process.ts";
import type { ChosenDevice } from "./choose_device.ts";
import type { RunError } from "../shell/usage_error.ts";
import type { Progress } from "../shell/progress.ts";

/** Which version of the suite measures. */
export type Software = Pick<RunRecord, "suiteVersion" | "gitCommit" | "gitDirty">;

/** The machine, the device and the person at the terminal. */
export interface BenchSession {
  readonly progress: Progress;
  readonly workerOptions: WorkerOptions;
  readonly chosen: ChosenDevice;
  readonly environment: RunRecord["environment"];
  readonly machine: string;
  readonly software: Software;
  readonly signal: AbortSignal;
  /** Ends the measuring, since what is measured cannot be kept. */
  readonly giveUp: (problem: RunError) => void;
}

/** The record that a run begins with, made now. */
export function runRecordOf(
  plan: RunPlan,
  { environment, machine, software }: Pick<BenchSession, "environment" | "machine" | "software">,
): RunRecord {
  return {
    ...{ schema: RECORD_SCHEMA, kind: "run", runId: plan.runId, environment, machine },
    startedAt: new Date().toISOString(),
    ...software,
    commandLine: Deno.args,
    settings: settingsOf(plan),
    ...(plan.part === undefined ? {} : { shard: plan.part }),
  };
}

/** The record that a run ends with, made from those before it. */
export function endRecordOf(
  runId: string,
  ending: Pick<EndRecord, "interrupted" | "wallMs" | "state">,
  records: readonly Record[],
): EndRecord {
  return {
    ...{ schema: RECORD_SCHEMA, kind: "end", runId },
    ...ending,
    sampledMs: sampledMs(records, runId),
  };
}

function sampledMs(records: readonly Record[], runId: string): number {
  return records
    .flatMap((record) => record.kind === "round" && record.runId === runId ? record.samplesMs : [])
    .reduce((sum, sampleMs) => sum + sampleMs, 0);
}
