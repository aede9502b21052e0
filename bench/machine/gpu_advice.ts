// What about a GPU makes a measurement less trustworthy, and the cure. Pure.

import { CUDA_DEVICES, deviceKind } from "../job/device.ts";
import type { Device } from "../job/protocol.ts";
import type { Environment, GpuState, GpuWhileTimed } from "../record/environment_types.ts";
import { isHoldingBack, SET_BY_USER } from "./gpu_state.ts";

/** `GPU 0 (NVIDIA H100)` */
export function gpuText({ index, name }: Pick<GpuState, "index" | "name">): string {
  return `GPU ${index} (${name})`;
}

/** Warnings before anything is measured. */
export function gpuAdviceBefore(gpus: readonly GpuState[]): readonly string[] {
  return gpus.flatMap((gpu) => {
    const { processCount, powerLimitWatts: limit, usualPowerLimitWatts: usual, isSplit } = gpu;
    const warnings: string[] = [];
    if (processCount !== null && processCount > 0) {
      const others = processCount === 1 ? "one other process" : `${processCount} other processes`;
      warnings.push(`${gpuText(gpu)} has ${others}: end them, or expect wide intervals`);
    }
    if (limit !== null && usual !== null && limit < usual) {
      warnings.push(
        `${
          gpuText(gpu)
        } may draw ${limit} W where ${usual} W are usual, and rates are those of this ` +
          `limit: "nvidia-smi --power-limit=${usual}" lifts it`,
      );
    }
    if (isSplit) {
      warnings.push(
        `${gpuText(gpu)} is split (MIG): rates are those of the part that the run gets`,
      );
    }
    return warnings;
  });
}

/**
 * Warnings about variables that bind a run to GPUs, on a device that does not obey them: WebGPU takes
 * one by itself.
 */
export function adviceOnGpuBinding(
  device: Device,
  { gpuVariables = {}, state: { gpus = [] } }: Pick<Environment, "gpuVariables" | "state">,
): readonly string[] {
  const set = Object.entries(gpuVariables).map(([name, value]) => `${name}=${value}`);
  if (CUDA_DEVICES.includes(deviceKind(device)) || gpus.length < 2 || set.length === 0) return [];
  return [
    `${set.join(" ")} binds CUDA and nothing else: on ${device} any of ${gpus.length} GPUs may ` +
    "compute; start the run where it sees one only, as in a container",
  ];
}

/** How far a locked clock goes up and down by itself. */
const STEADY_CLOCK_SHARE = 0.02;

/** Between which clocks a GPU went, if nobody locked it; `undefined` where it kept to one. */
function freeClock(
  { lowestSmClockMhz: low, highestSmClockMhz: high, throttleReasons }: GpuWhileTimed,
): string | undefined {
  if (low === null || high === null || throttleReasons.includes(SET_BY_USER)) return undefined;
  return high - low > STEADY_CLOCK_SHARE * high ? `${low} to ${high} MHz` : undefined;
}

/** Warnings when everything is measured. */
export function gpuAdviceAfter(gpus: readonly GpuWhileTimed[]): readonly string[] {
  return gpus.flatMap((gpu) => {
    const reasons = gpu.throttleReasons.filter(isHoldingBack);
    const clock = freeClock(gpu);
    if (reasons.length === 0 && clock !== undefined) {
      return [
        `the clock of ${gpuText(gpu)} is not locked (${clock} during the run): ` +
        '"nvidia-smi --lock-gpu-clocks=MHZ" makes runs comparable',
      ];
    }
    return reasons.length === 0 ? [] : [
      `${gpuText(gpu)} was held back during the run (${reasons.join(", ")}): a lower locked ` +
      `clock ("nvidia-smi --lock-gpu-clocks=MHZ") is steadier`,
    ];
  });
}
