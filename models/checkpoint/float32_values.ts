// Elements of every number format as float32: exact where float32 holds the value, else rounded once,
// to nearest, ties to even. Bytes are little-endian, as processors that run Deno are.

import type { DataType } from "../graph/data_type.ts";
import { SMALL_FLOATS } from "./small_floats.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Writes the elements in some bytes, which begin their buffer, over a target of as many elements. */
export type ToFloat32 = (bytes: Bytes, target: Float32Array) => void;

/** By a constructor whose values become numbers without rounding, as a typed array stores them. */
function plain(
  Elements: new (buffer: ArrayBuffer) => ArrayLike<number>,
): ToFloat32 {
  return ({ buffer }, target) => target.set(new Elements(buffer));
}

function bfloat16({ buffer }: Bytes, target: Float32Array): void {
  const words = new Uint16Array(buffer);
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let index = 0; index < words.length; index++) bits[index] = (words[index] as number) << 16;
}

function bool(bytes: Bytes, target: Float32Array): void {
  for (let index = 0; index < bytes.length; index++) target[index] = bytes[index] === 0 ? 0 : 1;
}

function small(values: Float32Array): ToFloat32 {
  return (bytes, target) => {
    for (let index = 0; index < bytes.length; index++) {
      target[index] = values[bytes[index] as number] as number;
    }
  };
}

/** Bits of a 64-bit integer below the 53 that a float64 holds. */
const SPARE_BITS = 11n;

/**
 * A float64 that rounds to the same float32 as the integer does: where bits are lost, the last one
 * kept is set, so that no tie comes about that was none.
 */
function oddRounded(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  const isCut = value % 2n ** SPARE_BITS !== 0n;
  return Number((value >> SPARE_BITS) | (isCut ? 1n : 0n)) * 2 ** Number(SPARE_BITS);
}

function wide(Elements: new (buffer: ArrayBuffer) => ArrayLike<bigint>): ToFloat32 {
  return ({ buffer }, target) => {
    const values = new Elements(buffer);
    for (let index = 0; index < values.length; index++) {
      target[index] = oddRounded(values[index] as bigint);
    }
  };
}

/** Complex numbers, text and elements of less than a byte are not here. */
const READERS: Readonly<Partial<Record<string, ToFloat32>>> = {
  float32: plain(Float32Array),
  float64: plain(Float64Array),
  float16: plain(Float16Array),
  bfloat16,
  float8e4m3fn: small(SMALL_FLOATS.float8e4m3fn),
  float8e4m3fnuz: small(SMALL_FLOATS.float8e4m3fnuz),
  float8e5m2: small(SMALL_FLOATS.float8e5m2),
  float8e5m2fnuz: small(SMALL_FLOATS.float8e5m2fnuz),
  float8e8m0: small(SMALL_FLOATS.float8e8m0),
  int8: plain(Int8Array),
  uint8: plain(Uint8Array),
  int16: plain(Int16Array),
  uint16: plain(Uint16Array),
  int32: plain(Int32Array),
  uint32: plain(Uint32Array),
  int64: wide(BigInt64Array),
  uint64: wide(BigUint64Array),
  bool,
} satisfies Readonly<Partial<Record<DataType, ToFloat32>>>;

/** How elements of a format become float32; `undefined`: they cannot, or the format is unknown. */
export function toFloat32(dtype: string): ToFloat32 | undefined {
  return Object.hasOwn(READERS, dtype) ? READERS[dtype] : undefined;
}
