// Identity as an assertion.

import { describeDifference } from "./_diff.ts";
import { failure } from "./_message.ts";

/**
 * Asserts that two values are the same, in the sense of `Object.is`.
 *
 * @typeParam T The type of the expected value.
 * @param actual The value at hand.
 * @param expected The value it should be.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If they are not the same.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 *
 * const shape = [1, 3, 224, 224];
 * assertStrictEquals(shape, shape);
 * ```
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw failure("Expected values to be the same", {
    added: msg,
    evidence: describeDifference(actual, expected),
  });
}
