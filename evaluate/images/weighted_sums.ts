// The sums of resizing, in vector instructions of WebAssembly: they are most of what a picture costs
// beside its JPEG, and JavaScript has no vectors. All sums fit into 32 bits (resample_weights.ts).

import { FRACTION_BITS } from "./resample_weights.ts";
import {
  type Code,
  doWhile,
  i16x8,
  i32,
  i32x4,
  i8x16,
  local,
  v128,
} from "../../models/wasm/instructions.ts";
import {
  PAGE_BYTES,
  wasmModule,
  type WithMemory,
  withMemory,
} from "../../models/wasm/wasm_module.ts";

/** Bytes of a vector. */
export const VECTOR_BYTES = 16;

const BYTES_PER_PIXEL = 3;
const BYTES_PER_NUMBER = 4;

/** One half in each of four sums, so that the shift that ends them rounds. */
const HALVES = i32x4.splat(i32.const(1 << (FRACTION_BITS - 1)));

const get = local.get;
const after = (index: number, step: Code): Code => local.set(index, i32.add(get(index), step));

/** Four sums without their fraction, as bytes from 0 to 255 would be after narrowing. */
const whole = (sums: number): Code => i32x4.shrS(get(sums), i32.const(FRACTION_BITS));

/** `sums += bytes * weight`, four of each. */
const addProducts = (sums: number, four: Code, weight: Code): Code =>
  local.set(sums, i32x4.add(get(sums), i32x4.mul(four, weight)));

/**
 * One row of pixels from a wider or narrower one; numbers of `first` and `count` are of 32 bits, weights
 * `stride` bytes apart. Reads one byte beyond the row, and writes one beyond its own.
 */
function rowFunction() {
  const [source, target, columns, first, count, weights, stride] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [from, weight, end, sums] = [7, 8, 9, 10] as const;
  // Red, green, blue, and the next red that nobody looks at.
  const pixel = i32x4.extendLowI16x8U(i16x8.extendLowI8x16U(v128.load32Zero(get(from))));
  const eachTap = doWhile([
    addProducts(sums, pixel, v128.load32Splat(get(weight))),
    after(from, i32.const(BYTES_PER_PIXEL)),
    after(weight, i32.const(BYTES_PER_NUMBER)),
  ], i32.ltU(get(weight), get(end)));
  const narrowed = i16x8.narrowI32x4S(whole(sums), whole(sums));
  const body = doWhile([
    local.set(
      from,
      i32.add(get(source), i32.mul(i32.load(get(first)), i32.const(BYTES_PER_PIXEL))),
    ),
    local.set(weight, get(weights)),
    local.set(
      end,
      i32.add(get(weights), i32.mul(i32.load(get(count)), i32.const(BYTES_PER_NUMBER))),
    ),
    local.set(sums, HALVES),
    eachTap,
    v128.store32Lane0(get(target), i8x16.narrowI16x8U(narrowed, narrowed)),
    after(target, i32.const(BYTES_PER_PIXEL)),
    after(first, i32.const(BYTES_PER_NUMBER)),
    after(count, i32.const(BYTES_PER_NUMBER)),
    after(weights, get(stride)),
    local.set(columns, i32.sub(get(columns), i32.const(1))),
  ], get(columns));
  return { parameters: 7, locals: ["i32", "i32", "i32", "v128"], body } as const;
}

/** A row of bytes from those below each other, `rowBytes` apart, with a weight for each. */
function columnFunction() {
  const [source, target, rowBytes, weights, weightsEnd] = [0, 1, 2, 3, 4] as const;
  const [from, weight, end, bytes, factor, sums] = [5, 6, 7, 8, 9, 10] as const;
  const low = i16x8.extendLowI8x16U(get(bytes));
  const high = i16x8.extendHighI8x16U(get(bytes));
  const fours = [low, high].flatMap((half) => [
    i32x4.extendLowI16x8U(half),
    i32x4.extendHighI16x8U(half),
  ]);
  const eachTap = doWhile([
    local.set(bytes, v128.load(get(from))),
    local.set(factor, v128.load32Splat(get(weight))),
    ...fours.map((four, i) => addProducts(sums + i, four, get(factor))),
    after(from, get(rowBytes)),
    after(weight, i32.const(BYTES_PER_NUMBER)),
  ], i32.ltU(get(weight), get(weightsEnd)));
  const body = [
    ...local.set(end, i32.add(get(source), get(rowBytes))),
    ...doWhile([
      ...fours.map((_, i) => local.set(sums + i, HALVES)),
      local.set(from, get(source)),
      local.set(weight, get(weights)),
      eachTap,
      v128.store(
        get(target),
        i8x16.narrowI16x8U(
          i16x8.narrowI32x4S(whole(sums), whole(sums + 1)),
          i16x8.narrowI32x4S(whole(sums + 2), whole(sums + 3)),
        ),
      ),
      after(target, i32.const(VECTOR_BYTES)),
      after(source, i32.const(VECTOR_BYTES)),
    ], i32.ltU(get(source), get(end))),
  ];
  const vectors = Array.from({ length: 2 + fours.length }, () => "v128" as const);
  return { parameters: 5, locals: ["i32", "i32", "i32", ...vectors], body } as const;
}

/** The functions, and the memory that their addresses are in. */
export type WeightedSums = WithMemory<"row" | "column">;

/** A memory that grew beyond this for one large picture is given back. */
const KEPT_MEMORY_BYTES = 2 ** 24;

let compiled: WebAssembly.Module | undefined;
let kept: WeightedSums | undefined;

/** The functions with a memory of so many bytes at least, whatever is in it. */
export function weightedSums(memoryBytes: number): WeightedSums {
  const pages = Math.ceil(memoryBytes / PAGE_BYTES);
  if (kept !== undefined && kept.memory.buffer.byteLength >= memoryBytes) return kept;
  compiled ??= wasmModule({ row: rowFunction(), column: columnFunction() });
  const made: WeightedSums = withMemory(compiled, pages);
  if (made.memory.buffer.byteLength <= KEPT_MEMORY_BYTES) kept = made;
  return made;
}
