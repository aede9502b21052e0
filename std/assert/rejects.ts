// Functions whose promise must be rejected.

import { checkError, errorClaim } from "./_error.ts";
import type { ErrorClaim } from "./_error.ts";
import { failure } from "./_message.ts";

/**
 * Asserts that a function returns a promise that is rejected, be it with an error or any other
 * value.
 *
 * @param fn The function.
 * @param msg Words to add to the message.
 * @returns A promise of what it was rejected with.
 * @throws {AssertionError} If the promise is fulfilled, or the function throws before it returns one.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => Promise.reject(new Error("no such model")));
 * ```
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/**
 * Asserts that a function returns a promise that is rejected with an error of a class, with certain
 * words in its message.
 *
 * @typeParam E The type of the error.
 * @param fn The function.
 * @param ErrorClass The class.
 * @param msgIncludes The words.
 * @param msg Words to add to the message of the assertion.
 * @returns A promise of the error.
 * @throws {AssertionError} If the promise is fulfilled or rejected with anything else, or the
 * function throws before it returns one.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * await assertRejects(() => Promise.reject(new TypeError("bad shape")), TypeError, "shape");
 * ```
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClaim["errorClass"] | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const claim = errorClaim(classOrMsg, msgIncludes, msg);
  const promise = promiseOf(fn, claim);
  try {
    await promise;
  } catch (error) {
    checkError(error, claim);
    return error;
  }
  throw failure("Expected function to reject", { added: claim.msg });
}

/** Calls the function; one that throws, or returns no promise, does not reject. */
function promiseOf(fn: () => PromiseLike<unknown>, claim: ErrorClaim): PromiseLike<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    throw failure("Expected function to reject, it threw instead", {
      added: claim.msg,
      cause: error,
    });
  }
  if (typeof promise?.then === "function") return promise;
  throw failure("Expected function to reject, it returned no promise", { added: claim.msg });
}
