// Which device a run uses: the one asked for if it really works, or the best that does.

import { otherPrecision } from "../../bench/engine/other_precision.ts";
import { CUDA_DEVICES, deviceKind } from "../../bench/job/device.ts";
import { errorText } from "../../bench/job/error_text.ts";
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
  /** The best first. */
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

type Trial = ChosenDevice | { readonly problem: string };

/**
 * Tries devices out, all at the same time; those behind the first that works are ended.
 *
 * @returns The device, or the reason why the one asked for, or the last one, does not work.
 */
export async function chooseDevice(
  { requested, candidates, use }: WantedDevice,
  options: WorkerOptions,
): Promise<Trial> {
  const isFound = new AbortController();
  const { signal: given } = options;
  const signal = AbortSignal.any([isFound.signal, ...(given === undefined ? [] : [given])]);
  const trials: Promise<Trial>[] = [];
  let onCard: Promise<Trial> | undefined;
  for (const device of candidates) {
    const start = () => tried({ ...use, device }, requested, { ...options, signal });
    const isOnCard = CUDA_DEVICES.includes(deviceKind(device));
    // A card may be set to one process at a time.
    const trial = isOnCard && onCard !== undefined
      ? onCard.then((before) => "problem" in before ? start() : before)
      : start();
    if (isOnCard) onCard = trial;
    trials.push(trial);
  }
  let problem = "";
  try {
    for (const trial of trials) {
      const result = await trial;
      if (!("problem" in result)) return result;
      problem = result.problem;
    }
    return { problem };
  } finally {
    isFound.abort();
    await Promise.all(trials);
  }
}

/** What comes of one trial; it never throws. */
async function tried(
  use: ProbedUse,
  requested: WantedDevice["requested"],
  options: WorkerOptions,
): Promise<Trial> {
  const { device, precision } = use;
  try {
    const result = await probe(use, options);
    const { arithmetic, problem, ...facts } = result;
    if (problem !== null) return { problem };
    const otherwise = otherwiseText(result, precision);
    if (otherwise !== undefined) return { problem: otherwise };
    const isRefused = requested === "auto" && result.isSoftware;
    if (isRefused) return { problem: `${result.deviceName} is a software renderer` };
    return { ...facts, arithmetic: arithmetic ?? precision ?? "fp32", device };
  } catch (error) {
    return { problem: errorText(error) };
  }
}
