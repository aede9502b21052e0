// What of a tensor's values is worth knowing before it is timed: how many slow a processor down, and how
// many are no numbers.

import type { CheckpointTensor } from "../../models/checkpoint/checkpoint.ts";
import { CheckpointError } from "../../models/checkpoint/checkpoint_error.ts";
import { elementCount } from "../../models/graph/graph.ts";

/** Of the values as float32. */
export interface ValueCounts {
  readonly denormal: number;
  readonly nan: number;
  readonly infinite: number;
}

/** The smallest float32 that is no denormal. */
const SMALLEST_NORMAL = 2 ** -126;
/** Of larger ones, 1 GiB as float32, the values are not looked at. */
const MOST_ELEMENTS = 2 ** 28;

/**
 * Counts the values of a tensor.
 *
 * @throws {CheckpointError} If they cannot be read as float32, or are too many.
 */
export function valueCounts(tensor: CheckpointTensor): ValueCounts {
  const length = elementCount(tensor.shape);
  if (length > MOST_ELEMENTS) {
    throw new CheckpointError({
      reason: `tensor "${tensor.name}" has ${length} elements, more than ${MOST_ELEMENTS}`,
      cure: "its values are not looked at",
    });
  }
  const values = new Float32Array(length);
  tensor.read(values);
  let [denormal, nan, infinite] = [0, 0, 0];
  for (let index = 0; index < length; index++) {
    const size = Math.abs(values[index] as number);
    if (size < SMALLEST_NORMAL) denormal += size > 0 ? 1 : 0;
    else if (size === Infinity) infinite += 1;
    else if (size !== size) nan += 1;
  }
  return { denormal, nan, infinite };
}
