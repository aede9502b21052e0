// What one call of `bench` works with, whatever it measures.

import type { RunRecord } from "../bench/record.ts";
import type { WorkerOptions } from "../bench/worker_process.ts";
import type { ChosenDevice } from "./choose_device.ts";
import type { Progress } from "./progress.ts";

/** The machine, the device and the person at the terminal. */
export interface BenchSession {
  readonly progress: Progress;
  readonly workerOptions: WorkerOptions;
  readonly chosen: ChosenDevice;
  readonly environment: RunRecord["environment"];
  readonly machine: string;
  readonly signal: AbortSignal;
}
