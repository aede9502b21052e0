// The arithmetic of seeded values (weights.ts), four at a time, in vector instructions of WebAssembly: a
// network has tens of millions of them, and JavaScript has no vectors. Bit by bit the same.

import {
  type Code,
  doWhile,
  f32x4,
  f64x2,
  i32,
  i32x4,
  i8x16,
  local,
  v128,
} from "../wasm/instructions.ts";
import { PAGE_BYTES, wasmModule, withMemory } from "../wasm/wasm_module.ts";

/** What the hash of an element is made of, and where it falls in its range. */
export interface SeededSpec {
  readonly key: number;
  readonly centre: number;
  /** Of the range, for a step of a hash. */
  readonly step: number;
}

/** Elements are counted in steps of that, modulo 2^32. */
const GOLDEN_STEP = 0x9e3779b9;

const LANES = 4;
const BYTES_PER_NUMBER = 4;
/** Where the memory has what the function is told, and where it writes. */
const [COUNTERS, STEP, CENTRE, HALF, VALUES] = [0, 16, 24, 32, 64] as const;
/** Elements at a time: as many as stay in the nearest cache. */
const CHUNK = 4096;

const get = local.get;
const eachIs = (value: number): Code => i32x4.splat(i32.const(value | 0));
const upperHalf = (vector: Code): Code =>
  i8x16.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15])(vector, vector);
const lowerHalves = i8x16.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);

/** Writes values from VALUES to an address, the next after those that the counters stand for. */
function valuesFunction() {
  const [end, key] = [0, 1] as const;
  const [target, keys, counters, hash, step, centre, half, product1, product2, next, top] = [
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
  ] as const;
  /** hash ^= hash >>> bits */
  const mixedBy = (bits: number) => v128.xor(get(hash), i32x4.shrU(get(hash), i32.const(bits)));
  /** float32(centre + step * (hash + 0.5)), of two hashes */
  const value = (two: Code) => {
    const place = f64x2.add(f64x2.convertLowI32x4S(two), get(half));
    return f32x4.demoteF64x2Zero(f64x2.add(get(centre), f64x2.mul(get(step), place)));
  };
  const body = [
    ...local.set(target, i32.const(VALUES)),
    ...local.set(keys, i32x4.splat(get(key))),
    ...local.set(counters, v128.load(i32.const(COUNTERS))),
    ...local.set(step, v128.load64Splat(i32.const(STEP))),
    ...local.set(centre, v128.load64Splat(i32.const(CENTRE))),
    ...local.set(half, v128.load64Splat(i32.const(HALF))),
    ...local.set(product1, eachIs(0x85ebca6b)),
    ...local.set(product2, eachIs(0xc2b2ae35)),
    ...local.set(next, eachIs(Math.imul(LANES, GOLDEN_STEP))),
    ...local.set(top, eachIs(0x80000000)),
    ...doWhile([
      local.set(hash, v128.xor(get(counters), get(keys))),
      local.set(hash, i32x4.mul(mixedBy(16), get(product1))),
      local.set(hash, i32x4.mul(mixedBy(13), get(product2))),
      local.set(hash, v128.xor(mixedBy(16), get(top))),
      v128.store(get(target), lowerHalves(value(get(hash)), value(upperHalf(get(hash))))),
      local.set(counters, i32x4.add(get(counters), get(next))),
      local.set(target, i32.add(get(target), i32.const(LANES * BYTES_PER_NUMBER))),
    ], i32.ltU(get(target), get(end))),
  ];
  const vectors = Array.from({ length: 10 }, () => "v128" as const);
  return { parameters: 2, locals: ["i32", ...vectors], body } as const;
}

type Fill = (target: Float32Array, spec: SeededSpec) => void;

let compiled: Fill | undefined;

/** Writes the values of elements 0, 1, ... over a target. */
export function fillInVectors(target: Float32Array, spec: SeededSpec): void {
  compiled ??= compile();
  compiled(target, spec);
}

function compile(): Fill {
  const { memory, values } = withMemory<"values">(wasmModule({ values: valuesFunction() }));
  const counters = new Int32Array(memory.buffer, COUNTERS, LANES);
  const terms = new Float64Array(memory.buffer, STEP, 3);
  const written = new Float32Array(memory.buffer, VALUES, (PAGE_BYTES - VALUES) / BYTES_PER_NUMBER);
  terms[2] = 0.5;
  return (target, { key, centre, step }) => {
    terms[0] = step;
    terms[1] = centre;
    for (let first = 0; first < target.length; first += CHUNK) {
      const count = Math.min(CHUNK, target.length - first);
      for (let lane = 0; lane < LANES; lane++) {
        counters[lane] = Math.imul(first + lane, GOLDEN_STEP);
      }
      values(VALUES + BYTES_PER_NUMBER * count, key);
      target.set(written.subarray(0, count), first);
    }
  };
}
