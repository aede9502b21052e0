// Tensors of onnxruntime-node from raw bytes.

import * as ort from "onnxruntime-node";
import { ELEMENT_ARRAYS, fedType, type RawTensor } from "../../engine/raw_tensor.ts";
import type { TensorFile } from "../../engine/requests.ts";

/** Tensors by the name of the input. */
export type Feeds = Readonly<Record<string, ort.Tensor>>;

/**
 * The runtime's tensor of these bytes.
 *
 * @throws {RangeError} If it takes no tensors of that type from here.
 */
export function runtimeTensor({ name, type, shape, bytes }: RawTensor): ort.Tensor {
  const known = fedType(name, type);
  const Elements = ELEMENT_ARRAYS[known] as unknown as new (
    source: ArrayBuffer,
    offset: number,
    length: number,
  ) => never;
  const { BYTES_PER_ELEMENT } = ELEMENT_ARRAYS[known];
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
