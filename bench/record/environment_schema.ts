// The machine and the software in the record of a run (record.ts); environment_types.ts says
// what the fields mean.

import { z } from "zod";
import { byName, listOf } from "./unbounded.ts";

const integer = z.int().nonnegative();
const real = z.number();

/** A GPU of NVIDIA's at one moment; null where its driver does not tell. */
const gpuStateSchema = z.object({
  index: integer,
  uuid: z.string().optional(),
  name: z.string(),
  driver: z.string(),
  powerLimitWatts: real.nullable(),
  usualPowerLimitWatts: real.nullable(),
  powerWatts: real.nullable(),
  smClockMhz: real.nullable(),
  memoryClockMhz: real.nullable(),
  temperatureCelsius: real.nullable(),
  throttleReasons: listOf(z.string()).nullable(),
  usedMemoryBytes: integer.nullable(),
  memoryBytes: integer.nullable(),
  processCount: integer.nullable(),
  isSplit: z.boolean().nullable(),
  correctsErrors: z.boolean().nullable(),
});

/** A GPU over the looks at it while rounds were timed. */
const gpuWhileTimedSchema = z.object({
  index: integer,
  name: z.string(),
  lookCount: integer,
  meanPowerWatts: real.nullable(),
  lowestSmClockMhz: real.nullable(),
  highestSmClockMhz: real.nullable().default(null),
  highestTemperatureCelsius: real.nullable(),
  throttleReasons: listOf(z.string()),
});

/** Load and clocks at one moment; null where the system does not tell. */
export const machineStateSchema = z.object({
  loadAverage: real.nullable(),
  frequencyMhz: real.nullable(),
  throttleCount: integer.nullable(),
  quotaPeriods: z.object({ total: integer, throttled: integer }).nullable(),
  freeMemoryBytes: integer,
  gpus: listOf(gpuStateSchema).optional(),
  gpusWhileTimed: listOf(gpuWhileTimedSchema).optional(),
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
  deviceKinds: listOf(z.string()),
  governor: z.string().nullable(),
  frequencyDriver: z.string().nullable(),
  container: z.boolean(),
  variables: byName(z.string()),
  gpuVariables: byName(z.string()).optional(),
  gpuProcessors: z.string().optional(),
  unread: listOf(z.string()),
  energyCounters: listOf(z.string()).optional(),
  state: machineStateSchema,
});
