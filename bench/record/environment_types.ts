// The machine and the software of a run in TypeScript; environment_schema.ts has the same to check files.

import type { ByName } from "./unbounded.ts";

/** A GPU of NVIDIA's at one moment; null where its driver does not tell. */
export interface GpuState {
  /** As the driver counts them. */
  readonly index: number;
  /** The same wherever it is counted otherwise; absent in records of older versions. */
  readonly uuid?: string | undefined;
  /** Its kind. */
  readonly name: string;
  /** Version. */
  readonly driver: string;
  /** What it may draw now, and what it may draw unless somebody changes it. */
  readonly powerLimitWatts: number | null;
  /** What it may draw unless somebody changes it. */
  readonly usualPowerLimitWatts: number | null;
  /** What it draws. */
  readonly powerWatts: number | null;
  /** Clock of its multiprocessors. */
  readonly smClockMhz: number | null;
  /** Clock of its memory. */
  readonly memoryClockMhz: number | null;
  /** Of the chip. */
  readonly temperatureCelsius: number | null;
  /** What keeps the clock down, in words. */
  readonly throttleReasons: readonly string[] | null;
  /** Memory that is taken, by whomever. */
  readonly usedMemoryBytes: number | null;
  /** All of its memory. */
  readonly memoryBytes: number | null;
  /** Processes that compute on it. */
  readonly processCount: number | null;
  /** Whether it is split into instances (MIG). */
  readonly isSplit: boolean | null;
  /** Whether its memory corrects errors (ECC). */
  readonly correctsErrors: boolean | null;
}

/** A GPU over the looks at it while rounds were timed, one a round. */
export interface GpuWhileTimed extends Pick<GpuState, "index" | "name"> {
  /** Looks at it. */
  readonly lookCount: number;
  /** Over the looks, as the fields below; null where none told. */
  readonly meanPowerWatts: number | null;
  /** The lowest clock of its multiprocessors. */
  readonly lowestSmClockMhz: number | null;
  /** The highest; null in records of older versions, too. */
  readonly highestSmClockMhz: number | null;
  /** Of the chip. */
  readonly highestTemperatureCelsius: number | null;
  /** What kept the clock down in any look. */
  readonly throttleReasons: readonly string[];
}

/** Load and clocks at one moment; null where the system does not tell. */
export interface MachineState {
  /** Mean runnable processes in the minute before. */
  readonly loadAverage: number | null;
  /** Frequency of the first core that the process may run on. */
  readonly frequencyMhz: number | null;
  /** Times that these cores were throttled for heat since the system started. */
  readonly throttleCount: number | null;
  /** Periods of the container's quota so far, and in how many it held its processes back. */
  readonly quotaPeriods: {
    /** All periods. */
    readonly total: number;
    /** Those in which processes were held back. */
    readonly throttled: number;
  } | null;
  /** Memory that may still be taken, of the machine and below the container's limit. */
  readonly freeMemoryBytes: number;
  /** NVIDIA's GPUs, where the run is on one; absent in records of older versions and elsewhere. */
  readonly gpus?: readonly GpuState[] | undefined;
  /** The same over the rounds, in the state at the end of a run. */
  readonly gpusWhileTimed?: readonly GpuWhileTimed[] | undefined;
}

/** Where and with what a run was made; what the system does not tell is null. */
export interface Environment {
  /** Name of the processor. */
  readonly cpuModel: string;
  /** Processors of the machine, whoever may use them. */
  readonly machineCoreCount: number;
  /** Those that this process may run on. */
  readonly coreCount: number;
  /** Which these are, such as `0-3,8`; null where the system does not tell, as all below. */
  readonly affinity: string | null;
  /** Cores that they belong to. */
  readonly physicalCoreCount: number | null;
  /** Quota of the container or the job in cores; null: none. */
  readonly cgroupCores: number | null;
  /** Memory of the machine. */
  readonly memoryBytes: number;
  /** Limit of the container or the job; null: none. */
  readonly memoryLimitBytes: number | null;
  /** Name and version. */
  readonly operatingSystem: string;
  /** Version. */
  readonly deno: string;
  /** Version. */
  readonly v8: string;
  /** Version. */
  readonly onnxruntime: string;
  /** Version of the driver of the device that was used; null for the processor. */
  readonly deviceDriver: string | null;
  /** Kinds of GPU that a run on NVIDIA's may have got; none for other devices. */
  readonly deviceKinds: readonly string[];
  /** Frequency governor of the first core, and the driver that it works through. */
  readonly governor: string | null;
  /** The driver that the governor works through. */
  readonly frequencyDriver: string | null;
  /** Whether the run is inside a container, as far as it can tell. */
  readonly container: boolean;
  /** Variables that change how the runtime computes, by name (bench/machine/system_facts.ts). */
  readonly variables: ByName<string>;
  /** Variables that bind a run on NVIDIA's GPUs to some of them, by name; absent elsewhere. */
  readonly gpuVariables?: ByName<string> | undefined;
  /** Processors on the side of its one GPU, such as `0-15`; absent where nobody tells. */
  readonly gpuProcessors?: string | undefined;
  /** What the system would tell but did not let be read, with the reason. */
  readonly unread: readonly string[];
  /** Energy counters of its processors (RAPL), by name; absent in records of older versions. */
  readonly energyCounters?: readonly string[] | undefined;
  /** Load and clocks when the run began. */
  readonly state: MachineState;
}
