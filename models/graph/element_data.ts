// Numbers as the bytes of a tensor: little-endian, as processors that run Deno are, elements of less
// than a byte packed from the lowest bits on (onnx.proto, TensorProto.raw_data).

import { DATA_TYPES, type DataType } from "./data_type.ts";

/** Elements of a type in a row, over the bytes of a buffer or from numbers. */
export interface NumberArray {
  new (buffer: ArrayBuffer): ArrayLike<number>;
  from(
    numbers: readonly (number | bigint)[],
    toElement: (number: number | bigint) => number,
  ): ArrayBufferView<ArrayBuffer>;
}

/** Of the types that JavaScript has; integers wrap around as their bits do. */
export const NUMBER_ARRAYS: ReadonlyMap<string, NumberArray> = new Map<DataType, NumberArray>([
  ["float32", Float32Array],
  ["float64", Float64Array],
  ["float16", Float16Array],
  ["int8", Int8Array],
  ["uint8", Uint8Array],
  ["int16", Int16Array],
  ["uint16", Uint16Array],
  ["int32", Int32Array],
  ["uint32", Uint32Array],
]);

/**
 * The bytes of these elements.
 *
 * @throws {TypeError} If no number stands for an element of the type, such as text or float8.
 */
export function elementData(
  dtype: DataType,
  numbers: readonly (number | bigint)[],
): Uint8Array<ArrayBuffer> {
  return /^u?int[24]$/.test(dtype)
    ? packedData(DATA_TYPES[dtype].bits ?? 0, numbers)
    : new Uint8Array(elementsOf(dtype, numbers).buffer);
}

function elementsOf(
  dtype: DataType,
  numbers: readonly (number | bigint)[],
): ArrayBufferView<ArrayBuffer> {
  if (dtype === "int64") return BigInt64Array.from(numbers, BigInt);
  if (dtype === "uint64") return BigUint64Array.from(numbers, BigInt);
  if (dtype === "bool") return Uint8Array.from(numbers, (value) => Number(value) === 0 ? 0 : 1);
  if (dtype === "bfloat16") {
    // The upper halves of float32, for values that it holds exactly.
    const words = new Uint32Array(Float32Array.from(numbers, Number).buffer);
    return Uint16Array.from(words, (word) => word >>> 16);
  }
  const Elements = NUMBER_ARRAYS.get(dtype);
  if (Elements !== undefined) return Elements.from(numbers, Number);
  throw new TypeError(`Cannot write numbers as elements of ${dtype}`);
}

function packedData(bits: number, numbers: readonly (number | bigint)[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(numbers.length * bits / 8));
  for (const [index, value] of numbers.entries()) {
    const part = Number(value) & (2 ** bits - 1);
    const place = Math.floor(index * bits / 8);
    bytes[place] = (bytes[place] ?? 0) | (part << (index * bits % 8));
  }
  return bytes;
}
