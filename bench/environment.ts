// The machine and the software of a run: enough to tell why two runs differ.
// Needs --allow-sys, and --allow-run to ask for what only all rights may read (system_process.ts).

import { cpus } from "node:os";
import type { Device } from "./protocol.ts";
import type { MachineState, RunRecord } from "./record.ts";
import type { SystemFacts } from "./system_facts.ts";
import { readSystem } from "./system_process.ts";

/** Where and with what a run was made. */
export type Environment = RunRecord["environment"];

const BYTES_PER_GIB = 2 ** 30;
/** Devices whose driver is NVIDIA's. */
const NVIDIA_DEVICES: readonly Device[] = ["cuda", "tensorrt"];

/** Describes this machine; what the system does not tell is null. */
export async function readEnvironment(
  { onnxruntime, device }: { readonly onnxruntime: string; readonly device: Device },
): Promise<Environment> {
  return environmentOf(await readSystem(), { onnxruntime, device });
}

/** As {@linkcode readEnvironment}, from what the system told. */
export function environmentOf(
  facts: SystemFacts,
  { onnxruntime, device }: { readonly onnxruntime: string; readonly device: Device },
): Environment {
  const { limits, affinity, physicalCoreCount, governor, frequencyDriver } = facts;
  const memoryBytes = Deno.systemMemoryInfo().total;
  const isLimited = limits.memoryBytes !== null && limits.memoryBytes < memoryBytes;
  return {
    cpuModel: cpus()[0]?.model.trim() ?? "unknown",
    coreCount: facts.processorCount ?? navigator.hardwareConcurrency,
    ...{ affinity, physicalCoreCount, cgroupCores: limits.cores, memoryBytes },
    memoryLimitBytes: isLimited ? limits.memoryBytes : null,
    operatingSystem: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    onnxruntime,
    deviceDriver: NVIDIA_DEVICES.includes(device) ? facts.nvidiaDriver : null,
    ...{ governor, frequencyDriver },
    ...{ container: facts.container, variables: facts.variables, unread: facts.unread },
    state: stateOf(facts),
  };
}

/** Load, clock, heat and free memory right now. */
export async function readMachineState(): Promise<MachineState> {
  return stateOf(await readSystem());
}

function stateOf({ frequencyMhz, heatThrottleCount, limits }: SystemFacts): MachineState {
  const freeBytes = Deno.systemMemoryInfo().available;
  return {
    loadAverage: Deno.build.os === "windows" ? null : Deno.loadavg()[0] ?? null,
    frequencyMhz,
    throttleCount: heatThrottleCount,
    quotaPeriods: limits.periods,
    freeMemoryBytes: Math.min(freeBytes, limits.memoryLeftBytes ?? freeBytes),
  };
}

/**
 * Fingerprint of what must be equal for two timings to be comparable, short and stable: how many
 * cores a run got and how much of them, not which; the driver of its device; the variables that the
 * runtime and its libraries obey.
 */
export async function machineFingerprint(environment: Environment): Promise<string> {
  const { cpuModel, coreCount, physicalCoreCount, cgroupCores, memoryBytes } = environment;
  const { operatingSystem, deviceDriver, variables } = environment;
  const [os = "", , arch = ""] = operatingSystem.split(" ");
  const memoryGib = Math.round(memoryBytes / BYTES_PER_GIB);
  const identity = JSON.stringify([
    ...[cpuModel, coreCount, physicalCoreCount, cgroupCores, memoryGib, os, arch, deviceDriver],
    Object.entries(variables).sort(([a], [b]) => a < b ? -1 : 1),
  ]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex().slice(0, 12);
}
