// The values of parameters from the tensors that were matched to them.

import { elementCount } from "../../graph/graph.ts";
import type { Pair } from "./matching.ts";

/** Writes the values of a pair of like shapes over `target`, which has the parameter's element count. */
export function fillFromPair(
  target: Float32Array,
  { tensors, isTransposed, isUnfolded, parameter }: Pair,
): void {
  const length = elementCount(parameter.shape) / tensors.length;
  tensors.forEach((tensor, index) => {
    const part = target.subarray(index * length, (index + 1) * length);
    if (!isTransposed) {
      tensor.read(part);
      return;
    }
    const stored = new Float32Array(length);
    tensor.read(stored);
    const [rows = 0, columns = 0] = tensor.shape;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        part[column * rows + row] = stored[row * columns + column] as number;
      }
    }
  });
  if (isUnfolded) foldChannels(target, parameter.shape.at(-1) ?? 0);
}

/** Rows of `[channel, y, x]` to `[x, y, channel]`, of 2 x 2 neighbours. */
function foldChannels(values: Float32Array, rowLength: number): void {
  const channels = rowLength / 4;
  for (let start = 0; start < values.length; start += rowLength) {
    const row = values.slice(start, start + rowLength);
    for (let channel = 0; channel < channels; channel++) {
      for (const [neighbour, place] of [0, 2, 1, 3].entries()) {
        values[start + neighbour * channels + channel] = row[4 * channel + place] as number;
      }
    }
  }
}

/** What is unusual among the values of a checkpoint. */
export interface OddValues {
  /** Values other than 0 that are nearer to it than 2^-126, which processors are slow with. */
  readonly denormals: number;
  /** Parameters that have some. */
  readonly denormalParameters: readonly string[];
  /** Infinite values and such that are no numbers. */
  readonly nonFinite: number;
  /** Parameters that have some. */
  readonly nonFiniteParameters: readonly string[];
}

/** Reads all values once. */
export function oddValues(pairs: readonly Pair[]): OddValues {
  const counted = pairs.map((pair) => {
    const values = new Float32Array(elementCount(pair.parameter.shape));
    fillFromPair(values, pair);
    return { name: pair.parameter.name, ...oddIn(values) };
  });
  const namesOf = (key: "denormals" | "nonFinite") =>
    counted.flatMap((each) => each[key] > 0 ? [each.name] : []);
  const sumOf = (key: "denormals" | "nonFinite") =>
    counted.reduce((sum, each) => sum + each[key], 0);
  return {
    denormals: sumOf("denormals"),
    denormalParameters: namesOf("denormals"),
    nonFinite: sumOf("nonFinite"),
    nonFiniteParameters: namesOf("nonFinite"),
  };
}

const EXPONENT_BITS = 0x7f800000;
const FRACTION_BITS = 0x007fffff;

function oddIn(values: Float32Array): { readonly denormals: number; readonly nonFinite: number } {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let [denormals, nonFinite] = [0, 0];
  for (const each of bits) {
    const exponent = each & EXPONENT_BITS;
    if (exponent === 0 && (each & FRACTION_BITS) !== 0) denormals++;
    else if (exponent === EXPONENT_BITS) nonFinite++;
  }
  return { denormals, nonFinite };
}
