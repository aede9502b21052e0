// Products of the rows of a weight with a vector, element by element and summed up, in vector
// instructions of WebAssembly: derived weights are tens of millions of them. Bit by bit what JavaScript's
// own numbers give.

import {
  type Code,
  doWhile,
  f32x4,
  f64x2,
  i32,
  i32x4,
  local,
  v128,
} from "../../wasm/instructions.ts";
import { PAGE_BYTES, wasmModule, type WithMemory, withMemory } from "../../wasm/wasm_module.ts";

const LANES = 4;
const FLOAT32_BYTES = 4;
const FLOAT64_BYTES = 8;
const VECTOR_BYTES = LANES * FLOAT32_BYTES;

const get = local.get;
const after = (index: number, bytes: number): Code =>
  local.set(index, i32.add(get(index), i32.const(bytes)));

/** `a[i] = a[i] * b[i]`, four at a time, from an address to another. */
function scaleFunction() {
  const [a, end, b] = [0, 1, 2] as const;
  const body = doWhile([
    v128.store(get(a), f32x4.mul(v128.load(get(a)), v128.load(get(b)))),
    after(a, VECTOR_BYTES),
    after(b, VECTOR_BYTES),
  ], i32.ltU(get(a), get(end)));
  return { parameters: 3, locals: [], body } as const;
}

/**
 * Of each row four sums of `a[i] * b[i]` in 64 bits, of every fourth i: an addition need not wait for
 * the one before. `b` is of 64 bits; what is left of a row after `wholeBytes` is not looked at.
 */
function sumsFunction() {
  const [row, end, rowBytes, wholeBytes, b, target] = [0, 1, 2, 3, 4, 5] as const;
  const [a, rowEnd, factors, low, high] = [6, 7, 8, 9, 10] as const;
  const two = (offset: number) =>
    f64x2.promoteLowF32x4(v128.load64Zero(i32.add(get(a), i32.const(offset))));
  const factor = (offset: number) => v128.load(i32.add(get(factors), i32.const(offset)));
  const product = (index: number) =>
    f64x2.mul(two(VECTOR_BYTES / 2 * index), factor(VECTOR_BYTES * index));
  const zero = i32x4.splat(i32.const(0));
  const body = doWhile([
    local.set(a, get(row)),
    local.set(rowEnd, i32.add(get(row), get(wholeBytes))),
    local.set(factors, get(b)),
    local.set(low, zero),
    local.set(high, zero),
    doWhile([
      local.set(low, f64x2.add(get(low), product(0))),
      local.set(high, f64x2.add(get(high), product(1))),
      after(a, VECTOR_BYTES),
      after(factors, 2 * VECTOR_BYTES),
    ], i32.ltU(get(a), get(rowEnd))),
    v128.store(get(target), get(low)),
    v128.store(i32.add(get(target), i32.const(VECTOR_BYTES)), get(high)),
    after(target, 2 * VECTOR_BYTES),
    local.set(row, i32.add(get(row), get(rowBytes))),
  ], i32.ltU(get(row), get(end)));
  return { parameters: 6, locals: ["i32", "i32", "i32", "v128", "v128"], body } as const;
}

type Workplace = WithMemory<"scale" | "sums">;

let kept: Workplace | undefined;

/** The functions with a memory of so many bytes at least. */
function workplaceOf(bytes: number): Workplace {
  kept ??= withMemory(wasmModule({ scale: scaleFunction(), sums: sumsFunction() }));
  const { memory } = kept;
  const lackingBytes = bytes - memory.buffer.byteLength;
  if (lackingBytes > 0) memory.grow(Math.ceil(lackingBytes / PAGE_BYTES));
  return kept;
}

/** Elements at a time: as many as stay in the nearest cache, in whole rows. */
const BLOCK = 4096;

function rowsAtOnce(length: number): number {
  return Math.max(1, Math.floor(BLOCK / length));
}

/** Bytes of numbers, and of what a vector reads or writes beyond them. */
function paddedBytes(count: number, bytesPerNumber: number): number {
  return Math.ceil(bytesPerNumber * count / VECTOR_BYTES) * VECTOR_BYTES;
}

/** Writes each row of a weight, element by element times a vector of its length, over a target. */
export function scaleRows(target: Float32Array, weight: Float32Array, vector: Float32Array): void {
  const block = rowsAtOnce(vector.length) * vector.length;
  const place = paddedBytes(block, FLOAT32_BYTES);
  const { memory, scale } = workplaceOf(2 * place);
  const repeated = new Float32Array(memory.buffer, 0, block);
  for (let start = 0; start < block; start += vector.length) repeated.set(vector, start);
  const products = new Float32Array(memory.buffer, place, block);
  for (let start = 0; start < target.length; start += block) {
    const count = Math.min(block, target.length - start);
    products.set(weight.subarray(start, start + count));
    scale(place, place + FLOAT32_BYTES * count, 0);
    target.set(count === block ? products : products.subarray(0, count), start);
  }
}

/** The sum of the products of each row with a vector of its length, in float64. */
export function sumRows(weight: Float32Array, vector: Float32Array): Float64Array {
  const { length } = vector;
  const rows = rowsAtOnce(length);
  const whole = length - length % LANES;
  const place = paddedBytes(length, FLOAT64_BYTES);
  const sumsPlace = place + paddedBytes(rows * length, FLOAT32_BYTES);
  const { memory, sums } = workplaceOf(sumsPlace + LANES * FLOAT64_BYTES * rows);
  new Float64Array(memory.buffer, 0, length).set(vector);
  const block = new Float32Array(memory.buffer, place, rows * length);
  const four = new Float64Array(memory.buffer, sumsPlace, LANES * rows);
  const result = new Float64Array(weight.length / length);
  for (let first = 0; first < result.length; first += rows) {
    const count = Math.min(rows, result.length - first);
    block.set(weight.subarray(first * length, (first + count) * length));
    const [rowBytes, wholeBytes] = [FLOAT32_BYTES * length, FLOAT32_BYTES * whole];
    if (whole === 0) four.fill(0);
    else sums(place, place + count * rowBytes, rowBytes, wholeBytes, 0, sumsPlace);
    for (let row = 0; row < count; row++) {
      const sumAt = (lane: number) => four[LANES * row + lane] as number;
      let s0 = sumAt(0);
      for (let i = whole; i < length; i++) {
        s0 += (block[row * length + i] as number) * (vector[i] as number);
      }
      result[first + row] = s0 + sumAt(1) + sumAt(2) + sumAt(3);
    }
  }
  return result;
}
