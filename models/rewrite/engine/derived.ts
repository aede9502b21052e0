// The algebra of parameters: tensors that follow from learned ones, computed when a graph is encoded.
// The name of a derived parameter is the expression that it stands for, so equal ones are stored once.
// W is a weight [out, in, ...], s and t are vectors; sums run in float64 and are rounded once.

import { elementCount, type Parameter } from "../../graph/graph.ts";
import { scaleRows, sumRows } from "./row_products.ts";

type Fill = (target: Float32Array, sources: readonly Float32Array[]) => void;

function derived(
  name: string,
  shape: readonly number[],
  from: readonly Parameter[],
  fill: Fill,
): Parameter {
  return { name, dtype: "float32", shape, role: "derived", derivation: { from, fill } };
}

/** Elements of one row of the first axis. */
function rowLength({ shape }: Parameter): number {
  return elementCount(shape.slice(1));
}

/** What a BatchNorm does to a channel: `scale * x + shift`. */
interface ChannelAffine {
  readonly scale: Parameter;
  readonly shift: Parameter;
}

/** The four vectors of a BatchNorm. */
export interface NormParameters {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly mean: Parameter;
  readonly variance: Parameter;
  readonly epsilon: number;
}

/** scale = weight / sqrt(variance + epsilon), shift = bias - mean * scale */
export function affineOf(norm: NormParameters): ChannelAffine {
  const { weight, bias, mean, variance, epsilon } = norm;
  const scaleOf = (w = 0, v = 0) => w / Math.sqrt(v + epsilon);
  return {
    scale: derived(
      `scale(${weight.name})`,
      weight.shape,
      [weight, variance],
      (target, [w = target, v = target]) => {
        for (let i = 0; i < target.length; i++) target[i] = scaleOf(w[i], v[i]);
      },
    ),
    shift: derived(
      `shift(${weight.name})`,
      weight.shape,
      [weight, bias, mean, variance],
      (target, [w = target, b = target, m = target, v = target]) => {
        for (let i = 0; i < target.length; i++) {
          target[i] = (b[i] ?? 0) - (m[i] ?? 0) * scaleOf(w[i], v[i]);
        }
      },
    ),
  };
}

/** A vector over inputs as one over the elements of a row `[in, ...]`. */
function alongRow(vector: Float32Array, taps: number): Float32Array {
  return taps === 1
    ? vector
    : Float32Array.from({ length: vector.length * taps }, (_, i) =>
      vector[Math.floor(i / taps)] ?? 0);
}

/** `W'[o, i, ...] = W[o, i, ...] * s[i]` */
export function scaleInputs(weight: Parameter, scale: Parameter): Parameter {
  const taps = elementCount(weight.shape.slice(2));
  return derived(
    `(${weight.name} * ${scale.name})`,
    weight.shape,
    [weight, scale],
    (target, [w = target, s = target]) => scaleRows(target, w, alongRow(s, taps)),
  );
}

/** `b'[o] = b[o] + sum of W[o, i, ...] * t[i]`; without a bias, b is 0. */
export function shiftThrough(
  weight: Parameter,
  shift: Parameter,
  bias: Parameter | undefined,
): Parameter {
  const [out = 1] = weight.shape;
  const taps = elementCount(weight.shape.slice(2));
  return derived(
    `(${bias === undefined ? "" : `${bias.name} + `}${weight.name} . ${shift.name})`,
    [out],
    bias === undefined ? [weight, shift] : [weight, shift, bias],
    (target, [w = target, t = target, b]) => {
      const sums = sumRows(w, alongRow(t, taps));
      for (let o = 0; o < out; o++) target[o] = (b?.[o] ?? 0) + (sums[o] as number);
    },
  );
}

/** `count` rows of the first axis from `start`. */
export function rows(parameter: Parameter, start: number, count: number): Parameter {
  const length = rowLength(parameter);
  return derived(
    `${parameter.name}[${start}:${start + count}]`,
    [count, ...parameter.shape.slice(1)],
    [parameter],
    (target, [p = target]) => target.set(p.subarray(start * length, (start + count) * length)),
  );
}

/** `count` columns of the second axis from `start`: `[out, in, 1, 1]` -> `[out, count, 1, 1]`. */
export function columns(weight: Parameter, start: number, count: number): Parameter {
  const [out = 1, inputs = 1] = weight.shape;
  const taps = elementCount(weight.shape.slice(2));
  return derived(
    `${weight.name}[:, ${start}:${start + count}]`,
    [out, count, ...weight.shape.slice(2)],
    [weight],
    (target, [w = target]) => {
      for (let o = 0; o < out; o++) {
        const begin = (o * inputs + start) * taps;
        target.set(w.subarray(begin, begin + count * taps), o * count * taps);
      }
    },
  );
}

/** Entries along an axis in an order of their own. */
export interface Entries {
  /** What they are, in words that tell them from others of the same axis. */
  readonly name: string;
  /** Where each lies; -1 is one of zeros. */
  readonly places: readonly number[];
}

/** A parameter with other entries along its first or second axis. */
export function picked(
  parameter: Parameter,
  axis: 0 | 1,
  { name, places }: Entries,
): Parameter {
  const outer = elementCount(parameter.shape.slice(0, axis));
  const from = parameter.shape[axis] ?? 1;
  const taps = elementCount(parameter.shape.slice(axis + 1));
  return derived(
    `pick(${parameter.name}, ${axis}: ${name})`,
    parameter.shape.with(axis, places.length),
    [parameter],
    (target, [p = target]) => {
      target.fill(0);
      for (let o = 0, i = 0; o < outer; o++) {
        for (const place of places) {
          const start = (o * from + place) * taps;
          for (let tap = 0; tap < taps; tap++, i++) {
            if (place >= 0) target[i] = p[start + tap] as number;
          }
        }
      }
    },
  );
}

/**
 * A kernel of `groups` groups `[out, in, ...]` with other rows and columns, in `common` groups: 0 where
 * entries of unlike groups meet.
 */
export function pickedKernel(
  kernel: Parameter,
  { groups, out, read, common }: {
    readonly groups: number;
    readonly out: Entries;
    readonly read: Entries;
    readonly common: number;
  },
): Parameter {
  const [rowCount = 1, width = 1] = kernel.shape;
  const taps = elementCount(kernel.shape.slice(2));
  const [rowsOfOne, columnsOfOne] = [out, read].map(({ places }) => places.length / common) as [
    number,
    number,
  ];
  return derived(
    `kernel(${kernel.name}, ${read.name} to ${out.name} in ${common})`,
    [out.places.length, columnsOfOne, ...kernel.shape.slice(2)],
    [kernel],
    (target, [k = target]) => {
      target.fill(0);
      let i = 0;
      for (const [index, row] of out.places.entries()) {
        const first = Math.floor(row / (rowCount / groups)) * width;
        const start = Math.floor(index / rowsOfOne) * columnsOfOne;
        for (let j = start; j < start + columnsOfOne; j++, i += taps) {
          const column = (read.places[j] ?? -1) - first;
          if (row < 0 || column < 0 || column >= width) continue;
          const from = (row * width + column) * taps;
          for (let tap = 0; tap < taps; tap++) target[i + tap] = k[from + tap] as number;
        }
      }
    },
  );
}

/** `W'[o, ...] = s[o] * W[o, ...]` */
export function scaleOutputs(weight: Parameter, scale: Parameter): Parameter {
  const length = rowLength(weight);
  return derived(
    `(${scale.name} * ${weight.name})`,
    weight.shape,
    [weight, scale],
    (target, [w = target, s = target]) => {
      for (let i = 0; i < target.length; i++) {
        target[i] = (w[i] as number) * (s[Math.floor(i / length)] as number);
      }
    },
  );
}

/** A kernel of `groups` groups `[out, in, ...]` as one of `groups / merged`: 0 where they do not meet. */
export function blockDiagonal(
  kernel: Parameter,
  { groups, merged }: { readonly groups: number; readonly merged: number },
): Parameter {
  const [out = 1, inputs = 1] = kernel.shape;
  const length = rowLength(kernel);
  return derived(
    `diagonal(${kernel.name}, ${groups} to ${groups / merged})`,
    kernel.shape.with(1, merged * inputs),
    [kernel],
    (target, [k = target]) => {
      target.fill(0);
      for (let row = 0; row < out; row++) {
        const place = Math.floor(row / (out / groups)) % merged;
        const start = (row * merged + place) * length;
        target.set(k.subarray(row * length, (row + 1) * length), start);
      }
    },
  );
}

/** What was transposed, by what came of it. */
const untransposed = new WeakMap<Parameter, Parameter>();

/** `[out, in]` -> `[in, out]`; twice is nothing. */
export function transposed(weight: Parameter): Parameter {
  const known = untransposed.get(weight);
  if (known) return known;
  const result = transposedAnew(weight);
  untransposed.set(result, weight);
  return result;
}

function transposedAnew(weight: Parameter): Parameter {
  const [out = 1, inputs = 1] = weight.shape;
  return derived(`${weight.name}^T`, [inputs, out], [weight], (target, [w = target]) => {
    for (let row = 0; row < out; row += TILE) {
      for (let column = 0; column < inputs; column += TILE) {
        const [endRow, endColumn] = [Math.min(row + TILE, out), Math.min(column + TILE, inputs)];
        for (let i = column; i < endColumn; i++) {
          for (let o = row; o < endRow; o++) target[i * out + o] = w[o * inputs + i] as number;
        }
      }
    }
  });
}

/** Rows and columns that are transposed at a time: the cache holds both sides of them. */
const TILE = 32;

/** The same elements in another shape. */
export function reshaped(parameter: Parameter, shape: readonly number[]): Parameter {
  const name = `${parameter.name}[${shape.join("x")}]`;
  const fill: Fill = (target, [p = target]) => target.set(p);
  const derivation = { from: [parameter], fill, isReshaped: true } as const;
  return { name, dtype: "float32", shape, role: "derived", derivation };
}

/** A depthwise kernel `[C, 1, k, k]` (k odd) with 1 added to its centre: `x + depthwise(x)`. */
export function plusIdentity(kernel: Parameter): Parameter {
  const taps = rowLength(kernel);
  return derived(`(1 + ${kernel.name})`, kernel.shape, [kernel], (target, [k = target]) => {
    target.set(k);
    for (let i = (taps - 1) / 2; i < target.length; i += taps) {
      target[i] = (target[i] as number) + 1;
    }
  });
}

/** Depthwise kernels that average the central 2x2 pixels of cells of `factor` x `factor` (even). */
export function cellCentres(channels: number, factor: number): Parameter {
  const width = factor / 2 + 1;
  const shape = [channels, 1, width, width];
  return derived(`centre of ${factor}x${factor} cells[${channels}]`, shape, [], (target) => {
    for (let i = 0; i < target.length; i++) {
      const [row, column] = [Math.floor(i / width) % width, i % width];
      target[i] = Math.min(row, column) >= width - 2 ? 1 / 4 : 0;
    }
  });
}

/** `factor * p` */
export function scaled(parameter: Parameter, factor: number): Parameter {
  const { name, shape } = parameter;
  return derived(`(${factor} * ${name})`, shape, [parameter], (target, [p = target]) => {
    for (let i = 0; i < target.length; i++) target[i] = factor * (p[i] as number);
  });
}
