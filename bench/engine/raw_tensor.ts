// Tensors as raw bytes, and the types of them that JavaScript has numbers for: what engines are fed
// with from here.

import type { TensorFile } from "./requests.ts";

/** A tensor in memory: elements little-endian, last axis fastest. */
export interface RawTensor extends Omit<TensorFile, "path"> {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The array of each type that has numbers. */
export const ELEMENT_ARRAYS = {
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

/** A type that has numbers. */
export type ElementType = keyof typeof ELEMENT_ARRAYS;

/** Whether a type, which may be anybody's text, has numbers. */
export function hasNumbers(type: string): type is ElementType {
  return Object.hasOwn(ELEMENT_ARRAYS, type);
}

/** The type of an input. Throws RangeError if no engine is fed with it from here. */
export function fedType(name: string, type: string): ElementType {
  if (hasNumbers(type)) return type;
  throw new RangeError(
    `Cannot feed input "${name}" as the runtime takes no ${type} from here: ` +
      `time a model with another type of input`,
  );
}
