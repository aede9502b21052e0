// A job and its samples, as the rounds leave it.

import type { Job, Loaded } from "../job/protocol.ts";
import type { SlicePower } from "../record/row_types.ts";

/** All that was measured of one job. */
export interface TimedJob {
  readonly job: Job;
  readonly loaded: Loaded;
  readonly warmUpMs: readonly number[];
  /** Samples by round. */
  readonly roundsMs: readonly (readonly number[])[];
  readonly peakMemoryBytes: number;
  /** Processor time of the worker while it was idle, in cores. */
  readonly idleCores: number;
  /** Power by round, of the last rounds where an earlier run made others. @default none is known */
  readonly powers?: readonly SlicePower[];
}
