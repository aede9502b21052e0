// Options that say nothing in a call: each is refused, as whoever gave it expects something of it.

import type { Arguments } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Refuses options of a call.
 *
 * @param why Completes "Cannot take --resume", such as `with --against: start anew`.
 * @throws {UsageError} If one of them is given.
 */
export function refuseOptions(args: Arguments, names: readonly string[], why: string): void {
  const given = names.find(args.isGiven);
  if (given !== undefined) throw new UsageError(`Cannot take --${given} ${why}`);
}
