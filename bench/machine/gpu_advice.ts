// What about a GPU makes a measurement less trustworthy, and the cure. Pure.

import type { GpuState, GpuWhileTimed } from "../record/environment_types.ts";
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
