// Which device a run uses: the one asked for if it really works, or the best that does.

import { AUTO_ORDER } from "../../bench/job/device.ts";
import type { Device, ProbedDevice, ProbeResult } from "../../bench/job/protocol.ts";
import { probe, type WorkerOptions } from "../../bench/run/worker_process.ts";

/** A device that works. */
export interface ChosenDevice extends ProbedDevice, Pick<ProbeResult, "versions"> {
  readonly device: Device;
}

/**
 * Tries devices out.
 *
 * @param requested A device, or `auto`: the first of AUTO_ORDER that works and is no software
 * renderer; the processor always is.
 * @returns The device, or the reason why the one asked for does not work.
 */
export async function chooseDevice(
  requested: Device | "auto",
  options: WorkerOptions,
): Promise<ChosenDevice | { readonly problem: string }> {
  const candidates = requested === "auto" ? AUTO_ORDER : [requested];
  let problem = "";
  for (const device of candidates) {
    try {
      const result = await probe({ device }, options);
      const { arithmetic, problem: ownProblem, ...facts } = result;
      const isRefused = requested === "auto" && result.isSoftware;
      if (arithmetic !== null && !isRefused) return { ...facts, arithmetic, device };
      problem = ownProblem ?? `${result.deviceName} is a software renderer`;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  return { problem };
}
