// Operators that move, cut, join and resample without learning anything.
// The batch axis keeps its place through Reshape (ONNX: a 0 copies the input's size).
// Borders and regions of maps: borders.ts, regions.ts.

import { type Scope, single } from "../graph/scope.ts";
import {
  type Attribute,
  type Dimension,
  elementCount,
  type Shape,
  shapeText,
  type Sides,
  type Value,
} from "../graph/graph.ts";
import { refuse } from "./refuse.ts";

/** A constant vector of whole numbers, as ONNX takes sizes, axes and indices. */
export function integers(g: Scope, numbers: readonly number[]): Value {
  return g.constant(numbers, [numbers.length]);
}

function checkedAxis(g: Scope, op: string, x: Value, axis: number): number {
  if (!Number.isInteger(axis) || axis < 0 || axis >= x.shape.length) {
    throw refuse(g, op, `the axis must exist: got ${axis} for ${shapeText(x.shape)}`);
  }
  return axis;
}

/**
 * The same elements in another shape: `"N"` first stays first.
 *
 * @throws {RangeError} If the number of elements changes, or the batch leaves the first axis.
 */
export function reshape(g: Scope, x: Value, shape: Shape): Value {
  const isOpen = [x.shape[0], shape[0]].some((size) => typeof size === "string");
  const batchMoves = isOpen && x.shape[0] !== shape[0];
  if (elementCount(x.shape) !== elementCount(shape) || batchMoves) {
    throw refuse(
      g,
      "Reshape",
      `element count and batch axis must stay: got ${shapeText(x.shape)} to ${shapeText(shape)}`,
    );
  }
  const sizes = shape.map((size) => typeof size === "string" ? 0 : size);
  return single(g.node("Reshape", { inputs: [x, integers(g, sizes)], outputs: [shape] }));
}

/**
 * Axes in another order: output axis i is input axis `order[i]`.
 *
 * @throws {RangeError} If `order` does not name every axis once.
 */
export function transpose(g: Scope, x: Value, order: readonly number[]): Value {
  const isPermutation = order.length === x.shape.length &&
    x.shape.every((_, axis) => order.includes(axis));
  if (!isPermutation) {
    throw refuse(
      g,
      "Transpose",
      `every axis must be named once: got [${order.join(", ")}] for ${shapeText(x.shape)}`,
    );
  }
  const shape = order.map((axis) => x.shape[axis] as Dimension);
  return single(
    g.node("Transpose", { inputs: [x], attributes: { perm: order }, outputs: [shape] }),
  );
}

/**
 * One slice along an axis, which disappears: `[3, N, T]`, axis 0, index 1 -> `[N, T]`.
 *
 * @throws {RangeError} If the axis or the index is outside.
 */
export function select(g: Scope, x: Value, axis: number, index: number): Value {
  const size = x.shape[checkedAxis(g, "Gather", x, axis)];
  if (typeof size !== "number" || index < 0 || index >= size) {
    throw refuse(g, "Gather", `the index must be inside: got ${index} of ${size}`);
  }
  return single(g.node("Gather", {
    inputs: [x, g.constant([index], [])],
    attributes: { axis },
    outputs: [x.shape.filter((_, i) => i !== axis)],
  }));
}

/** Some places of an axis, in the order given: `[N, T, C]`, axis 1 -> `[N, places.length, C]`. */
export function take(g: Scope, x: Value, axis: number, places: readonly number[]): Value {
  return single(g.node("Gather", {
    inputs: [x, integers(g, places)],
    attributes: { axis },
    outputs: [x.shape.with(axis, places.length)],
  }));
}

/**
 * Rows of a table by their numbers: `[R, C]` -> `[indices.length, C]`.
 *
 * @throws {RangeError} If the table has no two axes or an index is outside.
 */
export function rowsOf(g: Scope, table: Value, indices: readonly number[]): Value {
  const [rows, width] = table.shape;
  if (table.shape.length !== 2 || typeof rows !== "number" || width === undefined) {
    throw refuse(g, "Gather", `its table must be [R, C]: got ${shapeText(table.shape)}`);
  }
  const outside = indices.find((index) => !(index >= 0 && index < rows));
  if (outside !== undefined) {
    throw refuse(g, "Gather", `every index must be a row: got ${outside} of ${rows}`);
  }
  return take(g, table, 0, indices);
}

/**
 * Cuts an axis into pieces of the given sizes.
 *
 * @throws {RangeError} If a size is below 1, or they do not add up to the axis.
 */
export function split(
  g: Scope,
  x: Value,
  axis: number,
  sizes: readonly number[],
): readonly Value[] {
  const whole = x.shape[checkedAxis(g, "Split", x, axis)];
  if (!sizes.every((size) => size >= 1)) {
    throw refuse(g, "Split", `every size must be 1 at least: got ${sizes.join(" + ")}`);
  }
  if (sizes.reduce((sum, size) => sum + size, 0) !== whole) {
    throw refuse(g, "Split", `sizes must add up: got ${sizes.join(" + ")} for ${whole}`);
  }
  return g.node("Split", {
    inputs: [x, integers(g, sizes)],
    attributes: { axis },
    outputs: sizes.map((size) => x.shape.map((old, i) => i === axis ? size : old)),
  });
}

/**
 * Joins values along an axis.
 *
 * @throws {RangeError} If they differ along any other axis, or this one is the batch.
 */
export function concat(g: Scope, parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (first === undefined) throw refuse(g, "Concat", "it must join something: got no values");
  checkedAxis(g, "Concat", first, axis);
  const others = (shape: Shape) => shapeText(shape.map((size, i) => i === axis ? "N" : size));
  if (parts.some(({ shape }) => others(shape) !== others(first.shape))) {
    const shapes = parts.map(({ shape }) => shapeText(shape)).join(", ");
    throw refuse(g, "Concat", `all other axes must be equal: got ${shapes} along axis ${axis}`);
  }
  if (parts.some(({ shape }) => typeof shape[axis] === "string")) {
    throw refuse(g, "Concat", `it cannot join along the batch: got axis ${axis}, take another`);
  }
  const total = parts.reduce((sum, { shape }) => sum + Number(shape[axis]), 0);
  return single(g.node("Concat", {
    inputs: parts,
    attributes: { axis },
    outputs: [first.shape.map((size, i) => i === axis ? total : size)],
  }));
}

/**
 * Repeats a one-image parameter for every image of the batch: `[1, T, C]` -> `[N, T, C]`.
 *
 * @param like A value whose first axis is the batch.
 * @throws {RangeError} If the parameter's first axis is not 1 or `like` has no open batch.
 */
export function repeatForBatch(g: Scope, parameter: Value, like: Value): Value {
  if (parameter.shape[0] !== 1 || like.shape[0] !== "N") {
    throw refuse(
      g,
      "Expand",
      `[1, ...] and [N, ...] must be given: ` +
        `got ${shapeText(parameter.shape)} and ${shapeText(like.shape)}`,
    );
  }
  const rest = parameter.shape.slice(1) as readonly number[];
  const batch = single(
    g.node("Shape", {
      inputs: [like],
      attributes: { start: 0, end: 1 },
      outputs: [[1]],
      dtype: "int64",
    }),
  );
  const sizes = single(g.node("Concat", {
    inputs: [batch, integers(g, rest)],
    attributes: { axis: 0 },
    outputs: [[1 + rest.length]],
    dtype: "int64",
  }));
  return single(g.node("Expand", { inputs: [parameter, sizes], outputs: [["N", ...rest]] }));
}

/**
 * Mean over axes, which disappear, or with `keepDims` become 1.
 *
 * @throws {RangeError} If an axis is outside or named twice.
 */
export function mean(
  g: Scope,
  x: Value,
  axes: readonly number[],
  { keepDims = false } = {},
): Value {
  axes.forEach((axis) => checkedAxis(g, "ReduceMean", x, axis));
  if (new Set(axes).size < axes.length) {
    throw refuse(g, "ReduceMean", `every axis must be named once: got [${axes.join(", ")}]`);
  }
  return single(g.node("ReduceMean", {
    inputs: [x, integers(g, axes)],
    attributes: { keepdims: keepDims ? 1 : 0 },
    outputs: [
      keepDims
        ? x.shape.map((size, axis) => axes.includes(axis) ? 1 : size)
        : x.shape.filter((_, axis) => !axes.includes(axis)),
    ],
  }));
}

/**
 * Bilinear resampling, torch's `interpolate(mode="bilinear", align_corners=False)` without
 * antialiasing: `[N, C, H, W]` -> `[N, C, height, width]` (ONNX opset 19, half-pixel centres).
 *
 * @throws {RangeError} If the input is not `[N, C, H, W]` or the new size is not positive.
 */
export function resizeBilinear(
  g: Scope,
  x: Value,
  sides: Sides,
): Value {
  return resize(g, x, sides, {
    mode: "linear",
    coordinate_transformation_mode: "half_pixel",
    antialias: 0,
  });
}

/** {@linkcode resizeBilinear} where the sides change, the image as it is where they do not. */
export function resampleTo(g: Scope, x: Value, sides: Sides): Value {
  const isThere = sides.every((side, i) => side === x.shape[2 + i]);
  return isThere ? x : resizeBilinear(g, x, sides);
}

/**
 * The nearest pixel above and left, torch's `interpolate(mode="nearest")`:
 * `[N, C, H, W]` -> `[N, C, height, width]` (ONNX opset 19).
 *
 * @throws {RangeError} If the input is not `[N, C, H, W]` or the new size is not positive.
 */
export function resizeNearest(g: Scope, x: Value, sides: Sides): Value {
  return resize(g, x, sides, {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
}

function resize(
  g: Scope,
  x: Value,
  [height, width]: Sides,
  attributes: Readonly<Record<string, Attribute>>,
): Value {
  if (x.shape.length !== 4 || !(height >= 1) || !(width >= 1)) {
    throw refuse(
      g,
      "Resize",
      `[N, C, H, W] must become at least 1x1: got ${shapeText(x.shape)} to ${height}x${width}`,
    );
  }
  return single(g.node("Resize", {
    inputs: [x, undefined, undefined, integers(g, [height, width])],
    attributes: { axes: [2, 3], ...attributes },
    outputs: [[...x.shape.slice(0, 2), height, width]],
  }));
}
