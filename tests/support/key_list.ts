// Recorded names and shapes as a checkpoint.

import type { Checkpoint, CheckpointTensor } from "../../models/checkpoint/checkpoint.ts";
import { elementCount } from "../../models/graph/graph.ts";
import { readFixture } from "./fixtures.ts";

/** A list: `name d0,d1,…` or `name scalar` a line, comments begin with `#`. */
export async function readKeyList(path: string): Promise<Checkpoint> {
  const lines = (await readFixture(path)).split("\n");
  return checkpointOf(
    lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
      const [name = "", sizes = ""] = line.split(" ");
      return zeros(name, sizes === "scalar" ? [] : sizes.split(",").map(Number));
    }),
  );
}

/** A checkpoint of these tensors. */
export function checkpointOf(tensors: readonly CheckpointTensor[]): Checkpoint {
  return { format: "safetensors", tensors, chosen: [], others: [], skipped: [], notices: [] };
}

/** A tensor of nothing but 0. */
export function zeros(name: string, shape: readonly number[]): CheckpointTensor {
  const byteLength = 4 * elementCount(shape);
  return { name, shape, dtype: "float32", byteLength, read: (to) => to.fill(0) };
}

/** A tensor of these values, row by row. */
export function tensorOf(
  name: string,
  shape: readonly number[],
  values: readonly number[],
  dtype: CheckpointTensor["dtype"] = "float32",
): CheckpointTensor {
  return { name, shape, dtype, byteLength: 4 * values.length, read: (to) => to.set(values) };
}
