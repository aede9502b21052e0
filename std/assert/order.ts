// Assertions about the order of two values, as the operators > >= < <= see it. NaN is in no order.

import { failure, inline } from "./_message.ts";

/**
 * Asserts that `actual > expected`.
 *
 * @typeParam T The type of the values.
 * @param actual The value at hand.
 * @param expected The value it should be greater than.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it is not.
 *
 * @example
 * ```ts
 * import { assertGreater } from "@std/assert";
 *
 * assertGreater(2, 1);
 * ```
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) throw disorder(actual, "greater than", expected, msg);
}

/**
 * Asserts that `actual >= expected`.
 *
 * @typeParam T The type of the values.
 * @param actual The value at hand.
 * @param expected The value it should reach.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it does not.
 *
 * @example
 * ```ts
 * import { assertGreaterOrEqual } from "@std/assert";
 *
 * assertGreaterOrEqual(2, 2);
 * ```
 */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) throw disorder(actual, "greater than or equal to", expected, msg);
}

/**
 * Asserts that `actual < expected`.
 *
 * @typeParam T The type of the values.
 * @param actual The value at hand.
 * @param expected The value it should be less than.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it is not.
 *
 * @example
 * ```ts
 * import { assertLess } from "@std/assert";
 *
 * assertLess(1, 2);
 * ```
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) throw disorder(actual, "less than", expected, msg);
}

/**
 * Asserts that `actual <= expected`.
 *
 * @typeParam T The type of the values.
 * @param actual The value at hand.
 * @param expected The value it should not exceed.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it does.
 *
 * @example
 * ```ts
 * import { assertLessOrEqual } from "@std/assert";
 *
 * assertLessOrEqual(2, 2);
 * ```
 */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) throw disorder(actual, "less than or equal to", expected, msg);
}

function disorder(actual: unknown, order: string, expected: unknown, msg?: string): Error {
  return failure(`Expected ${inline(actual)} to be ${order} ${inline(expected)}`, { added: msg });
}
