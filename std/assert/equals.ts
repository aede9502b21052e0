// Deep equality as an assertion.

import { comparable } from "./_comparable.ts";
import { describeDifference } from "./_diff.ts";
import { failure, inline } from "./_message.ts";
import { equal } from "./equal.ts";

/**
 * Asserts that two values are deeply equal, in the sense of {@linkcode equal}.
 *
 * @typeParam T The type of the values.
 * @param actual The value at hand.
 * @param expected The value it should have.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If they differ; the message shows where.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([1, 3, 224, 224].slice(2), [224, 224]);
 * ```
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw failure("Expected values to be equal", {
    added: msg,
    evidence: describeDifference(comparable(actual), comparable(expected)),
  });
}

/**
 * Asserts that two values are not deeply equal, in the sense of {@linkcode equal}.
 *
 * @typeParam T The type of the values.
 * @param actual The value at hand.
 * @param expected The value it should not have.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If they are equal.
 *
 * @example
 * ```ts
 * import { assertNotEquals } from "@std/assert";
 *
 * assertNotEquals([1, 2], [2, 1]);
 * ```
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw failure(`Expected values to differ, both are ${inline(actual)}`, { added: msg });
}
