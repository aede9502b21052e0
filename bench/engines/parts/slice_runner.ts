// Runs a loaded network slice by slice, and says what the process used meanwhile.

import type { SliceAnswer } from "../../engine/answers.ts";
import type { SliceRequest } from "../../engine/requests.ts";

/** What the system says of this process. */
export interface ProcessGauges {
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
  /** Processor time of all threads so far. */
  readonly cpuMs: () => number;
  readonly peakMemoryBytes: () => number;
}

/**
 * Answers requests for slices; what the process uses between an answer and the next request, it uses
 * while it is idle.
 */
export function sliceRunner(
  timeRun: () => Promise<number>,
  { now, cpuMs, peakMemoryBytes }: ProcessGauges,
): (request: Pick<SliceRequest, "sliceMs">) => Promise<Omit<SliceAnswer, "kind">> {
  let busyUntilCpuMs = cpuMs();
  return async function runSlice({ sliceMs }) {
    const idleCpuMs = cpuMs() - busyUntilCpuMs;
    const samplesMs: number[] = [];
    const start = now();
    do samplesMs.push(await timeRun()); while (now() - start < sliceMs);
    busyUntilCpuMs = cpuMs();
    return { samplesMs, peakMemoryBytes: peakMemoryBytes(), idleCpuMs };
  };
}
