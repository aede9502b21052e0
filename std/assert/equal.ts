// Deep equality, on top of node:util isDeepStrictEqual. That tells 0 from -0 and {} from an object
// without prototype, and takes objects for equal whose state it cannot see. @std/assert does neither,
// so it is asked about copies in which this is settled.

import { isDeepStrictEqual } from "node:util";
import { comparable } from "./_comparable.ts";

/**
 * Whether two values are deeply equal.
 *
 * Arrays, typed arrays, objects, maps, sets, dates, patterns and errors are compared by what they
 * hold, keys and members in any order. `NaN` equals itself and `0` equals `-0`. A property that is
 * missing differs from one that is `undefined`. Functions, and objects whose state cannot be seen,
 * are compared by identity.
 *
 * @param a One value.
 * @param b The other value.
 * @returns Whether they are equal.
 * @throws {TypeError} If both are weak maps or both are weak sets: they cannot be looked into.
 *
 * @example
 * ```ts
 * import { equal } from "@std/assert";
 *
 * console.log(equal(new Map([["a", [NaN, 0]]]), new Map([["a", [NaN, -0]]]))); // true
 * ```
 */
export function equal(a: unknown, b: unknown): boolean {
  for (const weakClass of [WeakMap, WeakSet]) {
    if (a instanceof weakClass && b instanceof weakClass) {
      throw new TypeError(
        `Cannot compare as a ${weakClass.name} hides what it holds: compare its keys or identity`,
      );
    }
  }
  return isDeepStrictEqual(comparable(a), comparable(b));
}
