// Weights of Pillow's resampling filters, in the fixed point numbers that it sums bytes with.

import type { Interpolation } from "./preset.ts";

/** Bits after the point: sums of bytes and weights, some of them negative, fit into 32 bits. */
export const FRACTION_BITS = 22;

/** For each pixel of one side: which pixels it is made of, and by what weights. */
export interface ResampleWeights {
  /** First source pixel of each. */
  readonly first: Int32Array;
  /** How many source pixels from there on. */
  readonly count: Int32Array;
  /** Weights of each, `stride` apart. */
  readonly weights: Int32Array;
  readonly stride: number;
}

interface Filter {
  /** Distance in pixels from which on it is 0. */
  readonly support: number;
  readonly at: (distance: number) => number;
}

/** Keys' cubic with a = -0.5. */
const CUBIC = -0.5;

const FILTERS: Readonly<Record<Interpolation, Filter>> = {
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, at: (x) => cubicAt(Math.abs(x)) },
};

function cubicAt(x: number): number {
  if (x < 1) return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC : 0;
}

/**
 * Weights to resize a side of `from` pixels to `to`, for `length` of them from `start` on.
 *
 * The filter is as wide as the pixels that become one; at borders, what is left of it sums to 1.
 */
export function resampleWeights(
  from: number,
  to: number,
  { interpolation, start = 0, length = to }: {
    readonly interpolation: Interpolation;
    readonly start?: number;
    readonly length?: number;
  },
): ResampleWeights {
  const filter = FILTERS[interpolation];
  const scale = from / to;
  const widening = Math.max(scale, 1);
  const support = filter.support * widening;
  const narrowing = 1 / widening;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const exact = new Float64Array(stride);

  for (let i = 0; i < length; i++) {
    const centre = (start + i + 0.5) * scale;
    const from0 = Math.max(0, Math.trunc(centre - support + 0.5));
    const taps = Math.min(from, Math.trunc(centre + support + 0.5)) - from0;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const weight = filter.at((tap + from0 - centre + 0.5) * narrowing);
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) {
      weights[i * stride + tap] = toFixed((exact[tap] ?? 0) / sum);
    }
    first[i] = from0;
    count[i] = taps;
  }
  return { first, count, weights, stride };
}

/** Rounded half away from 0. */
function toFixed(weight: number): number {
  const scaled = weight * 2 ** FRACTION_BITS;
  return Math.trunc(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}
