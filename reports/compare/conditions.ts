// What must be equal for two timings to be compared: one list, from which pairing, reasons and the
// keys of a side follow. A test holds it to every field of a run's environment and of a timing.

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

/** Every condition, in the order in which differences are named: its value as words. */
const CONDITIONS: Readonly<Record<string, (timed: Timed) => string>> = {
  // The fingerprint holds all of the machine that has no condition of its own below.
  "machine": ({ run: { environment: { cpuModel, coreCount }, machine } }) =>
    `${cpuModel}, ${coreCount} cores (${machine})`,
  "quota in cores": ({ run: { environment: { cgroupCores } } }) => String(cgroupCores ?? "none"),
  "kind of device": ({ run: { environment: { deviceKinds } } }) =>
    deviceKinds.join(" or ") || "unknown",
  "device driver": ({ run: { environment: { deviceDriver } } }) => deviceDriver ?? "unknown",
  "variables": ({ run: { environment: { variables } } }) => tableText(variables),
  "size": field("size"),
  "batch": field("batch"),
  "precision": ({ timing }) => precisionText(timing),
  "threads": field("threads"),
  "graph variant": field("graph"),
  // Values decide how fast some arithmetic is: denormal ones are slow
  "weights": ({ run, timing: { model } }) => weightsText(weightsOf(run, model)),
  "engine": field("engine"),
  // That of the default one is among the versions of the run, of which a remark tells.
  "versions of the engine": ({ timing: { engine, engineVersions } }) =>
    engine === DEFAULT_ENGINE ? "those of the run" : tableText(engineVersions),
  "options of the engine": ({ timing: { engineOptions } }) => tableText(engineOptions),
  "variant of the engine": ({ timing: { variant } }) => variant ?? "none",
  "instances": field("instances"),
  "runs in flight": field("runsInFlight"),
  "device used": deviceText,
  "device name": field("deviceName"),
  "copies included": field("copiesIncluded"),
  // Made inside the graph or there already: neither is copied.
  "inputs": ({ run: { settings: { input } }, timing: { copiesIncluded } }) =>
    copiesIncluded ? "copied" : input,
  "rewrites": ({ run: { settings: { rewrites } }, timing: { graph, engine } }) =>
    graph === "fast" && engine === DEFAULT_ENGINE && rewrites !== undefined
      ? rewrites.join(", ")
      : "the device's own",
};

/**
 * Which of several GPUs it was decides nothing where the run knows its one GPU: its kind and driver have
 * conditions of their own, and what it may draw stands here.
 */
function deviceText({ run, timing: { deviceUsed } }: Timed): string {
  const [gpu, ...others] = run.environment.state.gpus ?? [];
  if (gpu === undefined || others.length > 0) return deviceUsed;
  const kind = deviceUsed.replace(/^([\w-]+):\d+/, "$1");
  const limit = gpu.powerLimitWatts;
  return limit === null ? kind : `${kind} of ${limit} W`;
}

/** A field of a timing that speaks for itself. */
function field(name: keyof TimingRecord): (timed: Timed) => string {
  return ({ timing }) => String(timing[name] ?? "unknown");
}

/** `NAME=value, OTHER=value` by name, or `none`. */
function tableText(table: Readonly<Record<string, string>>): string {
  const texts = Object.entries(table).map(([name, value]) => `${name}=${value}`).sort();
  return texts.length === 0 ? "none" : texts.join(", ");
}

/** Equal for timings that may be compared. */
export function conditionsKey(timed: Timed): string {
  return JSON.stringify(Object.values(CONDITIONS).map((textOf) => textOf(timed)));
}

/** `["batch 8 against 16"]`: conditions in which two timings differ, with both values. */
export function unlikeConditions(base: Timed, next: Timed): readonly string[] {
  return Object.entries(CONDITIONS).flatMap(([name, textOf]) => {
    const [before, after] = [textOf(base), textOf(next)];
    return before === after ? [] : [`${name} ${before} against ${after}`];
  });
}
