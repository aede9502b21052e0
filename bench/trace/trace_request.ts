// What is asked of a run that is traced, and what it says.

import type { Execution } from "./executions.ts";

/** One run of a model of the user's. */
export interface TraceRequest {
  readonly path: string;
  /** Sizes of named dimensions, and of unnamed ones as `INPUT:AXIS`. */
  readonly dims: Readonly<Record<string, number>>;
  /** Files of inputs that are given, by name. */
  readonly arrays: Readonly<Record<string, string>>;
  /** Images; of a file that fixes its own, those. */
  readonly batch: number;
  readonly seed: number;
}

/** What bounds a run. */
export interface TraceLimits {
  readonly timeLimitMs: number;
  /** Of the worker, where the system can bound it. */
  readonly memoryBytes: number;
}

/** What one run of a model did. */
export interface TraceResult {
  /** Version of ONNX Runtime. */
  readonly runtime: string;
  readonly execution: Execution;
}

/** In the place of a result. */
export interface TraceFailure {
  /** One line: why, and what to do. */
  readonly error: string;
}
