/**
 * Assertions for tests: each returns if its claim holds and throws an error that shows the difference
 * if not.
 *
 * Stand-in for the published `@std/assert` where jsr.io is out of reach: the same names, types and
 * verdicts for the part this project uses, thin over `node:assert`. The wording of the messages is not
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

import { fail, ok, strictEqual } from "node:assert/strict";
import { diff, inspect, isDeepStrictEqual } from "node:util";
import { comparable } from "./_comparable.ts";

/** The default tolerance, as a share of the expected value: 1/100000 of one percent. */
const DEFAULT_RELATIVE_TOLERANCE = 1e-7;

/** Lines that are shown before the first difference, and in all. */
const CONTEXT_LINES = 3;
const SHOWN_LINES = 60;

/** A class of errors, abstract ones too. */
type ErrorClass<E extends Error = Error> = abstract new (...args: never[]) => E;

/** What follows the function in assertThrows() and assertRejects(). */
type Claim = readonly [classOrMsg?: ErrorClass | string, msgIncludes?: string, msg?: string];

/** Asserts that a value is truthy. */
export function assert(expr: unknown, msg?: string): asserts expr {
  ok(expr, msg);
}

/**
 * Asserts that two numbers differ by no more than a tolerance, which is absolute. Its default is
 * relative: 1e-7 of the expected value, so nothing but zero is almost zero. `NaN` and the infinities
 * are close to themselves only.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Math.abs(expected) * DEFAULT_RELATIVE_TOLERANCE,
  msg?: string,
): void {
  const difference = Math.abs(actual - expected);
  if (Object.is(actual, expected) || Number.isFinite(difference) && difference <= tolerance) return;
  fail(
    `Expected ${actual} to be close to ${expected}, they differ by ${difference} ` +
      `where ${tolerance} is allowed${added(msg)}`,
  );
}

/**
 * Whether two values are deeply equal: what they hold, keys and members in any order. `NaN` equals
 * itself and `0` equals `-0`. A property that is missing differs from one that is `undefined`.
 * Functions, and objects whose state cannot be seen, are compared by identity.
 */
export function equal(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(comparable(a), comparable(b));
}

/** Asserts that two values are deeply equal, in the sense of {@linkcode equal}. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  fail(`Expected values to be equal${added(msg)}\n\n${difference(actual, expected)}\n`);
}

/** The first lines that differ: "-" the actual value, "+" the expected one. */
function difference(actual: unknown, expected: unknown): string {
  const [a, b] = [linesOf(actual), linesOf(expected)];
  const longer = a.length > b.length ? a : b;
  const start = Math.max(0, longer.findIndex((_, i) => a[i] !== b[i]) - CONTEXT_LINES);
  // To find what differs in all of a long text would take square time.
  const lines = diff(a.slice(start, start + SHOWN_LINES), b.slice(start, start + SHOWN_LINES));
  return lines.map(([side, line]) => `${" -+".at(side)} ${line}`).join("\n");
}

/** A text of several lines by them, other values with a line for each element. */
function linesOf(value: unknown): string[] {
  if (typeof value === "string" && value.includes("\n")) return value.split("\n");
  const whole = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity } as const;
  return inspect(value, { ...whole, compact: false, sorted: true }).split("\n");
}

/** Asserts that two values are not deeply equal, in the sense of {@linkcode equal}. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) {
    fail(`Expected values to differ, both are ${inspect(actual)}${added(msg)}`);
  }
}

/** Asserts that two values are the same, in the sense of `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  strictEqual(actual, expected, msg);
}

/** Asserts that a text has a match of a pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  // A global pattern that is asked itself goes on after its last match.
  if (actual.search(expected) < 0) {
    fail(`Expected ${inspect(actual)} to match ${expected}${added(msg)}`);
  }
}

/** Asserts that a text has another one in it. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  fail(`Expected ${inspect(actual)} to include ${inspect(expected)}${added(msg)}`);
}

/** Asserts that a function throws, and returns what it throws. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that a function throws an error of a class, with a text in its message. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(fn: () => unknown, ...claim: Claim): unknown {
  try {
    fn();
  } catch (error) {
    return checkedError(error, claim);
  }
  fail(`Expected function to throw${added(msgOf(claim))}`);
}

/**
 * Asserts that a function returns a promise that is rejected, and resolves to the reason. A function
 * that throws does not reject.
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that a promise is rejected with an error of a class, with a text in its message. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...claim: Claim
): Promise<unknown> {
  let promise: unknown;
  try {
    promise = fn();
  } catch (error) {
    fail(`Expected function to reject, it threw ${inspect(error)}${added(msgOf(claim))}`);
  }
  ok(promise instanceof Promise, `Expected function to return a promise${added(msgOf(claim))}`);
  try {
    await promise;
  } catch (error) {
    return checkedError(error, claim);
  }
  fail(`Expected function to reject${added(msgOf(claim))}`);
}

/** The error, if it is as claimed. */
function checkedError(error: unknown, claim: Claim): unknown {
  const [errorClass, msgIncludes = ""] = claim;
  if (typeof errorClass !== "function") return error;
  if (error instanceof errorClass && error.message.includes(msgIncludes)) return error;
  fail(
    `Expected ${errorClass.name} with "${msgIncludes}", got ${inspect(error)}${
      added(msgOf(claim))
    }`,
  );
}

function msgOf([classOrMsg, , msg]: Claim): string | undefined {
  return typeof classOrMsg === "string" ? classOrMsg : msg;
}

/** What the caller adds to a message. */
function added(msg: string | undefined): string {
  return msg === undefined ? "" : `: ${msg}`;
}
