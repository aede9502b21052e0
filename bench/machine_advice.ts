// What about the machine makes a measurement less trustworthy, and the cure. Pure.

import { DEVICE_REWRITES } from "./device_rewrites.ts";
import type { RunPlan } from "./plan.ts";
import type { MachineState, RunRecord } from "./record.ts";

/** Runnable processes a core, besides ours, from which a machine counts as busy. */
const BUSY_LOAD_PER_CORE = 0.25;

/** Warnings before anything is measured. */
export function adviceBefore(
  { coreCount, governor, state }: RunRecord["environment"],
): readonly string[] {
  const warnings: string[] = [];
  const { loadAverage } = state;
  if (loadAverage !== null && loadAverage > BUSY_LOAD_PER_CORE * coreCount) {
    warnings.push(
      `the machine is busy (load ${loadAverage.toFixed(2)} on ${coreCount} cores): ` +
        `end other programs, or expect wide intervals`,
    );
  }
  if (governor !== null && governor !== "performance") {
    warnings.push(
      `the clock is not locked (governor ${governor}): ` +
        `"cpupower frequency-set -g performance" makes runs comparable`,
    );
  }
  return warnings;
}

/** Warnings about what was asked for. */
export function adviceOn(
  { device, precision, graphs }: Pick<RunPlan, "device" | "precision" | "graphs">,
): readonly string[] {
  const warnings: string[] = [];
  if (precision === "fp16" && device === "cpu") {
    warnings.push(
      "half precision is slow here: the runtime's processor kernels compute in float32 and convert " +
        "back and forth, so this says nothing about a device with half-precision units",
    );
  }
  const isFastAlone = graphs.includes("fast") && !graphs.includes("plain");
  if (isFastAlone && !DEVICE_REWRITES[device].isTimed) {
    warnings.push(
      `the rewrites of the fast graph were chosen by timing processors, on ${device} they may not ` +
        "help: --graph plain,fast times both graphs",
    );
  }
  return warnings;
}

/** Warnings when everything is measured. */
export function adviceAfter(before: MachineState, after: MachineState): readonly string[] {
  const throttled = (after.throttleCount ?? 0) - (before.throttleCount ?? 0);
  return throttled > 0
    ? [`the processor was throttled for heat ${throttled} times: cool it, or shorten the run`]
    : [];
}
