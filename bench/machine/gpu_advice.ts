// What about a GPU makes a measurement less trustworthy, and the cure. Pure.

import type { GpuState, GpuWhileTimed } from "../record/environment_types.ts";

function gpuText({ index, name }: Pick<GpuState, "index" | "name">): string {
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

/** Reasons of a lower clock that say the run was held back. */
const HOLDING_BACK: readonly string[] = [
  ...["power limit", "hardware slowdown", "heat (software)", "heat (hardware)", "power brake"],
];

/** Warnings when everything is measured. */
export function gpuAdviceAfter(
  gpus: readonly Pick<GpuWhileTimed, "index" | "name" | "throttleReasons">[],
): readonly string[] {
  return gpus.flatMap((gpu) => {
    const reasons = gpu.throttleReasons.filter((reason) => HOLDING_BACK.includes(reason));
    return reasons.length === 0 ? [] : [
      `${gpuText(gpu)} was held back during the run (${reasons.join(", ")}): a lower locked ` +
      `clock ("nvidia-smi --lock-gpu-clocks=MHZ") is steadier`,
    ];
  });
}
