// What the runtime's trace comes to, held against the time of the same runs without it: only where
// both agree do its milliseconds stand for those of an ordinary run. Its shares are printed anyway.

import type { TimingRecord } from "../../bench/record/record.ts";
import { decimalText } from "../text/number_text.ts";
import { wholeOf } from "../text/part_names.ts";

/** Tracing costs a tenth or so, and a few per cent of a run are spent outside of kernels. */
const NEAR = { least: 0.8, most: 1.25 };

/** What those bounds mean, for readers. */
export const TRACE_READING =
  `The trace's total stands beside the latency without trace; where it is not ${NEAR.least} to ` +
  `${NEAR.most} times that, the traced runs were unlike the timed ones and only shares are given.`;

/** The total of a trace. */
export interface TraceTotal {
  readonly totalMs: number;
  /** Over the median latency without trace. */
  readonly ratio: number;
  /** Whether its milliseconds can be believed. */
  readonly isNear: boolean;
}

/** The total of a timing's trace; `undefined` where that saw no kernel. */
export function traceTotal({ kernelMs, latencyMs }: TimingRecord): TraceTotal | undefined {
  // Every split sums to the whole; records that were joined have lost the others (merge.ts).
  const totalMs = wholeOf(kernelMs.byStream);
  if (totalMs === 0) return undefined;
  const ratio = totalMs / latencyMs.median;
  return { totalMs, ratio, isNear: ratio >= NEAR.least && ratio <= NEAR.most };
}

/** `376 ms, 2.91 x the latency without trace` */
export function traceTotalText({ totalMs, ratio }: TraceTotal): string {
  return `${decimalText(totalMs)} ms, ${ratioText(ratio)} the latency without trace`;
}

/** `2.91 x` */
export function ratioText(ratio: number): string {
  return `${decimalText(ratio, { atLeast: 2 })} x`;
}

/** Where the trace is from: `median of 3 runs`. */
export function tracedRunsText({ tracedRuns }: TimingRecord): string {
  return `median of ${tracedRuns} runs`;
}

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
