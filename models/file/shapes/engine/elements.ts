// Elements of small tensors, moved and combined as an operator moves and combines them.

import type { DataType } from "../../../graph/graph.ts";
import { type Call, refuse } from "./call.ts";
import {
  elementsOf,
  type Inferred,
  isFixed,
  isKnown,
  MOST_NUMBERS,
  type Numbers,
  type Size,
  type Sizes,
  sizesText,
  tensor,
} from "./inferred.ts";

/** A place in a tensor, an index for each axis. */
export type Place = readonly number[];

/** The elements from one index to the next, for each axis of a tensor in row-major order. */
function stridesOf(shape: readonly number[]): readonly number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}

/** The number of an element in row-major order. */
export function flatPlace(place: Place, shape: readonly number[]): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    flat = flat * (shape[axis] ?? 1) + (place[axis] ?? 0);
  }
  return flat;
}

/** All places of a tensor in row-major order; of small ones only. */
export function placesOf(shape: readonly number[]): readonly Place[] {
  const strides = stridesOf(shape);
  return Array.from(
    { length: elementsOf(shape) ?? 0 },
    (_, flat) => shape.map((size, axis) => Math.floor(flat / (strides[axis] ?? 1)) % size),
  );
}

/**
 * A tensor whose elements are those of another.
 *
 * @param sourceOf Where in `from` the element at a place comes from; `null`: not known.
 */
export function moved(
  from: Inferred,
  shape: Sizes | null,
  sourceOf: (place: Place) => Place | null,
): Inferred {
  const { dtype, numbers } = from;
  if (numbers === null || !isFixed(from.shape) || !isSmall(shape)) return tensor(dtype, shape);
  const fromShape = from.shape;
  const values = placesOf(shape).map((place) => {
    const source = sourceOf(place);
    return source === null ? null : numbers[flatPlace(source, fromShape)] ?? null;
  });
  return tensor(dtype, shape, values);
}

/** Whether a tensor's elements are few enough to be followed. */
export function isSmall(shape: Sizes | null): shape is readonly number[] {
  return isFixed(shape) && (elementsOf(shape) ?? 0) <= MOST_NUMBERS;
}

/**
 * The sizes that tensors have once they are broadcast to each other.
 *
 * @throws {RangeError} If an axis has two sizes, neither of which is 1.
 */
export function broadcastSizes(call: Call, shapes: readonly (Sizes | null)[]): Sizes | null {
  const known = shapes.filter((shape) => shape !== null);
  if (known.length < shapes.length) return null;
  const rank = Math.max(0, ...known.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = known.flatMap((shape) => {
      const size = shape[axis - rank + shape.length];
      return size === undefined ? [] : [size];
    });
    return broadcastSize(sizes, () =>
      refuse(
        call,
        `its inputs must fit each other axis by axis, from the last: got ${
          known.map(sizesText).join(" and ")
        }`,
      ));
  });
}

function broadcastSize(sizes: Sizes, error: () => RangeError): Size {
  const wide = new Set(sizes.filter((size) => size !== null && size !== 1));
  if (wide.size > 1) throw error();
  const [size] = wide;
  return size ?? (sizes.includes(null) ? null : 1);
}

/**
 * A tensor that is computed element by element from others broadcast to its shape.
 *
 * @param compute Gives an element; inputs that are not known are `null`.
 */
export function combined(
  inputs: readonly Inferred[],
  { dtype, shape }: { readonly dtype: DataType | null; readonly shape: Sizes | null },
  compute: (elements: Numbers) => number | null,
): Inferred {
  const isFollowed = inputs.every(({ numbers }) => numbers !== null) && isSmall(shape);
  if (!isFollowed) return tensor(dtype, shape);
  const spread = inputs.map((input) => broadcastNumbers(input, shape));
  const count = elementsOf(shape) ?? 0;
  const numbers = Array.from({ length: count }, (_, flat) => {
    const result = compute(spread.map((elements) => elements[flat] ?? null));
    return result === null ? null : rounded(result, dtype);
  });
  return tensor(dtype, shape, numbers);
}

/** Elements of a tensor once it is broadcast. */
export function broadcastNumbers(input: Inferred, shape: readonly number[]): Numbers {
  const { numbers } = moved(input, shape, (place) => {
    const own = input.shape ?? [];
    return own.map((size, axis) => size === 1 ? 0 : place[axis + place.length - own.length] ?? 0);
  });
  return numbers ?? placesOf(shape).map(() => null);
}

/** A function of known numbers as one of elements: what is not known makes the result unknown. */
export function known(
  compute: (...numbers: readonly number[]) => number,
): (elements: Numbers) => number | null {
  return (elements) => elements.every(isKnown) ? compute(...elements) : null;
}

/** A number as its type holds it; `null`: it is no number. */
export function rounded(value: number, dtype: DataType | null): number | null {
  if (Number.isNaN(value)) return null;
  if (dtype === "float32") return Math.fround(value);
  if (dtype === "bool") return value === 0 ? 0 : 1;
  const isReal = dtype === null || dtype.includes("float");
  return isReal ? value : Math.trunc(value) + 0;
}
