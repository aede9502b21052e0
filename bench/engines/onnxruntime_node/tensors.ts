// Tensors of onnxruntime-node from raw bytes.

import * as ort from "onnxruntime-node";
import type { TensorFile } from "../../engine/requests.ts";

/** The array of each type that the runtime takes. */
const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Float16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** Tensors by the name of the input. */
export type Feeds = Readonly<Record<string, ort.Tensor>>;

/** A tensor in memory. */
export interface RawTensor extends Omit<TensorFile, "path"> {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The runtime's tensor of these bytes.
 *
 * @throws {RangeError} If it takes no tensors of that type from here.
 */
export function runtimeTensor({ name, type, shape, bytes }: RawTensor): ort.Tensor {
  if (!Object.hasOwn(ARRAYS, type)) {
    throw new RangeError(
      `Cannot feed input "${name}" as the runtime takes no ${type} from here: ` +
        `time a model with another type of input`,
    );
  }
  const known = type as keyof typeof ARRAYS;
  const Elements = ARRAYS[known] as unknown as new (
    source: ArrayBuffer,
    offset: number,
    length: number,
  ) => never;
  const { BYTES_PER_ELEMENT } = ARRAYS[known];
  const data = new Elements(bytes.buffer, bytes.byteOffset, bytes.length / BYTES_PER_ELEMENT);
  return new ort.Tensor(known, data, [...shape]);
}

/** Reads the inputs of a model. */
export async function readFeeds(inputs: readonly TensorFile[]): Promise<Feeds> {
  const feeds: Record<string, ort.Tensor> = {};
  for (const { path, ...input } of inputs) {
    const bytes = await Deno.readFile(path) as Uint8Array<ArrayBuffer>;
    feeds[input.name] = runtimeTensor({ ...input, bytes });
  }
  return feeds;
}
