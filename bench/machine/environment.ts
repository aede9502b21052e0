// The machine and the software of a run: enough to tell why two runs differ.
// Needs --allow-sys, and --allow-run to ask for what only all rights may read (system_process.ts).
// Processors that the run is bound to, the least quota and memory limit of the control groups around
// it, clock, heat, driver, and the variables that runtimes obey.

import { cpus } from "node:os";
import type { Device, ProbeResult } from "../job/protocol.ts";
import type { Environment, GpuState, MachineState } from "../record/environment_types.ts";
import { readGpus } from "./gpu_state.ts";
import type { SystemFacts } from "./system_facts.ts";
import { readSystem } from "./system_process.ts";

const BYTES_PER_GIB = 2 ** 30;

/** What was chosen to compute with. */
export interface Chosen extends Pick<ProbeResult, "versions" | "deviceName"> {
  readonly device: Device;
}

/** Whether a device is NVIDIA's, by its kind or by its name. */
function isNvidia({ device, deviceName }: Chosen): boolean {
  return device === "cuda" || device === "tensorrt" || /nvidia/i.test(deviceName ?? "");
}

/** Describes this machine; what the system does not tell is null. */
export async function readEnvironment(chosen: Chosen): Promise<Environment> {
  const gpus = isNvidia(chosen) ? await readGpus() : [];
  return environmentOf(await readSystem(), chosen, gpus);
}

/** As {@linkcode readEnvironment}, from what the system told. */
export function environmentOf(
  facts: SystemFacts,
  chosen: Chosen,
  gpus: readonly GpuState[] = [],
): Environment {
  const { limits } = facts;
  const memoryBytes = Deno.systemMemoryInfo().total;
  const isLimited = limits.memoryBytes !== null && limits.memoryBytes < memoryBytes;
  return {
    cpuModel: cpus()[0]?.model.trim() ?? "unknown",
    machineCoreCount: cpus().length,
    coreCount: facts.processorCount ?? navigator.hardwareConcurrency,
    affinity: facts.affinity,
    physicalCoreCount: facts.physicalCoreCount,
    cgroupCores: limits.cores,
    memoryBytes,
    memoryLimitBytes: isLimited ? limits.memoryBytes : null,
    operatingSystem: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    onnxruntime: chosen.versions["onnxruntime-node"] ?? "unknown",
    deviceDriver: isNvidia(chosen) ? facts.nvidiaDriver ?? gpus[0]?.driver ?? null : null,
    deviceKinds: isNvidia(chosen) ? kindsOf(facts, gpus) : [],
    governor: facts.governor,
    frequencyDriver: facts.frequencyDriver,
    container: facts.container,
    variables: facts.variables,
    unread: facts.unread,
    state: stateOf(facts, gpus),
  };
}

/** A container may hide what the kernel tells, and not what the driver does. */
function kindsOf({ nvidiaGpus }: SystemFacts, gpus: readonly GpuState[]): readonly string[] {
  if (nvidiaGpus.length > 0) return nvidiaGpus;
  return [...new Set(gpus.map(({ name }) => name))].toSorted();
}

/**
 * Load, clock, heat and free memory right now.
 *
 * @param before An earlier state: GPUs are looked at again if it has any.
 */
export async function readMachineState(
  before: Pick<MachineState, "gpus"> = {},
): Promise<MachineState> {
  const gpus = before.gpus === undefined ? [] : await readGpus();
  return stateOf(await readSystem(), gpus);
}

function stateOf(
  { frequencyMhz, heatThrottleCount, limits }: SystemFacts,
  gpus: readonly GpuState[],
): MachineState {
  const freeBytes = Deno.systemMemoryInfo().available;
  return {
    loadAverage: Deno.build.os === "windows" ? null : Deno.loadavg()[0] ?? null,
    frequencyMhz,
    throttleCount: heatThrottleCount,
    quotaPeriods: limits.periods,
    freeMemoryBytes: Math.min(freeBytes, limits.memoryLeftBytes ?? freeBytes),
    ...(gpus.length === 0 ? {} : { gpus }),
  };
}

/**
 * Fingerprint of what must be equal for two timings to be comparable, short and stable: how many
 * cores of which machine a run got and how much of them, not which; the kind of its device and its
 * driver; the variables that the runtime and its libraries obey.
 */
export async function machineFingerprint(environment: Environment): Promise<string> {
  const [os = "", , arch = ""] = environment.operatingSystem.split(" ");
  const identity = JSON.stringify([
    environment.cpuModel,
    environment.machineCoreCount,
    environment.coreCount,
    environment.physicalCoreCount,
    environment.cgroupCores,
    Math.round(environment.memoryBytes / BYTES_PER_GIB),
    os,
    arch,
    environment.deviceDriver,
    environment.deviceKinds,
    Object.entries(environment.variables).sort(([a], [b]) => a < b ? -1 : 1),
  ]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex().slice(0, 12);
}
