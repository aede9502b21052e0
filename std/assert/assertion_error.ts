// The one class of error that assertions throw. The class of the same name in node:assert takes
// other arguments, so it cannot serve here.

/**
 * Thrown when an assertion does not hold.
 *
 * @example
 * ```ts
 * import { assert, AssertionError } from "@std/assert";
 *
 * try {
 *   assert(1 > 2, "one is not more than two");
 * } catch (error) {
 *   console.log(error instanceof AssertionError); // true
 * }
 * ```
 */
export class AssertionError extends Error {
  /**
   * Makes an error.
   *
   * @param message What did not hold.
   * @param options The cause, as for `Error`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
