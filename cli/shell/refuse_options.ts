// Options that say nothing in a call: each is refused, as whoever gave it expects something of it.

import type { Arguments, OptionSpec } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Refuses options of a call.
 *
 * @param options By name, or as a command has them.
 * @param why Completes "Cannot take --resume", such as `with --against: start anew`.
 * @throws {UsageError} If one of them is given.
 */
export function refuseOptions(
  args: Arguments,
  options: readonly (string | OptionSpec)[],
  why: string,
): void {
  const names = options.map((option) => typeof option === "string" ? option : option.name);
  const given = names.find(args.isGiven);
  if (given !== undefined) throw new UsageError(`Cannot take --${given} ${why}`);
}
