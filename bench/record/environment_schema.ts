// The machine and the software in the record of a run (record.ts); environment_types.ts says
// what the fields mean.

import { z } from "zod";
import { byName } from "./by_name.ts";

const integer = z.int().nonnegative();
const real = z.number();

/** Load and clocks at one moment; null where the system does not tell. */
export const machineStateSchema = z.object({
  loadAverage: real.nullable(),
  frequencyMhz: real.nullable(),
  throttleCount: integer.nullable(),
  quotaPeriods: z.object({ total: integer, throttled: integer }).nullable(),
  freeMemoryBytes: integer,
});

/** Where and with what a run was made; what the system does not tell is null. */
export const environmentSchema = z.object({
  cpuModel: z.string(),
  machineCoreCount: integer,
  coreCount: integer,
  affinity: z.string().nullable(),
  physicalCoreCount: integer.nullable(),
  cgroupCores: real.nullable(),
  memoryBytes: integer,
  memoryLimitBytes: integer.nullable(),
  operatingSystem: z.string(),
  deno: z.string(),
  v8: z.string(),
  onnxruntime: z.string(),
  deviceDriver: z.string().nullable(),
  deviceKinds: z.array(z.string()).readonly(),
  governor: z.string().nullable(),
  frequencyDriver: z.string().nullable(),
  container: z.boolean(),
  variables: byName(z.string()),
  unread: z.array(z.string()).readonly(),
  state: machineStateSchema,
});
