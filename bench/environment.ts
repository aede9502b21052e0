// The machine and the software of a run: enough to tell why two runs differ.
// Reads /sys where there is one; needs --allow-sys and --allow-read of these files.

import { cpus } from "node:os";
import type { MachineState, RunRecord } from "./record.ts";

/** Where and with what a run was made. */
export type Environment = RunRecord["environment"];

const CGROUP_V2_CPU = "/sys/fs/cgroup/cpu.max";
const CGROUP_V1_QUOTA = "/sys/fs/cgroup/cpu/cpu.cfs_quota_us";
const CGROUP_V1_PERIOD = "/sys/fs/cgroup/cpu/cpu.cfs_period_us";
const GOVERNOR = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";
const CPU0 = "/sys/devices/system/cpu/cpu0";
const FREQUENCY_KHZ = `${CPU0}/cpufreq/scaling_cur_freq`;
const THROTTLE_COUNT = `${CPU0}/thermal_throttle/core_throttle_count`;
const CGROUP_V2_MEMORY = "/sys/fs/cgroup/memory.max";
const CGROUP_V1_MEMORY = "/sys/fs/cgroup/memory/memory.limit_in_bytes";
const BYTES_PER_GIB = 2 ** 30;

/** Describes this machine; what the system does not tell is null. */
export function readEnvironment(onnxruntime: string): Environment {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? "unknown",
    coreCount: navigator.hardwareConcurrency,
    cgroupCores: cgroupCores(
      readOrNull(CGROUP_V2_CPU) ??
        `${readOrNull(CGROUP_V1_QUOTA)} ${readOrNull(CGROUP_V1_PERIOD)}`,
    ),
    memoryBytes: Deno.systemMemoryInfo().total,
    operatingSystem: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    onnxruntime,
    governor: readOrNull(GOVERNOR),
    container: isContainer(),
    state: readMachineState(),
  };
}

/** Load, clock, heat and free memory right now. */
export function readMachineState(): MachineState {
  const frequencyKhz = numberOrNull(readOrNull(FREQUENCY_KHZ));
  return {
    loadAverage: Deno.build.os === "windows" ? null : Deno.loadavg()[0] ?? null,
    frequencyMhz: frequencyKhz === null ? null : frequencyKhz / 1000,
    throttleCount: numberOrNull(readOrNull(THROTTLE_COUNT)),
    freeMemoryBytes: Deno.systemMemoryInfo().available,
  };
}

/** Memory that this process and its workers may use: the machine's, or the container's limit. */
export function usableMemoryBytes(): number {
  const limit = numberOrNull(readOrNull(CGROUP_V2_MEMORY) ?? readOrNull(CGROUP_V1_MEMORY));
  return Math.min(Deno.systemMemoryInfo().available, limit ?? Infinity);
}

/** Docker and Podman leave these marks; a container may be without. */
function isContainer(): boolean {
  return readOrNull("/.dockerenv") !== null || readOrNull("/run/.containerenv") !== null;
}

function numberOrNull(text: string | null): number | null {
  const number = text === null || text === "" ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/**
 * The core limit of a container: `"150000 100000"` (quota and period in µs) -> 1.5;
 * `"max 100000"`, a negative quota or no limit at all -> null.
 */
export function cgroupCores(quotaAndPeriod: string): number | null {
  const [quota = NaN, period = NaN] = quotaAndPeriod.trim().split(/\s+/).map(Number);
  return quota > 0 && period > 0 ? quota / period : null;
}

/** Threads that a run uses unless told otherwise: one for each core it may use. */
export function defaultThreads({ coreCount, cgroupCores }: Environment): number {
  return Math.max(1, Math.floor(Math.min(coreCount, cgroupCores ?? coreCount)));
}

/** Fingerprint of what must be equal for two timings to be comparable, short and stable. */
export async function machineFingerprint(environment: Environment): Promise<string> {
  const { cpuModel, coreCount, cgroupCores, memoryBytes, operatingSystem } = environment;
  const [os = "", , arch = ""] = operatingSystem.split(" ");
  const memoryGib = Math.round(memoryBytes / BYTES_PER_GIB);
  const identity = JSON.stringify([cpuModel, coreCount, cgroupCores, memoryGib, os, arch]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(digest).toHex().slice(0, 12);
}

function readOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch {
    return null;
  }
}
