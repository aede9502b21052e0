// `--dim`: sizes that a model file leaves open.

import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { wholeNumber } from "../shell/values.ts";

const LARGEST_SIZE = 1e12;

/** Declaration, for the tables of commands. */
export const DIM_OPTION: OptionSpec = {
  name: "dim",
  value: "NAME=SIZE",
  repeats: true,
  help: "size of a dimension that a file leaves open, by its name or as INPUT:AXIS; " +
    "give one --dim for each",
};

/**
 * Sizes by dimension, in the order in which they were given: `H=224` -> `H`, `image:2=224` ->
 * `image:2`.
 *
 * @throws {UsageError} If one is no name and size, or a dimension has two.
 */
export function dimsOf(args: Arguments): ReadonlyMap<string, number> {
  const dims = new Map<string, number>();
  for (const text of args.texts("dim")) {
    const place = text.lastIndexOf("=");
    const [name, size] = [text.slice(0, Math.max(0, place)), text.slice(place + 1)];
    if (name === "") {
      throw new UsageError(
        `Cannot take --dim "${text}" as it must be a name and a size: write H=224`,
      );
    }
    if (dims.has(name)) {
      throw new UsageError(`Cannot take --dim "${text}" as "${name}" has a size already: give one`);
    }
    dims.set(name, wholeNumber(`dim ${name}`, size, { least: 0, most: LARGEST_SIZE }));
  }
  return dims;
}

/**
 * Refuses sizes of dimensions in a call without a file.
 *
 * @throws {UsageError} If there is one.
 */
export function requireNoDims(args: Arguments): void {
  const [name] = dimsOf(args).keys();
  if (name === undefined) return;
  throw new UsageError(
    `Cannot take --dim ${name} as only files have named dimensions: use --size for networks`,
  );
}
