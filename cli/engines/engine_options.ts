// Options of engines: which ones, in which variant, with which options, how often side by side.

import type { LocatedEngine } from "../../bench/engine/located_engine.ts";
import { unsuitability } from "../../bench/engine/suits.ts";
import { BUILT_IN_ENGINES } from "../../bench/engines/built_in.ts";
import { AUTO_ORDER } from "../../bench/job/device.ts";
import {
  DEFAULT_ENGINE,
  type Device,
  type EngineUse,
  type Precision,
  PRECISIONS,
} from "../../bench/job/protocol.ts";
import { PYTHON_OPTION } from "./engine_places.ts";
import { engineNames, PROVIDER_OPTIONS, providerOptionsOf } from "./provider_options.ts";
import { readEngine } from "./read_engine.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { listOf, wholeNumber } from "../shell/values.ts";

const MOST_INSTANCES = 1024;
const USUAL_INSTANCES = "1";

const BUILT_IN_NAMES = BUILT_IN_ENGINES.map(({ description }) => description.name);

/** Declarations, for the help. */
export const ENGINE_OPTIONS: readonly OptionSpec[] = [
  {
    name: "engine",
    value: "NAME,…",
    help: `what runs the models: ${BUILT_IN_NAMES.join(", ")}, or the path of a description ` +
      "(docs/engine-protocol.md), each as NAME:VARIANT if it has several (default " +
      `${DEFAULT_ENGINE}, or the one that has the device); all are timed in the same rounds`,
  },
  {
    name: "engine-option",
    value: "NAME.KEY=VALUE",
    repeats: true,
    help: "an option of an engine; give one --engine-option for each",
  },
  PYTHON_OPTION,
  ...PROVIDER_OPTIONS,
  {
    name: "instances",
    value: "N,…|auto",
    help: "processes side by side that share threads and batch out, rows of their own; auto: one " +
      `for each core (default ${USUAL_INSTANCES})`,
  },
];

/** An engine that is asked for. */
export interface AskedEngine extends Omit<EngineUse, "instances" | "engine"> {
  readonly located: LocatedEngine;
}

/**
 * The engines of a call.
 *
 * @throws {UsageError} If one is not there, is named twice, or has no such variant or option.
 */
export function askedEngines(args: Arguments): readonly AskedEngine[] {
  const text = engineNames(args);
  const named = listOf("engine", text, engineOf);
  const options = optionsOf(args, named.map(({ located }) => located.description.name));
  const ofProviders = providerOptionsOf(args, named.map(({ located }) => located));
  const asked = named.map(({ located, variant }): AskedEngine => {
    const { name, variants } = located.description;
    const [usual] = variants ?? [];
    const chosen = variant ?? usual;
    return {
      located,
      options: { ...ofProviders.get(name), ...options.get(name) },
      ...(chosen === undefined ? {} : { variant: chosen }),
    };
  });
  for (const { located: { description }, variant, options } of asked) {
    const [device = ""] = description.devices;
    const [precision = "fp32"] = description.precisions;
    const own = { device, precision, ...(variant === undefined ? {} : { variant }) };
    requireNone("engine", text, unsuitability(description, { ...own, options: {} }));
    const given = args.texts("engine-option").join(" ");
    requireNone("engine-option", given, unsuitability(description, { ...own, options }));
  }
  return asked;
}

function requireNone(name: string, text: string, problem: string | undefined): void {
  if (problem === undefined) return;
  throw new UsageError(`Cannot take --${name} "${text}" as ${problem}`);
}

/** `pytorch:compile`; a path may have a colon elsewhere than before a variant. */
function engineOf(text: string): { readonly located: LocatedEngine; readonly variant?: string } {
  const [, name = text, variant] = /^(.+):([a-z0-9-]+)$/.exec(text) ?? [];
  return { located: readEngine(name), ...(variant === undefined ? {} : { variant }) };
}

/** Options by engine, then by name. */
function optionsOf(args: Arguments, engines: readonly string[]) {
  const given = new Map<string, Record<string, string>>();
  for (const text of args.texts("engine-option")) {
    const [, engine = "", key = "", value = ""] = /^([^.=]+)\.([^=]+)=(.+)$/.exec(text) ?? [];
    if (key === "") {
      throw new UsageError(
        `Cannot take --engine-option "${text}" as it must name an engine, an option and its value: ` +
          `write openvino.streams=2`,
      );
    }
    if (!engines.includes(engine)) {
      throw new UsageError(
        `Cannot take --engine-option "${text}" as "${engine}" is not among the engines: ` +
          `name it with --engine`,
      );
    }
    given.set(engine, { ...given.get(engine), [key]: value });
  }
  return given;
}

/** How many processes side by side; `auto` waits until the cores are known. */
export function instancesOf(args: Arguments): readonly (number | "auto")[] {
  const text = args.text("instances") ?? USUAL_INSTANCES;
  return listOf(
    "instances",
    text,
    (item) =>
      item === "auto" ? item : wholeNumber("instances", item, { least: 1, most: MOST_INSTANCES }),
  );
}

/** Precisions that at least one engine has, in the order of their bits. */
export function knownPrecisions(engines: readonly AskedEngine[]): readonly Precision[] {
  return PRECISIONS.filter((precision) =>
    engines.some(({ located }) => located.description.precisions.includes(precision))
  );
}

/** Devices that at least one engine has, the fastest kinds first. */
export function knownDevices(engines: readonly AskedEngine[]): readonly Device[] {
  const devices = new Set(engines.flatMap(({ located }) => located.description.devices));
  const usual = AUTO_ORDER.filter((device) => devices.has(device));
  return [...new Set<Device>([...usual, ...devices])];
}
