// The machine and the software in the record of a run (record.ts).

import { z } from "zod";
import { byName } from "./by_name.ts";

const integer = z.int().nonnegative();
const real = z.number();

/** Load and clocks at one moment; null where the system does not tell. */
export const machineStateSchema = z.object({
  /** Mean runnable processes in the minute before. */
  loadAverage: real.nullable(),
  /** Frequency of the first core that the process may run on. */
  frequencyMhz: real.nullable(),
  /** Times that these cores were throttled for heat since the system started. */
  throttleCount: integer.nullable(),
  /** Periods of the container's quota so far, and in how many it held its processes back. */
  quotaPeriods: z.object({ total: integer, throttled: integer }).nullable(),
  /** Memory that may still be taken, of the machine and below the container's limit. */
  freeMemoryBytes: integer,
});

/** Where and with what a run was made; what the system does not tell is null. */
export const environmentSchema = z.object({
  cpuModel: z.string(),
  /** Processors of the machine, whoever may use them. */
  machineCoreCount: integer,
  /** Those that this process may run on. */
  coreCount: integer,
  /** Which these are, such as `0-3,8`; null where the system does not tell, as all below. */
  affinity: z.string().nullable(),
  /** Cores that they belong to. */
  physicalCoreCount: integer.nullable(),
  /** Quota of the container or the job in cores; null: none. */
  cgroupCores: real.nullable(),
  memoryBytes: integer,
  /** Limit of the container or the job; null: none. */
  memoryLimitBytes: integer.nullable(),
  operatingSystem: z.string(),
  deno: z.string(),
  v8: z.string(),
  onnxruntime: z.string(),
  /** Version of the driver of the device that was used; null for the processor. */
  deviceDriver: z.string().nullable(),
  /** Kinds of GPU that a run on NVIDIA's may have got; none for other devices. */
  deviceKinds: z.array(z.string()).readonly(),
  /** Frequency governor of the first core, and the driver that it works through. */
  governor: z.string().nullable(),
  frequencyDriver: z.string().nullable(),
  /** Whether the run is inside a container, as far as it can tell. */
  container: z.boolean(),
  /** Variables that change how the runtime computes, by name (bench/system_facts.ts). */
  variables: byName(z.string()),
  /** What the system would tell but did not let be read, with the reason. */
  unread: z.array(z.string()).readonly(),
  state: machineStateSchema,
});
