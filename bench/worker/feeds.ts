// Tensors that a session is fed with, the same for the same seed whatever the batch: the first entries
// of a large batch are those of a small one.

import * as ort from "onnxruntime-node";
import { dimensionSize, elementCount, type Graph } from "../../models/graph/graph.ts";
import { fillSeeded, keyOf, seededInput } from "../../models/graph/weights.ts";
import type { DataType } from "../../models/graph/data_type.ts";
import type { NpyArray } from "../files/npy_array.ts";
import { inputPlan, type PlannedInput } from "../job/input_plan.ts";

/** Tensors by the name of the input. */
export type Feeds = Readonly<Record<string, ort.Tensor>>;

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
export function feedsOf(graph: Graph, { batch, seed, arrays = new Map() }: FeedOptions): Feeds {
  return Object.fromEntries(
    inputPlan(graph).map((input) => {
      const dims = input.shape.map((size) => dimensionSize(size, batch));
      const array = arrays.get(input.name);
      return [
        input.name,
        array === undefined ? madeUp(input, dims, seed) : given(input, dims, array),
      ];
    }),
  );
}

/** The tensor of an array, which must be what the input takes. */
function given(
  { name, dtype }: PlannedInput,
  dims: readonly number[],
  array: NpyArray,
): ort.Tensor {
  const wanted = `${dtype} [${dims.join(", ")}]`;
  const found = `${array.dtype} [${array.shape.join(", ")}]`;
  if (wanted !== found) {
    throw new RangeError(
      `Cannot feed input "${name}" as it must be ${wanted}: got ${found}, save another array or ` +
        `change --batch or --dim`,
    );
  }
  return tensorOf(name, dtype, ({ array: Elements }) => new Elements(array.bytes.buffer), dims);
}

/** The array of each type that the runtime takes, and its elements from numbers. */
const ELEMENTS = {
  float32: { array: Float32Array, element: Number },
  float64: { array: Float64Array, element: Number },
  float16: { array: Float16Array, element: Number },
  int8: { array: Int8Array, element: Number },
  uint8: { array: Uint8Array, element: Number },
  int16: { array: Int16Array, element: Number },
  uint16: { array: Uint16Array, element: Number },
  int32: { array: Int32Array, element: Number },
  uint32: { array: Uint32Array, element: Number },
  int64: { array: BigInt64Array, element: BigInt },
  uint64: { array: BigUint64Array, element: BigInt },
  bool: { array: Uint8Array, element: Number },
} as const;

/** One of them, as far as it is used here. */
interface Elements {
  readonly array: new (source: ArrayBuffer | readonly unknown[]) => ArrayBufferView;
  readonly element: (value: number) => unknown;
}

function madeUp(input: PlannedInput, dims: readonly number[], seed: number): ort.Tensor {
  const { name, dtype } = input;
  const values = valuesOf(input, elementCount(dims), seed);
  if (dtype === "float32") return new ort.Tensor("float32", values, dims);
  return tensorOf(
    name,
    dtype,
    ({ array: Elements, element }) => new Elements(Array.from(values, element)),
    dims,
  );
}

function tensorOf(
  name: string,
  dtype: DataType,
  dataOf: (elements: Elements) => ArrayBufferView,
  dims: readonly number[],
): ort.Tensor {
  if (!Object.hasOwn(ELEMENTS, dtype)) {
    throw new RangeError(
      `Cannot feed input "${name}" as the runtime takes no ${dtype} from here: ` +
        `time a model with another type of input`,
    );
  }
  const type = dtype as keyof typeof ELEMENTS;
  return new ort.Tensor(type, dataOf(ELEMENTS[type] as unknown as Elements) as never, dims);
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
