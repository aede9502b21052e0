// Whole numbers that stay exact: a product or total beyond 2^53 is a bigint, never rounded.

import { dimensionSize, elementCount, type Shape } from "../../../models/graph/graph.ts";

/** The number of elements of a shape, exact whatever its size. */
export function exactElements(shape: Shape, batch = 1): bigint {
  const rounded = elementCount(shape, batch);
  if (Number.isSafeInteger(rounded)) return BigInt(rounded);
  return shape.reduce((product, size) => product * BigInt(dimensionSize(size, batch)), 1n);
}

/** The sum of whole numbers. */
export function exactSum(parts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const part of parts) sum += part;
  return sum;
}

/**
 * A total as a plain number.
 *
 * @param what What was to be counted, for the message.
 * @param cure What to do instead.
 * @throws {RangeError} If it leaves the exact integers (2^53).
 */
export function safeNumber(total: bigint, what: string, cure: string): number {
  const number = Number(total);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(
    `Cannot count ${what} in plain numbers as a total exceeds 2^53: got ${total}, ${cure}`,
  );
}

/**
 * Checks the number of images that something is counted for.
 *
 * @throws {RangeError} If it is no whole number from 1 on.
 */
export function requireBatch(name: string, batch: number): void {
  if (Number.isSafeInteger(batch) && batch >= 1) return;
  throw new RangeError(
    `Cannot count "${name}" as the batch must be a whole number of images, 1 at least: got ${batch}`,
  );
}
