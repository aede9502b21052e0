/**
 * Assertions for tests: each returns if its claim holds and throws an {@linkcode AssertionError} that
 * shows the difference if not.
 *
 * Stand-in for the published `@std/assert` where jsr.io is out of reach: the same names, types and
 * verdicts for the part this project uses, on top of `node:util`. The wording of the messages is not
 * the published one.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals({ shape: [1, 3, 224, 224] }, { shape: [1, 3, 224, 224] });
 * assertThrows(() => new Float32Array(-1), RangeError);
 * ```
 *
 * @module
 */

export * from "./almost_equals.ts";
export * from "./assert.ts";
export * from "./assertion_error.ts";
export * from "./equal.ts";
export * from "./equals.ts";
export * from "./rejects.ts";
export * from "./strict_equals.ts";
export * from "./text.ts";
export * from "./throws.ts";
