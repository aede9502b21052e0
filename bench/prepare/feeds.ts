// Tensors that an engine is fed with, the same for the same seed whatever the batch: the first entries
// of a large batch are those of a small one.

import { elementData } from "../../models/graph/element_data.ts";
import { dimensionSize, elementCount, type Graph } from "../../models/graph/graph.ts";
import { fillSeeded, keyOf, seededInput } from "../../models/graph/weights.ts";
import type { NpyArray } from "../files/npy_array.ts";
import { fedType, type RawTensor } from "../engine/raw_tensor.ts";
import type { TensorFile } from "../engine/requests.ts";
import { inputPlan, type PlannedInput } from "../job/input_plan.ts";

/** What feeds are made of. */
export interface FeedOptions {
  readonly batch: number;
  readonly seed: number;
  /** Inputs that are given. @default none */
  readonly arrays?: ReadonlyMap<string, NpyArray>;
}

/**
 * Inputs for a batch: what is given, the rest made up.
 *
 * @throws {RangeError} If an input is of a type that cannot be made up, or what is given does not fit.
 */
export function feedsOf(
  graph: Graph,
  { batch, seed, arrays = new Map() }: FeedOptions,
): readonly RawTensor[] {
  return inputPlan(graph).map((input) => {
    const shape = input.shape.map((size) => dimensionSize(size, batch));
    const array = arrays.get(input.name);
    const bytes = array === undefined ? madeUp(input, shape, seed) : given(input, shape, array);
    return { name: input.name, type: input.dtype, shape, bytes };
  });
}

/** Writes feeds, and says where they are. */
export async function writeFeeds(
  folder: string,
  feeds: readonly RawTensor[],
): Promise<readonly TensorFile[]> {
  const files: TensorFile[] = [];
  for (const [index, { bytes, ...feed }] of feeds.entries()) {
    const path = `${folder}/input${index}.bin`;
    await Deno.writeFile(path, bytes);
    files.push({ ...feed, path });
  }
  return files;
}

/** The bytes of an array, which must be what the input takes. */
function given(
  { name, dtype }: PlannedInput,
  dims: readonly number[],
  array: NpyArray,
): Uint8Array<ArrayBuffer> {
  const wanted = `${dtype} [${dims.join(", ")}]`;
  const found = `${array.dtype} [${array.shape.join(", ")}]`;
  if (wanted !== found) {
    throw new RangeError(
      `Cannot feed input "${name}" as it must be ${wanted}: got ${found}, save another array or ` +
        `change --batch or --dim`,
    );
  }
  return array.bytes;
}

function madeUp(
  input: PlannedInput,
  dims: readonly number[],
  seed: number,
): Uint8Array<ArrayBuffer> {
  const { name, dtype } = input;
  fedType(name, dtype);
  const values = valuesOf(input, elementCount(dims), seed);
  return dtype === "float32" ? new Uint8Array(values.buffer) : elementData(dtype, [...values]);
}

function valuesOf(
  { name, fill }: PlannedInput,
  length: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  if (fill.kind === "seeded") return seededInput(seed, name, length);
  if (fill.kind === "ones") return new Float32Array(length).fill(1);
  const indices = new Float32Array(length);
  fillSeeded(indices, keyOf(seed, name), { centre: 0.5, halfWidth: 0.5 });
  return indices.map((share) => Math.min(Math.floor(share * fill.below), fill.below - 1));
}
