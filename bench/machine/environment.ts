// The machine and the software of a run: enough to tell why two runs differ.
// Needs --allow-sys, and --allow-run to ask for what only all rights may read (system_process.ts).
// Processors that the run is bound to, the least quota and memory limit of the control groups around
// it, clock, heat, driver, and the variables that runtimes obey.

import { cpus } from "node:os";
import { gpuBindingOf, gpusOfDevice, type ReadVariable } from "../gpu/gpu_binding.ts";
import { CUDA_DEVICES, deviceKind } from "../job/device.ts";
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
  return CUDA_DEVICES.includes(deviceKind(device)) || /nvidia/i.test(deviceName ?? "");
}

/**
 * Describes this machine; what the system does not tell is null.
 *
 * @param read Reads the variables that bind a run to GPUs. @default nothing binds it
 */
export async function readEnvironment(
  chosen: Chosen,
  read: ReadVariable = () => undefined,
): Promise<Environment> {
  if (!isNvidia(chosen)) return environmentOf(await readSystem(), chosen);
  const gpus = await readGpus();
  const binding = gpuBindingOf(read, gpus);
  const own = gpusOfDevice(gpus, chosen.device, binding);
  const environment = environmentOf(await readSystem(), chosen, own);
  return { ...environment, gpuVariables: binding.variables };
}

/** As {@linkcode readEnvironment}, from what the system told. */
export function environmentOf(
  facts: SystemFacts,
  chosen: Chosen,
  gpus: readonly GpuState[] = [],
): Environment {
  const { limits } = facts;
  const [gpu, ...others] = gpus;
  const isOne = gpu?.uuid !== undefined && others.length === 0;
  const gpuProcessors = isOne ? facts.gpuProcessors[gpu.uuid] : undefined;
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
    ...(gpuProcessors === undefined ? {} : { gpuProcessors }),
    unread: facts.unread,
    energyCounters: facts.energyCounters,
    state: stateOf(facts, gpus),
  };
}

/** The kernel tells of all GPUs, or of none in a container; the driver's program of the run's own. */
function kindsOf({ nvidiaGpus }: SystemFacts, gpus: readonly GpuState[]): readonly string[] {
  return gpus.length === 0 ? nvidiaGpus : [...new Set(gpus.map(({ name }) => name))].toSorted();
}

/**
 * Load, clock, heat and free memory right now.
 *
 * @param before An earlier state: its GPUs are looked at again.
 */
export async function readMachineState(
  before: Pick<MachineState, "gpus"> = {},
): Promise<MachineState> {
  return stateOf(await readSystem(), await readAgain(before));
}

/** GPUs of an earlier state as they are now. Never throws. */
export async function readAgain(
  { gpus: before = [] }: Pick<MachineState, "gpus">,
): Promise<readonly GpuState[]> {
  if (before.length === 0) return [];
  const own = new Set(before.map(({ uuid, index }) => uuid ?? index));
  return (await readGpus()).filter(({ uuid, index }) => own.has(uuid ?? index));
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
