// Assertions about text.

import { failure, inline } from "./_message.ts";

/**
 * Asserts that a text matches a pattern.
 *
 * @param actual The text.
 * @param expected The pattern.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it does not match.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch("resnet50", /^resnet\d+$/);
 * ```
 */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (actual.search(expected) >= 0) return;
  throw failure(`Expected ${inline(actual)} to match ${expected}`, { added: msg });
}

/**
 * Asserts that a text includes another.
 *
 * @param actual The text.
 * @param expected The text it should include.
 * @param msg Words to add to the message.
 * @throws {AssertionError} If it does not.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes("layer1.0.conv1.weight", "conv1");
 * ```
 */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw failure(`Expected ${inline(actual)} to include ${inline(expected)}`, { added: msg });
}
