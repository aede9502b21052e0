// The message of a failed assertion: what was claimed, what the caller adds, and the evidence.

import { inspect } from "node:util";
import { AssertionError } from "./assertion_error.ts";

/** An error for a claim that does not hold: "claim: added", then the evidence below. */
export function failure(
  claim: string,
  options: { added?: string | undefined; evidence?: string; cause?: unknown } = {},
): AssertionError {
  const { added, evidence, cause } = options;
  const headline = added === undefined ? claim : `${claim}: ${added}`;
  const message = evidence === undefined ? headline : `${headline}\n\n${evidence}\n`;
  return new AssertionError(message, cause === undefined ? {} : { cause });
}

/** A value in one line, for a message. */
export function inline(value: unknown): string {
  return inspect(value, { breakLength: Infinity, depth: 3, maxArrayLength: 10 });
}
