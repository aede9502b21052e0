// Operators that keep the elements and change how they lie: Reshape, Transpose, Concat, Split and
// the like.

import {
  axisOf,
  type Call,
  inputOf,
  intOf,
  intsOf,
  isSet,
  rankedShape,
  refuse,
  resized,
  type RuleTable,
  sameSize,
} from "../engine/call.ts";
import {
  broadcastNumbers,
  broadcastSizes,
  flatPlace,
  isSmall,
  moved,
  placesOf,
} from "../engine/elements.ts";
import {
  elementsOf,
  type Inferred,
  isFixed,
  isKnown,
  knownNumbers,
  type Numbers,
  type Size,
  type Sizes,
  sizesText,
  tensor,
} from "../engine/inferred.ts";
import { axesOf } from "./reduction_shapes.ts";

/** The same elements in the same order under other sizes. */
function reordered({ dtype, numbers }: Inferred, shape: Sizes | null): Inferred {
  return tensor(dtype, shape, numbers);
}

/** Sizes that a tensor of integers names; `null` where only their number is known, or not even it. */
export function sizesNamedBy(value: Inferred | undefined): Sizes | null {
  if (value === undefined) return null;
  if (value.numbers !== null) return value.numbers;
  const count = value.shape?.length === 1 ? value.shape[0] : null;
  return isKnown(count) && count <= 64 ? Array.from({ length: count }, () => null) : null;
}

/** 0 keeps the size of the same axis, -1 takes what is left over. */
function reshape(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const target = intsOf(call, "shape") ?? sizesNamedBy(call.inputs[1]);
  if (target === null) return [tensor(x.dtype, null)];
  const isZeroMeant = isSet(call, "allowzero");
  const sizes = target.map((size, axis) =>
    size === 0 && !isZeroMeant ? x.shape?.[axis] ?? null : size
  );
  return [reordered(x, filledUp(call, x.shape, sizes))];
}

/** The sizes with the one that is open: -1, or the only one that is not known. */
function filledUp(call: Call, from: Sizes | null, target: Sizes): Sizes {
  const open = target.flatMap((size, axis) => isKnown(size) && size >= 0 ? [] : [axis]);
  const explicit = target.map((size) => isKnown(size) && size < 0 ? null : size);
  const total = elementsOf(from);
  const rest = target.reduce<number>((rest, s) => isKnown(s) && s >= 0 ? rest * s : rest, 1);
  if (total === null || !Number.isSafeInteger(total)) return explicit;
  const [axis] = open;
  if (axis === undefined && rest === total) return explicit;
  const isWhole = rest > 0 && total % rest === 0 || total === 0;
  if (axis !== undefined && isWhole) {
    return open.length === 1 ? explicit.with(axis, rest === 0 ? 0 : total / rest) : explicit;
  }
  throw refuse(
    call,
    `it must keep the number of elements: got ${sizesText(from)} to ${
      sizesText(target)
    }; where the batch was changed, it is fixed in the graph`,
  );
}

function transpose(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  if (shape === null) return [tensor(x.dtype, null)];
  const order = intsOf(call, "perm") ?? shape.keys().toArray().reverse();
  if (order.length !== shape.length || new Set(order).size !== order.length) {
    throw refuse(
      call,
      `its perm must name each of its ${shape.length} axes once: got [${order.join(", ")}]`,
    );
  }
  const axes = order.map((axis) => axisOf(call, axis, shape.length));
  const out = axes.map((axis) => shape[axis] ?? null);
  return [moved(x, out, (place) => shape.map((_, axis) => place[axes.indexOf(axis)] ?? 0))];
}

function flatten(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  if (shape === null) return [tensor(x.dtype, [null, null])];
  const given = intOf(call, "axis") ?? 1;
  const axis = given < 0 ? given + shape.length : given;
  return [reordered(x, [elementsOf(shape.slice(0, axis)), elementsOf(shape.slice(axis))])];
}

function squeeze(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  const given = axesOf(call, 1);
  if (shape === null || given === null) return [tensor(x.dtype, null)];
  if (given === undefined) {
    const isSure = isFixed(shape);
    return [reordered(x, isSure ? shape.filter((size) => size !== 1) : null)];
  }
  const axes = given.map((axis) => axisOf(call, axis, shape.length));
  for (const axis of axes) {
    sameSize(call, `size ${axis}, which it drops, and 1`, shape[axis] ?? null, 1);
  }
  return [reordered(x, shape.filter((_, axis) => !axes.includes(axis)))];
}

function unsqueeze(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const given = axesOf(call, 1);
  if (x.shape === null || given === null || given === undefined) return [tensor(x.dtype, null)];
  const rank = x.shape.length + given.length;
  const axes = given.map((axis) => axisOf(call, axis, rank));
  const old = x.shape.values();
  const out = Array.from(
    { length: rank },
    (_, axis): Size => axes.includes(axis) ? 1 : old.next().value ?? null,
  );
  return [reordered(x, out)];
}

function expand(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const shape = broadcastSizes(call, [x.shape, sizesNamedBy(call.inputs[1])]);
  if (x.numbers === null || !isSmall(shape)) return [tensor(x.dtype, shape)];
  return [tensor(x.dtype, shape, broadcastNumbers(x, shape))];
}

function tile(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  if (shape === null) return [tensor(x.dtype, null)];
  const repeats = sizesNamedBy(call.inputs[1]) ?? shape.map(() => null);
  const out = shape.map((size, axis) => times(size, repeats[axis] ?? null));
  return [moved(x, out, (place) => place.map((index, axis) => index % (shape[axis] ?? 1)))];
}

/** A size several times; 0 of what is not known is 0. */
export function times(size: Size, factor: Size): Size {
  if (size === 0 || factor === 0) return 0;
  return isKnown(size) && isKnown(factor) ? size * factor : null;
}

function concat(call: Call): readonly Inferred[] {
  const inputs = call.inputs.filter((input) => input !== undefined);
  return [concatenated(call, inputs, intOf(call, "axis") ?? 1)];
}

/**
 * Tensors one after the other along an axis.
 *
 * @throws {RangeError} If they differ along another.
 */
export function concatenated(call: Call, inputs: readonly Inferred[], given: number): Inferred {
  const dtype = inputs.find((input) => input.dtype !== null)?.dtype ?? null;
  const [first = null, ...others] = inputs.map(({ shape }) => shape);
  if (first === null || others.includes(null)) {
    const known = inputs.find(({ shape }) => shape !== null)?.shape ?? null;
    const axis = known === null ? 0 : axisOf(call, given, known.length);
    const out = known === null ? null : known.with(axis, null);
    return tensor(dtype, out);
  }
  const axis = axisOf(call, given, first.length);
  const shape = first.map((size, place) =>
    others.reduce<Size>((size, other) => {
      if (other?.length !== first.length) {
        throw refuse(call, `its inputs must have equally many axes: got ${shapesText(inputs)}`);
      }
      const next = other[place] ?? null;
      if (place === axis) return isKnown(size) && isKnown(next) ? size + next : null;
      if (isKnown(size) && isKnown(next) && size !== next) {
        throw refuse(
          call,
          `its inputs must be equal but for axis ${axis}: got ${shapesText(inputs)}`,
        );
      }
      return size ?? next;
    }, size)
  );
  return tensor(dtype, shape, joinedNumbers(inputs, shape, axis));
}

function shapesText(inputs: readonly Inferred[]): string {
  return inputs.map(({ shape }) => sizesText(shape)).join(" and ");
}

function joinedNumbers(inputs: readonly Inferred[], shape: Sizes, axis: number): Numbers | null {
  if (!isSmall(shape) || inputs.every(({ numbers }) => numbers === null)) return null;
  let start = 0;
  const numbers: (number | null)[] = Array.from({ length: elementsOf(shape) ?? 0 }, () => null);
  for (const input of inputs) {
    const part = input.shape;
    if (!isFixed(part)) return null;
    for (const [flat, place] of placesOf(part).entries()) {
      const target = place.map((index, at) => at === axis ? index + start : index);
      numbers[flatPlace(target, shape)] = input.numbers?.[flat] ?? null;
    }
    start += part[axis] ?? 0;
  }
  return numbers;
}

/** Parts of given sizes, or as many as there are outputs, the last one smaller. */
function split(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  if (shape === null) return call.node.outputs.map(() => tensor(x.dtype, null));
  const axis = axisOf(call, intOf(call, "axis") ?? 0, shape.length);
  const sizes = partSizes(call, shape[axis] ?? null);
  let start = 0;
  return sizes.map((size) => {
    const begin = start;
    start += size ?? NaN;
    const out = shape.with(axis, size);
    return moved(
      x,
      out,
      (place) => place.map((index, at) => at === axis ? index + begin : index),
    );
  });
}

function partSizes(call: Call, size: Size): Sizes {
  const { outputs } = call.node;
  const input = call.inputs[1];
  const given = intsOf(call, "split") ?? (input === undefined ? undefined : sizesNamedBy(input));
  if (given !== undefined) {
    const sizes = given ?? outputs.map(() => null);
    const sum = sizes.reduce<number>((total, part) => total + (part ?? NaN), 0);
    if (!Number.isNaN(sum)) {
      sameSize(call, `the sum of its parts and the axis that it splits`, sum, size);
    }
    return sizes;
  }
  if (size === null) return outputs.map(() => null);
  const part = Math.ceil(size / Math.max(1, intOf(call, "num_outputs") ?? outputs.length));
  return outputs.map((_, i) => Math.max(0, Math.min(part, size - i * part)));
}

/** `[N, C, H, W] -> [N, C / b^2, b H, b W]` */
function depthToSpace(call: Call): readonly Inferred[] {
  const [n = null, c = null, h = null, w = null] = rankedShape(call, 0, FOUR) ?? [];
  const block = intOf(call, "blocksize") ?? 1;
  return resized(call, [
    n,
    divided(call, c, block ** 2),
    times(h, block),
    times(w, block),
  ]);
}

/** `[N, C, H, W] -> [N, b^2 C, H / b, W / b]` */
function spaceToDepth(call: Call): readonly Inferred[] {
  const [n = null, c = null, h = null, w = null] = rankedShape(call, 0, FOUR) ?? [];
  const block = intOf(call, "blocksize") ?? 1;
  return resized(call, [
    n,
    times(c, block ** 2),
    divided(call, h, block),
    divided(call, w, block),
  ]);
}

const FOUR = { atLeast: 4, atMost: 4 };

function divided(call: Call, size: Size, divisor: number): Size {
  if (size === null || size % divisor === 0) return size === null ? null : size / divisor;
  throw refuse(call, `its block must divide its size: got ${size} by ${divisor}`);
}

/** ONNX's own. */
export const LAYOUT: RuleTable = {
  Reshape: reshape,
  Transpose: transpose,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Expand: expand,
  Tile: tile,
  Concat: concat,
  Split: split,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_LAYOUT: RuleTable = {
  /** One axis more, at the place that the second input names. */
  ExpandDims: (call) => {
    const x = inputOf(call, 0);
    const [axis] = knownNumbers(call.inputs[1]) ?? [];
    if (x.shape === null || axis === undefined) return [tensor(x.dtype, null)];
    const place = axis < 0 ? axis + x.shape.length + 1 : axis;
    return [reordered(x, x.shape.toSpliced(place, 0, 1))];
  },
  /** Scale and zero point of the output, then each input with its own. */
  QLinearConcat: (call) => [
    concatenated(
      call,
      call.inputs.slice(2).filter((input, place) => place % 3 === 0 && input !== undefined)
        .map((input) => tensor(input?.dtype ?? null, input?.shape ?? null)),
      intOf(call, "axis") ?? 1,
    ),
  ],
};
