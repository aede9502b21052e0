// What is said of a row of which the device left much to the processor: which operators, what to do.

import { FALLBACK_LIMIT } from "../../bench/job/device.ts";
import type { TimingRecord } from "../../bench/record/record.ts";
import { percent } from "../../reports/text/percent_text.ts";

type Fallen = Pick<
  TimingRecord,
  "model" | "graph" | "batch" | "deviceUsed" | "fallback"
>;

/** The warning; `undefined` where nearly all was computed on the device. */
export function fallbackWarning(
  { model, graph, batch, deviceUsed, fallback: { nodes, ops = {}, share } }: Fallen,
): string | undefined {
  if (share <= FALLBACK_LIMIT) return undefined;
  const counted = Object.entries(ops).toSorted(([, a], [, b]) => b - a)
    .map(([op, count]) => `${count} ${op}`).join(", ");
  const cure = graph === "fast"
    ? "--graph plain leaves out what rewrites bring"
    : "the device has no kernel for them, another device or engine may";
  return `${model} (${graph}, batch ${batch}) ran on ${deviceUsed}: ` +
    `${nodes.length} nodes on the processor (${counted}), ${
      percent(share)
    } % of its kernels' time: ` +
    cure;
}
