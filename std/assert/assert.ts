// Assertions about a single value, and failing outright.

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

/**
 * Asserts that a value is neither `undefined` nor `null`.
 *
 * @typeParam T The type of the value.
 * @param actual The value.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it is `undefined` or `null`.
 *
 * @example
 * ```ts
 * import { assertExists } from "@std/assert";
 *
 * const width = new Map([["deit_tiny", 192]]).get("deit_tiny");
 * assertExists(width);
 * console.log(width + 1); // 193
 * ```
 */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw failure(`Expected a value, got ${actual}`, { added: msg });
  }
}

/**
 * Throws an {@linkcode AssertionError} in any case.
 *
 * @param msg Words to add to the message.
 * @returns Never.
 * @throws {AssertionError} Always.
 *
 * @example
 * ```ts
 * import { assertThrows, fail } from "@std/assert";
 *
 * assertThrows(() => fail("this point should not be reached"));
 * ```
 */
export function fail(msg?: string): never {
  throw failure("Failed assertion", { added: msg });
}
