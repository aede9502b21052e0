// Whether a device waited for the processor to hand work over, as the engine's trace tells it.

import type { TimingRecord } from "../../bench/record/record.ts";
import { decimalText } from "../text/number_text.ts";

/** Devices by CUDA, of which not every engine tells how long they computed. */
const BY_CUDA = /^(?:cuda|tensorrt|nv-tensorrt-rtx)(?=[: ]|$)/;

/** The processor is slower at handing work over than the device at doing it. */
export function launchText({ launches }: TimingRecord): string | undefined {
  if (launches === undefined) return undefined;
  const { runMs, deviceMs } = launches;
  return runMs - deviceMs > deviceMs
    ? `launch-bound: the device computed ${decimalText(deviceMs)} of ${decimalText(runMs)} ms`
    : undefined;
}

/** Whether the trace of a run on a GPU has no time of it. */
export function isLaunchUnknown({ launches, tracedRuns, deviceUsed }: TimingRecord): boolean {
  return launches === undefined && tracedRuns > 0 && BY_CUDA.test(deviceUsed);
}
