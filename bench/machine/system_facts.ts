// What Linux's /proc and /sys and the variables say of how fast this process may compute. Pure: files
// and variables come in. On another system there are no such files, and the facts are null.

import type { Environment } from "../record/environment_types.ts";
import { type GroupLimits, groupLimits, type ReadText } from "./cgroup.ts";

/** Files of the system. */
export interface SystemFiles {
  readonly read: ReadText;
  /** Names in a folder; none where there is no such folder. */
  readonly namesIn: (folder: string) => readonly string[];
}

/** Facts about the machine and this process; null where the system does not tell. */
export interface SystemFacts extends
  Pick<
    Environment,
    | "affinity"
    | "physicalCoreCount"
    | "governor"
    | "frequencyDriver"
    | "container"
    | "variables"
    | "unread"
  > {
  /** Processors of {@linkcode Environment.affinity}. */
  readonly processorCount: number | null;
  readonly limits: GroupLimits;
  /** Clock of the first of these processors. */
  readonly frequencyMhz: number | null;
  /** Times that these processors were slowed down for heat since the system started. */
  readonly heatThrottleCount: number | null;
  readonly nvidiaDriver: string | null;
  /** Kinds of NVIDIA's GPUs, in order; which of them a run gets is not known. */
  readonly nvidiaGpus: readonly string[];
  /** Processors on each of them's side of the machine, such as `0-15`, by its UUID. */
  readonly gpuProcessors: Readonly<Record<string, string>>;
  /** Energy counters of whole processors, by their folders; whether they may be read is not asked. */
  readonly energyCounters: readonly string[];
}

const CPU = "/sys/devices/system/cpu";
const KHZ_PER_MHZ = 1000;

/**
 * Variables that change how a runtime or its libraries compute: threads, arithmetic, memory. Those
 * that choose a device are not among them: the device's name is in the record, and a scheduler gives
 * another number each time.
 */
const TELLING_VARIABLES =
  /^(ORT_|OMP_|KMP_|MKL_|OPENBLAS_|MALLOC_|NVIDIA_TF32_OVERRIDE$|CUDA_LAUNCH_BLOCKING$|CUBLAS_WORKSPACE_CONFIG$|CUBLASLT_|GLIBC_TUNABLES$|LD_PRELOAD$)/;
/** Set by ourselves (silence.ts). */
const OWN_VARIABLE = "ORT_DISABLE_TELEMETRY";

/** Docker and Podman leave these files in a container. */
const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"] as const;
const CONTAINER_GROUPS = /docker|kubepods|containerd|libpod|\blxc\b/;

/** `"0-2,8"` -> `[0, 1, 2, 8]` */
export function processorsIn(list: string): readonly number[] {
  return list.trim().split(",").filter((part) => part !== "").flatMap((part) => {
    const [first = NaN, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** `[0, 1, 2, 8]` -> `"0-2,8"` */
function listOf(processors: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const processor of processors) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === processor - 1) range[1] = processor;
    else ranges.push([processor, processor]);
  }
  return ranges.map(([first, last]) => first === last ? `${first}` : `${first}-${last}`).join(",");
}

/** Processors that are on and that this process may run on; null where the system does not tell. */
function allowedProcessors(read: ReadText): readonly number[] | null {
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(read("/proc/self/status") ?? "")?.[1];
  if (allowed === undefined) return null;
  const online = read(`${CPU}/online`);
  const isOnline = new Set(processorsIn(online ?? allowed));
  // The kernel lists processors that could be plugged in, too.
  return processorsIn(allowed).filter((processor) => isOnline.has(processor));
}

function textOrNull(text: string | null): string | null {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}

function numberOrNull(text: string | null): number | null {
  const number = Number(textOrNull(text) ?? NaN);
  return Number.isFinite(number) ? number : null;
}

/** Cores by the processors that share them; null if one processor does not tell. */
function physicalCoreCountOf(processors: readonly number[], read: ReadText): number | null {
  const siblings = processors.map((processor) =>
    textOrNull(read(`${CPU}/cpu${processor}/topology/thread_siblings_list`))
  );
  return siblings.includes(null) || siblings.length === 0 ? null : new Set(siblings).size;
}

function frequencyMhzOf(processor: number, read: ReadText): number | null {
  const kilohertz = numberOrNull(read(`${CPU}/cpu${processor}/cpufreq/scaling_cur_freq`));
  if (kilohertz !== null) return kilohertz / KHZ_PER_MHZ;
  // A virtual machine shows no scaling, but a clock.
  const own = (read("/proc/cpuinfo") ?? "").split("\n\n").find((text) =>
    new RegExp(`^processor\\s*: ${processor}$`, "m").test(text)
  );
  return numberOrNull(/^cpu MHz\s*: (\S+)$/m.exec(own ?? "")?.[1] ?? null);
}

function heatThrottleCountOf(processors: readonly number[], read: ReadText): number | null {
  const counts = processors.flatMap((processor) =>
    numberOrNull(read(`${CPU}/cpu${processor}/thermal_throttle/core_throttle_count`)) ?? []
  );
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** Version of NVIDIA's kernel module, as it names itself in one of two files. */
function nvidiaDriverOf(read: ReadText): string | null {
  return textOrNull(read("/sys/module/nvidia/version")) ??
    /Kernel Module.*?\s(\d+\.[\d.]+)\s/.exec(read("/proc/driver/nvidia/version") ?? "")?.[1] ??
    null;
}

const NVIDIA_GPUS = "/proc/driver/nvidia/gpus";

/** `["NVIDIA A100-SXM4-80GB"]`, however many of them there are. */
function nvidiaGpusIn({ read, namesIn }: SystemFiles): readonly string[] {
  const models = namesIn(NVIDIA_GPUS).flatMap((name) =>
    /^Model:\s*(.*\S)/m.exec(read(`${NVIDIA_GPUS}/${name}/information`) ?? "")?.[1] ?? []
  );
  return [...new Set(models)].sort();
}

/** The driver names a GPU's folder by its place on the bus, which knows the processors beside it. */
function gpuProcessorsIn({ read, namesIn }: SystemFiles): Readonly<Record<string, string>> {
  const found = namesIn(NVIDIA_GPUS).flatMap((name) => {
    const information = read(`${NVIDIA_GPUS}/${name}/information`) ?? "";
    const [, uuid] = /^GPU UUID:\s*(GPU-\S+)/m.exec(information) ?? [];
    const processors = textOrNull(read(`/sys/bus/pci/devices/${name}/local_cpulist`));
    return uuid === undefined || processors === null ? [] : [[uuid, processors] as const];
  });
  return Object.fromEntries(found);
}

/** All facts. What may not be read is for the reader to add to `unread`. */
export function systemFacts(
  files: SystemFiles,
  environment: Readonly<Record<string, string>>,
): Omit<SystemFacts, "unread"> {
  const { read } = files;
  const processors = allowedProcessors(read);
  const first = processors?.[0] ?? 0;
  const frequency = `${CPU}/cpu${first}/cpufreq`;
  return {
    affinity: processors === null ? null : listOf(processors),
    processorCount: processors?.length ?? null,
    physicalCoreCount: physicalCoreCountOf(processors ?? [], read),
    limits: groupLimits(read),
    governor: textOrNull(read(`${frequency}/scaling_governor`)),
    frequencyDriver: textOrNull(read(`${frequency}/scaling_driver`)),
    frequencyMhz: frequencyMhzOf(first, read),
    heatThrottleCount: heatThrottleCountOf(processors ?? [], read),
    nvidiaDriver: nvidiaDriverOf(read),
    nvidiaGpus: nvidiaGpusIn(files),
    gpuProcessors: gpuProcessorsIn(files),
    energyCounters: files.namesIn("/sys/class/powercap")
      .filter((name) => /^intel-rapl(?:-mmio)?:\d+$/.test(name)).toSorted(),
    container: CONTAINER_MARKS.some((path) => read(path) !== null) ||
      CONTAINER_GROUPS.test(read("/proc/self/cgroup") ?? "") ||
      "KUBERNETES_SERVICE_HOST" in environment,
    variables: Object.fromEntries(
      Object.entries(environment)
        .filter(([name]) => TELLING_VARIABLES.test(name) && name !== OWN_VARIABLE)
        .sort(([a], [b]) => a < b ? -1 : 1),
    ),
  };
}
