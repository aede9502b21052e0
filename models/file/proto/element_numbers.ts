// The elements of small tensors as numbers, from their bytes in a file (little-endian; onnx.proto,
// TensorProto.raw_data: 4-bit and 2-bit elements are packed, the first in the lowest bits).

import { DATA_TYPES, type DataType } from "../../graph/data_type.ts";
import { elementData, NUMBER_ARRAYS, type NumberArray } from "../../graph/element_data.ts";
import { exactNumber } from "../wire/field_values.ts";

/** Elements of bytes that begin their buffer; they may be more than are wanted. */
type Read = (bytes: Uint8Array<ArrayBuffer>) => readonly (number | bigint)[];

function plain(Elements: NumberArray): Read {
  return ({ buffer }) => Array.from(new Elements(buffer));
}

/** Parts of bytes; signed ones are two's complement. */
function packed(bits: 2 | 4, { isSigned }: { readonly isSigned: boolean }): Read {
  const perByte = 8 / bits;
  return (bytes) =>
    Array.from({ length: bytes.length * perByte }, (_, index) => {
      const byte = bytes[Math.floor(index / perByte)] as number;
      const value = (byte >>> (bits * (index % perByte))) & (2 ** bits - 1);
      return isSigned && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
    });
}

/** The upper halves of float32. */
function bfloat16({ buffer }: Uint8Array<ArrayBuffer>): readonly number[] {
  const words = Uint32Array.from(new Uint16Array(buffer), (word) => word << 16);
  return Array.from(new Float32Array(words.buffer));
}

/** Types whose elements can be read; types of 8 bits and less for reals are not needed for shapes. */
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...[...NUMBER_ARRAYS].map(([dtype, Elements]) => [dtype, plain(Elements)] as const),
  ["bfloat16", bfloat16],
  ["int2", packed(2, { isSigned: true })],
  ["uint2", packed(2, { isSigned: false })],
  ["int4", packed(4, { isSigned: true })],
  ["uint4", packed(4, { isSigned: false })],
  ["bool", (bytes) => Array.from(bytes, (byte) => byte === 0 ? 0 : 1)],
  ["int64", ({ buffer }) => Array.from(new BigInt64Array(buffer), exactNumber)],
  ["uint64", ({ buffer }) => Array.from(new BigUint64Array(buffer), exactNumber)],
]);

/** Types that shapes are made of, and the most elements of such a tensor that are read. */
export const SHAPE_TYPES: readonly DataType[] = ["int64", "int32", "uint64", "uint32", "bool"];
const MOST_SHAPE_ELEMENTS = 4096;
/** Scales of Resize, limits of Range, clips and such. */
const MOST_OTHER_ELEMENTS = 64;

/** Whether a tensor may be needed for shapes and is small enough that its numbers are read. */
export function isWorthReading(dtype: DataType, elementCount: number): boolean {
  const most = SHAPE_TYPES.includes(dtype) ? MOST_SHAPE_ELEMENTS : MOST_OTHER_ELEMENTS;
  return READERS.has(dtype) && elementCount <= most;
}

/** The numbers in these bytes, which must be as many; the type must be one that can be read. */
export function elementNumbers(
  dtype: DataType,
  elementCount: number,
  bytes: Uint8Array,
): readonly (number | bigint)[] {
  const read = READERS.get(dtype);
  if (read === undefined) throw new TypeError(`Cannot read elements of ${dtype} as numbers`);
  return read(bytes.slice()).slice(0, elementCount);
}

/** Whether elements of a type may stand in `int32_data`. */
export function standsInWords(dtype: DataType): boolean {
  return dtype === "int32" || (DATA_TYPES[dtype].bits ?? Infinity) <= 16;
}

/**
 * The same from `int32_data`, where types of 16 bits and less stand one in a number, as their bits
 * (4-bit and 2-bit ones: a byte of them in a number).
 */
export function wordNumbers(
  dtype: DataType,
  elementCount: number,
  words: readonly number[],
): readonly (number | bigint)[] {
  if (dtype === "int32") return words;
  return elementNumbers(dtype, elementCount, wordBytes(dtype, words));
}

/** The bytes of elements that stand in `int32_data`. */
export function wordBytes(dtype: DataType, words: readonly number[]): Uint8Array<ArrayBuffer> {
  const bits = DATA_TYPES[dtype].bits ?? 0;
  return elementData(bits > 16 ? "int32" : bits > 8 ? "uint16" : "uint8", words);
}

/** How many numbers of `int32_data` so many elements take. */
export function wordCount(dtype: DataType, elementCount: number): number {
  const { bits } = DATA_TYPES[dtype];
  return bits === null || bits >= 8 ? elementCount : Math.ceil(elementCount * bits / 8);
}
