// Tensors that a session is fed with, the same for the same seed whatever the batch: the first entries
// of a large batch are those of a small one.

import * as ort from "onnxruntime-node";
import { dimensionSize, elementCount, type Graph } from "../../models/graph/graph.ts";
import { fillSeeded, keyOf, seededInput } from "../../models/graph/weights.ts";
import { inputPlan, type PlannedInput } from "../job/input_plan.ts";

/** Tensors by the name of the input. */
export type Feeds = Readonly<Record<string, ort.Tensor>>;

/**
 * Inputs for a batch.
 *
 * @throws {RangeError} If an input is of a type that cannot be made up.
 */
export function seededFeeds(graph: Graph, batch: number, seed: number): Feeds {
  return Object.fromEntries(
    inputPlan(graph).map((input) => {
      const dims = input.shape.map((size) => dimensionSize(size, batch));
      return [input.name, tensorOf(input, dims, seed)];
    }),
  );
}

type Numbers = ArrayLike<number>;

/** From real numbers to the arrays of each type that the runtime takes. */
const ARRAYS = {
  float32: (values) => Float32Array.from(values),
  float64: (values) => Float64Array.from(values),
  float16: (values) => Float16Array.from(values),
  int8: (values) => Int8Array.from(values),
  uint8: (values) => Uint8Array.from(values),
  int16: (values) => Int16Array.from(values),
  uint16: (values) => Uint16Array.from(values),
  int32: (values) => Int32Array.from(values),
  uint32: (values) => Uint32Array.from(values),
  int64: (values) => BigInt64Array.from(Array.from(values, BigInt)),
  uint64: (values) => BigUint64Array.from(Array.from(values, BigInt)),
  bool: (values) => Uint8Array.from(values),
} as const satisfies Readonly<Record<string, (values: Numbers) => ArrayBufferView>>;

function tensorOf(input: PlannedInput, dims: readonly number[], seed: number): ort.Tensor {
  const { name, dtype } = input;
  const values = valuesOf(input, elementCount(dims), seed);
  if (dtype === "float32") return new ort.Tensor("float32", values, dims);
  if (!(dtype in ARRAYS)) {
    throw new RangeError(
      `Cannot feed input "${name}" as the runtime takes no ${dtype} from here: ` +
        `time a model with another type of input`,
    );
  }
  const type = dtype as keyof typeof ARRAYS;
  return new ort.Tensor(type, ARRAYS[type](values) as never, dims);
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
