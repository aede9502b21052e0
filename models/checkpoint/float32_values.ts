// Elements of every number format as float32: exact where float32 holds the value, else rounded once,
// to nearest, ties to even. Bytes are little-endian, as processors that run Deno are.

import { NUMBER_ARRAYS, type NumberArray } from "../graph/element_data.ts";
import { SMALL_FLOATS } from "./small_floats.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Writes the elements in some bytes, which begin their buffer, over a target of as many elements. */
export type ToFloat32 = (bytes: Bytes, target: Float32Array) => void;

/** By arrays whose values become float32 as a typed array stores them. */
function plain(Elements: NumberArray): ToFloat32 {
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
const READERS: ReadonlyMap<string, ToFloat32> = new Map<string, ToFloat32>([
  ...[...NUMBER_ARRAYS].map(([dtype, Elements]) => [dtype, plain(Elements)] as const),
  ...Object.entries(SMALL_FLOATS).map(([dtype, values]) => [dtype, small(values)] as const),
  ["bfloat16", bfloat16],
  ["int64", wide(BigInt64Array)],
  ["uint64", wide(BigUint64Array)],
  ["bool", bool],
]);

/** How elements of a format become float32; `undefined`: they cannot, or the format is unknown. */
export function toFloat32(dtype: string): ToFloat32 | undefined {
  return READERS.get(dtype);
}
