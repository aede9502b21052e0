// What must be equal for two timings to be compared: one list, from which pairing, reasons and the
// keys of a side follow. Every field of a run's environment and of a timing's conditions is either
// here or among those that are known not to decide; a test sees to it.

import {
  DEFAULT_ENGINE,
  type RunRecord,
  type TimingRecord,
} from "../../bench/record/record_types.ts";
import type { Excess } from "../records/excess.ts";
import { weightsOf, weightsText } from "../records/run_weights.ts";
import { precisionText } from "../records/run_conditions.ts";

/** A timing with the run that it belongs to. */
export interface Timed {
  /** What was measured. */
  readonly timing: TimingRecord;
  /** Where and how. */
  readonly run: RunRecord;
  /** Absent if the rate is not above the ceiling of its run. */
  readonly excess?: Excess;
}

/** A condition: the fields that it speaks for, and their value as words. */
interface Condition {
  readonly name: string;
  readonly environment?: readonly (keyof RunRecord["environment"])[];
  readonly timing?: readonly (keyof TimingRecord)[];
  readonly of: (timed: Timed) => string;
}

/** A field of a timing that speaks for itself. */
function timingCondition(name: string, field: keyof TimingRecord): Condition {
  return { name, timing: [field], of: ({ timing }) => String(timing[field] ?? "unknown") };
}

/** Every condition, in the order in which differences are named. */
export const CONDITIONS: readonly Condition[] = [
  {
    name: "machine",
    // The fingerprint holds all of these, and what has a condition of its own below.
    environment: [
      "cpuModel",
      "machineCoreCount",
      "coreCount",
      "physicalCoreCount",
      "memoryBytes",
      "operatingSystem",
    ],
    of: ({ run: { environment: { cpuModel, coreCount }, machine } }) =>
      `${cpuModel}, ${coreCount} cores (${machine})`,
  },
  {
    name: "quota in cores",
    environment: ["cgroupCores"],
    of: ({ run: { environment: { cgroupCores } } }) => String(cgroupCores ?? "none"),
  },
  {
    name: "kind of device",
    environment: ["deviceKinds"],
    of: ({ run: { environment: { deviceKinds } } }) => deviceKinds.join(" or ") || "unknown",
  },
  {
    name: "device driver",
    environment: ["deviceDriver"],
    of: ({ run: { environment: { deviceDriver } } }) => deviceDriver ?? "unknown",
  },
  {
    name: "variables",
    environment: ["variables"],
    of: ({ run: { environment: { variables } } }) => tableText(variables),
  },
  timingCondition("size", "size"),
  timingCondition("batch", "batch"),
  {
    name: "precision",
    timing: ["precision", "arithmetic"],
    of: ({ timing }) => precisionText(timing),
  },
  timingCondition("threads", "threads"),
  timingCondition("graph variant", "graph"),
  {
    name: "weights",
    // Values decide how fast some arithmetic is: denormal ones are slow
    of: ({ run, timing: { model } }) => weightsText(weightsOf(run, model)),
  },
  timingCondition("engine", "engine"),
  {
    name: "versions of the engine",
    timing: ["engineVersions"],
    // That of the default one is among the versions of the run, of which a remark tells.
    of: ({ timing: { engine, engineVersions } }) =>
      engine === DEFAULT_ENGINE ? "those of the run" : tableText(engineVersions),
  },
  {
    name: "options of the engine",
    timing: ["engineOptions"],
    of: ({ timing: { engineOptions } }) => tableText(engineOptions),
  },
  {
    name: "variant of the engine",
    timing: ["variant"],
    of: ({ timing: { variant } }) => variant ?? "none",
  },
  timingCondition("instances", "instances"),
  timingCondition("runs in flight", "runsInFlight"),
  timingCondition("device used", "deviceUsed"),
  timingCondition("device name", "deviceName"),
  timingCondition("copies included", "copiesIncluded"),
  {
    name: "inputs",
    // Made inside the graph or there already: neither is copied.
    of: ({ run: { settings: { input } }, timing: { copiesIncluded } }) =>
      copiesIncluded ? "copied" : input,
  },
  {
    name: "rewrites",
    of: ({ run: { settings: { rewrites } }, timing: { graph, engine } }) =>
      graph === "fast" && engine === DEFAULT_ENGINE && rewrites !== undefined
        ? rewrites.join(", ")
        : "the device's own",
  },
];

/**
 * Fields of the environment that forbid no comparison: versions, which a remark names as what may
 * have changed; which of several like cores or GPUs a run got; what could not be read; the moment.
 */
export const INDIFFERENT: readonly (keyof RunRecord["environment"])[] = [
  "deno",
  "v8",
  "onnxruntime",
  "affinity",
  "memoryLimitBytes",
  "governor",
  "frequencyDriver",
  "container",
  "gpuVariables",
  "gpuProcessors",
  "energyCounters",
  "unread",
  "state",
];

/** `NAME=value, OTHER=value` by name, or `none`. */
function tableText(table: Readonly<Record<string, string>>): string {
  const texts = Object.entries(table).map(([name, value]) => `${name}=${value}`).sort();
  return texts.length === 0 ? "none" : texts.join(", ");
}

/** Equal for timings that may be compared. */
export function conditionsKey(timed: Timed): string {
  return JSON.stringify(CONDITIONS.map(({ of }) => of(timed)));
}

/** `["batch 8 against 16"]`: conditions in which two timings differ, with both values. */
export function unlikeConditions(base: Timed, next: Timed): readonly string[] {
  return CONDITIONS.flatMap(({ name, of }) => {
    const [before, after] = [of(base), of(next)];
    return before === after ? [] : [`${name} ${before} against ${after}`];
  });
}
