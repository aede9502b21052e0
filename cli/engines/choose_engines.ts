// Which engines of a call work on this machine, on which device: one device for all, as rates are
// compared.

import {
  DEFAULT_ENGINE,
  type Device,
  type Precision,
  type ProbedDevice,
} from "../../bench/job/protocol.ts";
import { unsuitability } from "../../bench/engine/suits.ts";
import { errorText } from "../../bench/job/error_text.ts";
import { probe, type WorkerOptions } from "../../bench/run/worker_process.ts";
import { chooseDevice, type ChosenDevice } from "./choose_device.ts";
import { type AskedEngine, knownDevices } from "./engine_options.ts";

/** What of a call works. */
export interface ChosenEngines {
  /** As the first engine that works sees it, with the version of the default one. */
  readonly chosen: ChosenDevice;
  /** As each engine that works sees it, by name. */
  readonly devices: ReadonlyMap<string, ProbedDevice>;
  /** Of each engine that works and what it stands on, by its name. */
  readonly versions: ReadonlyMap<string, ChosenDevice["versions"]>;
  /** Why the others do not, and the line that gets them, by name. */
  readonly missing: ReadonlyMap<string, string>;
}

/** What is asked for. */
interface Wanted {
  readonly askedEngines: readonly AskedEngine[];
  readonly device: Device | "auto";
  readonly precision: Precision;
}

/**
 * Tries the engines out.
 *
 * @returns What works, or the reason why nothing does.
 */
export async function chooseEngines(
  { askedEngines, device: requested, precision }: Wanted,
  options: WorkerOptions,
): Promise<ChosenEngines | { readonly problem: string }> {
  const byName = new Map(
    askedEngines.map((asked) => [asked.located.description.name, asked]),
  );
  const devices = new Map<string, ProbedDevice>();
  const versions = new Map<string, ChosenDevice["versions"]>();
  const missing = new Map<string, string>();
  const trial = (asked: AskedEngine, device: Wanted["device"]) =>
    tried(asked, { device, precision, options });
  // Where the device is named, none has to wait for another one's choice.
  const begun = requested === "auto"
    ? undefined
    : new Map([...byName].map(([engine, asked]) => [engine, trial(asked, requested)]));
  const early = byName.has(DEFAULT_ENGINE) ? undefined : defaultVersions(options);
  let chosen: ChosenDevice | undefined;
  for (const [engine, asked] of byName) {
    const found = await (begun?.get(engine) ?? trial(asked, chosen?.device ?? requested));
    if ("problem" in found) {
      missing.set(engine, found.problem);
      continue;
    }
    chosen ??= found;
    devices.set(engine, found);
    versions.set(engine, found.versions);
  }
  if (chosen === undefined) {
    await early;
    return { problem: [...missing.values()].join("; ") };
  }
  const ofDefault = versions.get(DEFAULT_ENGINE) ?? await (early ?? defaultVersions(options));
  return {
    chosen: { ...chosen, versions: { ...chosen.versions, ...ofDefault } },
    devices,
    versions,
    missing,
  };
}

async function tried(
  asked: AskedEngine,
  { device, precision, options }: Pick<Wanted, "device" | "precision"> & {
    readonly options: WorkerOptions;
  },
): Promise<ChosenDevice | { readonly problem: string }> {
  const { located: { description }, options: given } = asked;
  const { name, install } = description;
  const candidates = device === "auto" ? knownDevices([asked]) : [device];
  const fitting = candidates.map((one) => ({ device: one, precision, options: given }));
  const unfit = fitting.map((job) => unsuitability(description, job));
  const [first] = unfit;
  if (first !== undefined && unfit.every((problem) => problem !== undefined)) {
    return { problem: first };
  }
  const found = await chooseDevice(
    { requested: device, candidates, use: { engine: name, options: given, precision } },
    options,
  );
  // The default one is part of this suite; what it lacks is a device.
  if (!("problem" in found) || name === DEFAULT_ENGINE) return found;
  const problem = withCure(found.problem, install, given);
  return { problem: `engine ${name} does not work here: ${problem}` };
}

/** How an engine begins to say that what is there does not compute in that precision. */
const REFUSED_PRECISION = /^Cannot compute in /;

/**
 * A problem with the line that gets what is missing, unless it has that line with another program,
 * nothing is missing, or a library was named, whose place nothing takes.
 */
export function withCure(
  problem: string,
  install: string,
  given: AskedEngine["options"] = {},
): string {
  if ("provider-library" in given || REFUSED_PRECISION.test(problem)) return problem;
  const line = install.split(" ").slice(1).join(" ");
  return line !== "" && problem.includes(line) ? problem : `${problem}; get it by: ${install}`;
}

/** The version of the default engine is said in any case: it makes the reference outputs. */
async function defaultVersions(options: WorkerOptions): Promise<ChosenDevice["versions"]> {
  try {
    return (await probe({ device: "cpu" }, options)).versions;
  } catch (error) {
    return { [DEFAULT_ENGINE]: errorText(error) };
  }
}
