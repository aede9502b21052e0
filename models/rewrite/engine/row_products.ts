// Products of the rows of a weight with a vector, element by element and summed up, in vector
// instructions of WebAssembly: derived weights are tens of millions of them. Bit by bit what JavaScript's
// own numbers give.

import { type Code, doWhile, f32x4, f64x2, i32, local, v128 } from "../../wasm/instructions.ts";
import { type WasmExports, wasmModule } from "../../wasm/wasm_module.ts";

const LANES = 4;
const BYTES_PER_NUMBER = 4;
const VECTOR_BYTES = LANES * BYTES_PER_NUMBER;
const PAGE_BYTES = 2 ** 16;

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

/** Four sums of `a[i] * b[i]` in 64 bits, of every fourth i: an addition need not wait for the one before. */
function sumsFunction() {
  const [a, end, b, target] = [0, 1, 2, 3] as const;
  const [low, high] = [4, 5] as const;
  const two = (address: Code) => f64x2.promoteLowF32x4(v128.load64Zero(address));
  const half = (index: number) => i32.add(get(index), i32.const(VECTOR_BYTES / 2));
  const body = [
    ...doWhile([
      local.set(low, f64x2.add(get(low), f64x2.mul(two(get(a)), two(get(b))))),
      local.set(high, f64x2.add(get(high), f64x2.mul(two(half(a)), two(half(b))))),
      after(a, VECTOR_BYTES),
      after(b, VECTOR_BYTES),
    ], i32.ltU(get(a), get(end))),
    ...v128.store(get(target), get(low)),
    ...v128.store(i32.add(get(target), i32.const(VECTOR_BYTES)), get(high)),
  ];
  return { parameters: 4, locals: ["v128", "v128"], body } as const;
}

/** Where the memory has sums, and after them the vector and a row. */
const [SUMS, VECTOR] = [0, 64] as const;

interface Workplace extends WasmExports<"scale" | "sums"> {
  readonly memory: WebAssembly.Memory;
}

let kept: Workplace | undefined;

/** The functions with a memory that two rows of such a length fit in. */
function workplaceFor(length: number): Workplace {
  kept ??= newWorkplace();
  const { memory } = kept;
  const lackingBytes = rowPlace(length) + paddedBytes(length) - memory.buffer.byteLength;
  if (lackingBytes > 0) memory.grow(Math.ceil(lackingBytes / PAGE_BYTES));
  return kept;
}

function newWorkplace(): Workplace {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = wasmModule({ scale: scaleFunction(), sums: sumsFunction() });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { ...exports as WasmExports<"scale" | "sums">, memory };
}

/** Where the row lies, after a vector as long. */
function rowPlace(length: number): number {
  return VECTOR + paddedBytes(length);
}

function paddedBytes(length: number): number {
  return Math.ceil(length / LANES) * VECTOR_BYTES;
}

/** Writes each row of a weight, element by element times a vector of its length, over a target. */
export function scaleRows(target: Float32Array, weight: Float32Array, vector: Float32Array): void {
  const { length } = vector;
  const { memory, scale } = workplaceFor(length);
  const place = rowPlace(length);
  new Float32Array(memory.buffer, VECTOR, length).set(vector);
  const row = new Float32Array(memory.buffer, place, length);
  for (let start = 0; start < target.length; start += length) {
    row.set(weight.subarray(start, start + length));
    scale(place, place + BYTES_PER_NUMBER * length, VECTOR);
    target.set(row, start);
  }
}

/** The sum of the products of each row with a vector of its length, in float64. */
export function sumRows(weight: Float32Array, vector: Float32Array): Float64Array {
  const { length } = vector;
  const { memory, sums } = workplaceFor(length);
  const place = rowPlace(length);
  new Float32Array(memory.buffer, VECTOR, length).set(vector);
  const row = new Float32Array(memory.buffer, place, length);
  const four = new Float64Array(memory.buffer, SUMS, LANES);
  const whole = length - length % LANES;
  return Float64Array.from({ length: weight.length / length }, (_, index) => {
    row.set(weight.subarray(index * length, (index + 1) * length));
    four.fill(0);
    if (whole > 0) sums(place, place + BYTES_PER_NUMBER * whole, VECTOR, SUMS);
    let [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = four;
    for (let i = whole; i < length; i++) s0 += (row[i] as number) * (vector[i] as number);
    return s0 + s1 + s2 + s3;
  });
}
