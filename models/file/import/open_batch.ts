// The batch left open: a graph is inferred for two batches, and a size that is the same for both does
// not depend on it; one that grows with it is so many times the batch.

import type { Dimension, Shape } from "../../graph/graph.ts";
import { type Inferred, isFixed, type Size } from "../shapes/engine/inferred.ts";

/**
 * One image, and a batch that shares no factor with the sizes of most networks. One image is among
 * them, as it is what most count, and as sizes that are cut (the first 4 of a batch) show there.
 */
export const PROBE_BATCHES = [1, 13] as const;

/** Something grows with the batch, but not evenly: it cannot be left open. */
export class UnevenBatchError extends RangeError {}

/**
 * A shape with the batch open, from those for each of {@linkcode PROBE_BATCHES}; `null` if not all of
 * it is known.
 *
 * @throws {UnevenBatchError} If a size is neither fixed nor a multiple of the batch.
 */
export function openShape(name: string, [low, high]: readonly [Inferred, Inferred]): Shape | null {
  if (low.shape === null || high.shape === null) return null;
  if (low.shape.length !== high.shape.length) throw unevenError(name, "its number of axes");
  const other = high.shape;
  if (isFixed(low.shape) && low.shape.every((size, axis) => size === other[axis])) return low.shape;
  const shape = low.shape.map((size, axis) => openSize(name, size, other[axis] ?? null));
  return shape.every((size) => size !== null) ? shape : null;
}

function openSize(name: string, low: Size, high: Size): Dimension | null {
  if (low === null || high === null) return null;
  if (low === high) return low;
  const [factor, other] = [low / PROBE_BATCHES[0], high / PROBE_BATCHES[1]];
  if (factor !== other || !Number.isInteger(factor)) {
    throw unevenError(name, `a size of ${low} and ${high} for ${PROBE_BATCHES.join(" and ")}`);
  }
  return factor === 1 ? "N" : `${factor}N`;
}

/** The error of a value or node that changes with the batch, but not evenly. */
export function unevenError(name: string, what: string): UnevenBatchError {
  return new UnevenBatchError(`"${name}" does not grow evenly with it (${what})`);
}
