// An assertion about a single value.

import { failure } from "./_message.ts";

/**
 * Asserts that a value is truthy.
 *
 * @param expr The value.
 * @param msg The message if it is not.
 * @throws {AssertionError} If it is falsy.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert("deit_tiny".startsWith("deit"), "not a DeiT");
 * ```
 */
export function assert(expr: unknown, msg = "Expected a truthy value"): asserts expr {
  if (!expr) throw failure(msg);
}
