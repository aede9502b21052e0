// Functions that must throw.

import { checkError, errorClaim } from "./_error.ts";
import type { ErrorClaim } from "./_error.ts";
import { failure } from "./_message.ts";

/**
 * Asserts that a function throws, be it an error or any other value.
 *
 * @param fn The function.
 * @param msg Words to add to the message.
 * @returns What it threw.
 * @throws {AssertionError} If it returns.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => JSON.parse("{"));
 * ```
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class, with certain words in its message.
 *
 * @typeParam E The type of the error.
 * @param fn The function.
 * @param ErrorClass The class.
 * @param msgIncludes The words.
 * @param msg Words to add to the message of the assertion.
 * @returns The error it threw.
 * @throws {AssertionError} If it returns, or throws anything else.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => new Float32Array(-1), RangeError, "length");
 * ```
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorClaim["errorClass"] | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const claim = errorClaim(classOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    checkError(error, claim);
    return error;
  }
  throw failure("Expected function to throw", { added: claim.msg });
}
