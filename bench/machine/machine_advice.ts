// What about the machine makes a measurement less trustworthy, and the cure. Pure.

import { defaultThreads, type GivenCores, usableCores } from "./cores.ts";
import { gpuAdviceAfter, gpuAdviceBefore } from "./gpu_advice.ts";
import { processorsIn } from "./system_facts.ts";
import { deviceRewrites, usualGraph } from "../job/device_rewrites.ts";
import type { RunPlan } from "../plan/plan.ts";
import type { ProbedDevice } from "../job/protocol.ts";
import type { Environment, MachineState } from "../record/environment_types.ts";

/** Runnable processes a core, besides ours, from which a machine counts as busy. */
const BUSY_LOAD_PER_CORE = 0.25;

/** Governors that let the clock follow the load. */
const FREE_GOVERNORS: readonly string[] = ["ondemand", "conservative", "schedutil", "interactive"];

/**
 * Drivers that choose the clock themselves: `powersave` is their usual governor and reaches every
 * clock (docs.kernel.org/admin-guide/pm/intel_pstate.html and amd-pstate.html, active mode).
 */
const CHOOSING_DRIVERS: readonly string[] = ["intel_pstate", "amd-pstate-epp", "amd_pstate_epp"];

/** Share of the periods of a quota in which a run may be held back before it is said. */
const HELD_BACK_SHARE = 0.01;

/** Warnings before anything is measured. */
export function adviceBefore(environment: Environment): readonly string[] {
  const { machineCoreCount, coreCount, cgroupCores, unread } = environment;
  const { loadAverage } = environment.state;
  const warnings: string[] = [];
  if (loadAverage !== null && loadAverage > BUSY_LOAD_PER_CORE * machineCoreCount) {
    warnings.push(
      `the machine is busy (load ${loadAverage.toFixed(2)} on ${machineCoreCount} cores): ` +
        `end other programs, or expect wide intervals`,
    );
  }
  warnings.push(...adviceOnClock(environment));
  warnings.push(...gpuAdviceBefore(environment.state.gpus ?? []));
  warnings.push(...adviceOnGpuProcessors(environment));
  if (cgroupCores !== null && !Number.isInteger(cgroupCores)) {
    warnings.push(
      `the quota gives ${cgroupCores} of ${coreCount} cores: when it is used up, everything waits for ` +
        "the next period, so the figures hold for this quota only; a whole number of cores is steadier",
    );
  }
  if (unread.length > 0) {
    warnings.push(
      `the machine could not be read (${
        unread.join("; ")
      }): quota, clock, heat and memory limit are ` +
        "unknown, and two unlike machines may pass as one; run with the rights of `deno task bench`",
    );
  }
  return warnings;
}

/** What a governor means depends on the driver below it; where one is unknown, nothing is said. */
function adviceOnClock({ governor, frequencyDriver }: Environment): readonly string[] {
  if (governor === null) return [];
  const cure = `"cpupower frequency-set -g performance" makes runs comparable`;
  if (FREE_GOVERNORS.includes(governor)) {
    return [`the clock is not locked (governor ${governor}): ${cure}`];
  }
  const isHeldLow = governor === "powersave" && frequencyDriver !== null &&
    !CHOOSING_DRIVERS.includes(frequencyDriver);
  return isHeldLow
    ? [`the clock is held at its lowest (governor powersave of ${frequencyDriver}): ${cure}`]
    : [];
}

/** A GPU that is reached through the other half of the machine gets its inputs late. */
function adviceOnGpuProcessors(
  { affinity, gpuProcessors }: Pick<Environment, "affinity" | "gpuProcessors">,
): readonly string[] {
  const near = new Set(processorsIn(gpuProcessors ?? ""));
  const own = processorsIn(affinity ?? "");
  if (near.size === 0 || own.length === 0 || own.some((one) => near.has(one))) return [];
  return [
    `the run has processors ${affinity} and the GPU is beside ${gpuProcessors}: start it there by ` +
    `"taskset -c ${gpuProcessors}", in Slurm by --gpu-bind=closest`,
  ];
}

function coresText(cores: number): string {
  return `${cores} ${cores === 1 ? "core" : "cores"}`;
}

/** Warnings about more threads than there are cores for. */
export function adviceOnThreads(
  threads: readonly number[],
  given: GivenCores,
): readonly string[] {
  const most = Math.max(...threads);
  const carried = defaultThreads(given);
  return most <= carried ? [] : [
    `${most} threads share ${coresText(usableCores(given))}: they wait for each other, and the ` +
    `figures are those of a crowded machine; --threads ${carried} is what the cores carry`,
  ];
}

/** Warnings about a device that takes fewer bits of float32 than it is given. */
export function adviceOnArithmetic(
  { arithmetic }: Pick<ProbedDevice, "arithmetic">,
  { precision }: Pick<RunPlan, "precision">,
): readonly string[] {
  if (precision !== "fp32" || arithmetic === "fp32") return [];
  const cure = arithmetic === "tf32" ? "; --precision tf32 asks for that" : "";
  return [
    `the device computes products of float32 in ${arithmetic}, rows say "fp32 (${arithmetic})" and ` +
    `are not compared with float32${cure}`,
  ];
}

/**
 * Warnings about what was asked for.
 *
 * @param graphs `undefined`: none was asked for, the device's usual one is timed.
 */
export function adviceOn(
  { device, precision, graphs }: Pick<RunPlan, "device" | "precision"> & {
    readonly graphs: RunPlan["graphs"] | undefined;
  },
): readonly string[] {
  const warnings: string[] = [];
  if (precision === "fp16" && device === "cpu") {
    warnings.push(
      "half precision is slow here: the runtime's processor kernels compute in float32 and convert " +
        "back and forth, so this says nothing about a device with half-precision units",
    );
  }
  const { isProved, isTimed } = deviceRewrites(device);
  const timed = graphs ?? [usualGraph(device)];
  if (!isProved && graphs === undefined) {
    warnings.push(
      `the plain graph is timed, as nobody has proved the fast one equal on ${device}: ` +
        "--graph plain,fast tries it beside the plain one, and tune finds which rewrites help",
    );
  } else if (!isProved && timed.includes("fast")) {
    warnings.push(
      `nobody has proved the fast graph equal on ${device}: where outputs disagree, ` +
        "the plain graph is timed and the rewrite to blame is named",
    );
  }
  if (!isTimed && timed.includes("fast") && !timed.includes("plain")) {
    warnings.push(
      `the rewrites of the fast graph were chosen by timing processors, on ${device} they may not ` +
        "help: --graph plain,fast times both graphs",
    );
  }
  return warnings;
}

/** Warnings when everything is measured. */
export function adviceAfter(before: MachineState, after: MachineState): readonly string[] {
  const warnings: string[] = [];
  const [heatBefore, heatAfter] = [before.throttleCount, after.throttleCount];
  const throttled = heatBefore === null || heatAfter === null ? 0 : heatAfter - heatBefore;
  if (throttled > 0) {
    warnings.push(
      `the processor was throttled for heat ${throttled} times: cool it, or shorten the run`,
    );
  }
  warnings.push(...gpuAdviceAfter(after.gpusWhileTimed ?? []));
  const [first, last] = [before.quotaPeriods, after.quotaPeriods];
  if (first === null || last === null) return warnings;
  const [periods, held] = [last.total - first.total, last.throttled - first.throttled];
  if (held > HELD_BACK_SHARE * periods) {
    warnings.push(
      `the quota held the run back in ${held} of ${periods} periods: rates are the quota's, not the ` +
        "processor's; fewer threads, or a quota of as many cores as threads, measures the processor",
    );
  }
  return warnings;
}
