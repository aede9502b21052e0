// Which device a run uses: the one asked for if it really works, or the best that does.

import { otherPrecision } from "../../bench/engine/other_precision.ts";
import type { Device, ProbedDevice, ProbeResult } from "../../bench/job/protocol.ts";
import { probe, type ProbedUse, type WorkerOptions } from "../../bench/run/worker_process.ts";

/** A device that works. */
export interface ChosenDevice extends ProbedDevice, Pick<ProbeResult, "versions"> {
  readonly device: Device;
}

/** What is tried out. */
export interface WantedDevice {
  /** A device, or `auto`: the first candidate that works and is no software renderer. */
  readonly requested: Device | "auto";
  /** In the order in which they are tried. */
  readonly candidates: readonly Device[];
  /** The engine, its options, the precision. */
  readonly use: Omit<ProbedUse, "device">;
}

/** What is wrong where a device computes in other bits than those that were asked for. */
function otherwiseText(
  { arithmetic }: Pick<ProbeResult, "arithmetic">,
  precision: ProbedUse["precision"] = "fp32",
): string | undefined {
  // Of float32 the row says so.
  if (precision === "fp32") return undefined;
  const asked = { precision, isHalfFile: precision === "fp16" };
  const found = otherPrecision({ precision: arithmetic }, asked) ?? undefined;
  return found && `computes in ${found} where ${precision} is asked for: pass --precision ${found}`;
}

/**
 * Tries devices out.
 *
 * @returns The device, or the reason why the one asked for, or the last one, does not work.
 */
export async function chooseDevice(
  { requested, candidates, use }: WantedDevice,
  options: WorkerOptions,
): Promise<ChosenDevice | { readonly problem: string }> {
  let problem = "";
  for (const device of candidates) {
    try {
      const result = await probe({ ...use, device }, options);
      const { arithmetic, problem: ownProblem, ...facts } = result;
      const isRefused = requested === "auto" && result.isSoftware;
      const otherwise = otherwiseText(result, use.precision);
      if (ownProblem === null && !isRefused && otherwise === undefined) {
        return { ...facts, arithmetic: arithmetic ?? use.precision ?? "fp32", device };
      }
      problem = ownProblem ?? otherwise ?? `${result.deviceName} is a software renderer`;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  return { problem };
}
