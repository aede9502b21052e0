// Seeded parameters: the same bits on any machine and in any language.
//
// Element i of the parameter `name` under `seed` comes from a counter-based hash:
//   key   = fmix32(FNV-1a-32 of the UTF-8 bytes of "seed:name")
//   bits  = fmix32((i * 0x9E3779B9 mod 2^32) xor key)
//   value = float32(centre + halfWidth * (2 * (bits + 0.5) / 2^32 - 1)), in float64, rounded once
// fmix32 is the finalizer of MurmurHash3 (Appleby, public domain); FNV-1a: Fowler, Noll, Vo.
// The rule depends on name and shape only. tests/fixtures/seeded_weights.py has it in Python, with
// the test vectors that both must reproduce.
// Every activation of every network of the catalog lies between 1e-30 and 1e3, as denormals would
// distort the timing; a test looks at all of them.

import { elementCount, type Parameter } from "./graph.ts";
import { fillInVectors } from "./seeded_vectors.ts";

/** Uniform between centre - halfWidth and centre + halfWidth. */
export interface UniformRange {
  /** Middle of the range. */
  readonly centre: number;
  /** From the middle to either end. */
  readonly halfWidth: number;
}

/** A pixel of the seeded input: about the range of a normalized ImageNet picture. */
export const IMAGE_RANGE: UniformRange = { centre: 0, halfWidth: 2 };

/**
 * The range of a parameter. Tame for all networks here: activations neither explode nor reach
 * denormals, and BatchNorm statistics are far enough from 0 and 1 that a mix-up shows.
 *
 * Matrices and kernels take torch's own default for Conv2d and Linear, 1 / sqrt(fan-in); depthwise
 * kernels (one input channel) half of it, as `x + depthwise(x)` would otherwise grow without end
 * over the 38 blocks of DS-Net-B.
 */
export function rangeOf(name: string, shape: readonly number[]): UniformRange {
  const last = name.slice(name.lastIndexOf(".") + 1);
  switch (last) {
    case "running_mean":
      return { centre: 0, halfWidth: 0.25 };
    case "running_var":
      return { centre: 1, halfWidth: 0.5 };
    case "num_batches_tracked":
      return { centre: 0, halfWidth: 0 };
    case "bias":
      return { centre: 0, halfWidth: 0.1 };
    case "weight":
      return shape.length >= 2
        ? { centre: 0, halfWidth: weightGain(shape) / Math.sqrt(elementCount(shape.slice(1))) }
        : { centre: 0.75, halfWidth: 0.25 };
    default:
      return { centre: 0, halfWidth: 0.2 };
  }
}

function weightGain(shape: readonly number[]): number {
  const isDepthwise = shape.length === 4 && shape[1] === 1;
  return isDepthwise ? 0.5 : 1;
}

/** MurmurHash3's 32-bit finalizer: every input bit moves every output bit. */
export function fmix32(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const UTF_8 = new TextEncoder();

/** The 32-bit key of a parameter under a seed. */
export function keyOf(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of UTF_8.encode(`${seed}:${name}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return fmix32(hash);
}

/**
 * Writes the seeded values of one tensor over `target`, element by element.
 *
 * @param key From {@linkcode keyOf}.
 */
export function fillSeeded(target: Float32Array, key: number, range: UniformRange): void {
  // 2 (bits + 0.5) / 2^32 - 1 = (signed + 0.5) / 2^31, signed = bits - 2^31, the top bit flipped
  const { centre, halfWidth } = range;
  fillInVectors(target, { key, centre, step: halfWidth / 2 ** 31 });
}

/** Writes the seeded values of a parameter over `target`, which must have its element count. */
export function fillParameter(target: Float32Array, seed: number, parameter: Parameter): void {
  const { name, shape } = parameter;
  fillSeeded(target, keyOf(seed, name), rangeOf(name, shape));
}

/** The seeded input batch, flat `[N, C, H, W]`; every image of it differs. */
export function seededImages(seed: number, length: number): Float32Array<ArrayBuffer> {
  return seededInput(seed, "image", length);
}

/** The seeded values of any input of real numbers, as large as those of an image. */
export function seededInput(seed: number, name: string, length: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  fillSeeded(values, keyOf(seed, name), IMAGE_RANGE);
  return values;
}
