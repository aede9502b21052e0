// Equality of numbers within a tolerance.

import { failure } from "./_message.ts";

/** The default tolerance, as a share of the expected value: 1/100000 of one percent. */
const DEFAULT_RELATIVE_TOLERANCE = 1e-7;

/**
 * Asserts that two numbers differ by no more than a tolerance.
 *
 * The tolerance is absolute. Its default is relative: 1e-7 of the expected value, so nothing but
 * zero is almost zero.
 *
 * @param actual The number at hand.
 * @param expected The number it should be close to.
 * @param tolerance The largest difference allowed.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If they differ by more, or only one of them is `NaN` or infinite.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(0.1 + 0.2, 0.3);
 * assertAlmostEquals(1.08, 1.1, 0.05);
 * ```
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;

  const allowed = tolerance ?? Math.abs(expected) * DEFAULT_RELATIVE_TOLERANCE;
  const difference = Math.abs(actual - expected);
  if (Number.isFinite(difference) && difference <= allowed) return;
  throw failure(
    `Expected ${actual} to be close to ${expected}, they differ by ${difference} ` +
      `where ${allowed} is allowed`,
    { added: msg },
  );
}
