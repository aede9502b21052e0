// Which meter a run has: the driver's power samples of its GPU, or the counters of the processor.

import { gpuText } from "../machine/gpu_advice.ts";
import type { Environment } from "../record/environment_types.ts";
import { NO_COUNTERS } from "./counter_state.ts";
import { type EnergyMeter, noMeter } from "./energy_meter.ts";
import { openCounters } from "./energy_counters.ts";
import { openPowerSamples } from "./power_samples.ts";

/**
 * The meter of a run's device; never throws.
 *
 * @param device `cpu`, or another one, whose GPUs are in the state of the environment.
 */
export async function openEnergyMeter(
  device: string,
  { energyCounters = [], state: { gpus = [] } }: Pick<Environment, "energyCounters" | "state">,
): Promise<EnergyMeter> {
  if (device === "cpu") {
    return energyCounters.length === 0 ? noMeter(NO_COUNTERS) : await openCounters();
  }
  const [only, ...others] = gpus;
  if (only === undefined) return noMeter(`no driver tells the power of ${device}`);
  if (only.isSplit) {
    return noMeter(`${gpuText(only)} is split (MIG), and its power is that of all parts`);
  }
  return others.length === 0
    ? await openPowerSamples(only)
    : noMeter(`nvidia-smi shows ${gpus.length} GPUs, and which of them computes is not known`);
}
