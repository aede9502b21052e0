// Options of providers that are plugins, and the engine that a device needs.

import { resolve } from "node:path";
import type { LocatedEngine } from "../../bench/engine/located_engine.ts";
import { BUILT_IN_ENGINES } from "../../bench/engines/built_in.ts";
import { deviceKind } from "../../bench/job/device.ts";
import { DEFAULT_ENGINE } from "../../bench/job/protocol.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";

/** Names on the command line, which are those of the engine's own options. */
const NAMES = ["provider-library", "provider-name"] as const;

/** The device of a library that none of ours is named for. */
const ANY_PLUGIN = "plugin";

/** Declarations, for the help. */
export const PROVIDER_OPTIONS: readonly OptionSpec[] = [
  {
    name: NAMES[0],
    value: "FILE",
    help: `computes by a provider for ONNX Runtime that is a plugin; its code runs with your ` +
      `rights (device ${ANY_PLUGIN}, unless another is named)`,
  },
  {
    name: NAMES[1],
    value: "NAME",
    help: "with --provider-library: which of its providers, where it has several",
  },
];

/** The device of a call: what is asked for, or that of a library which is named. */
export function deviceOption(args: Arguments, usual: string): string {
  const isPlugin = args.text(NAMES[0]) !== undefined;
  return args.text("device") ?? (isPlugin ? ANY_PLUGIN : usual);
}

/** Names of the engines of a call: those that are asked for, or the first that has the device. */
export function engineNames(args: Arguments): string {
  const device = deviceOption(args, "auto");
  const has = ({ description: { devices } }: LocatedEngine) => devices.includes(deviceKind(device));
  return args.text("engine") ?? BUILT_IN_ENGINES.find(has)?.description.name ?? DEFAULT_ENGINE;
}

/**
 * What of these options an engine has.
 *
 * @throws {UsageError} If one is given and no engine of the call has it.
 */
export function providerOptionsOf(
  args: Arguments,
  engines: readonly LocatedEngine[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const given = NAMES.flatMap((name) => {
    const text = args.text(name);
    return text === undefined ? [] : [[name, name === NAMES[0] ? resolve(text) : text] as const];
  });
  const [[first] = []] = given;
  if (first === undefined) return new Map();
  const taking = engines.filter(({ description: { options = {} } }) => first in options);
  if (taking.length === 0) {
    throw new UsageError(
      `Cannot take --${first} as no engine of the call loads plugins: add --engine onnxruntime-c`,
    );
  }
  return new Map(taking.map(({ description }) => [description.name, Object.fromEntries(given)]));
}
