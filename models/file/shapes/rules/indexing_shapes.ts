// Operators that pick elements or put them somewhere: Slice, Gather, Pad, Scatter and the like. What
// depends on the data itself (NonZero, Compress, Unique) has a size that only a run can tell.

import {
  attributeOf,
  axisOf,
  type Call,
  dtypeOf,
  inputOf,
  intOf,
  intsOf,
  likeFirst,
  refuse,
  resized,
  type RuleTable,
  shapeOf,
} from "../engine/call.ts";
import { flatPlace, moved, placesOf } from "../engine/elements.ts";
import {
  elementsOf,
  type Inferred,
  isFixed,
  isKnown,
  knownNumber,
  knownNumbers,
  type Numbers,
  type Size,
  type Sizes,
  tensor,
} from "../engine/inferred.ts";
import { sizesNamedBy } from "./layout_shapes.ts";
import { axesOf } from "./reduction_shapes.ts";

/** Where a slice begins, how far it steps and how many it takes. */
interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** As NumPy cuts: negative ends count from the back, ends beyond the axis are cut to it. */
function rangeOf(
  size: number,
  { start, end, step }: Record<"start" | "end" | "step", number>,
): Range {
  const fromFront = (index: number) => index < 0 ? index + size : index;
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamped = (index: number) => Math.min(high, Math.max(low, fromFront(index)));
  const [first, last] = [
    Math.max(clamped(start), step > 0 ? 0 : Math.min(0, size - 1)),
    clamped(end),
  ];
  return { start: first, step, count: Math.max(0, Math.ceil((last - first) / step)) };
}

/** Attributes until opset 9, inputs from 10 on. */
function slice(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  const starts = intsOf(call, "starts") ?? sizesNamedBy(call.inputs[1]);
  const ends = intsOf(call, "ends") ?? sizesNamedBy(call.inputs[2]);
  if (shape === null || starts === null || ends === null) {
    return [tensor(x.dtype, shape?.map(() => null) ?? null)];
  }
  const axes = intsOf(call, "axes") ?? numbersOr(call, 3, starts.keys().toArray());
  const steps = numbersOr(call, 4, starts.map(() => 1));
  if (axes === null) return [tensor(x.dtype, shape.map(() => null))];
  const ranges = new Map(axes.map((given, place): [number, Range | null] => {
    const axis = axisOf(call, given, shape.length);
    const [size, start, end, step] = [shape[axis], starts[place], ends[place], steps?.[place]];
    if (step === 0) throw refuse(call, "its steps must not be 0: got 0");
    if (!isKnown(size) || !isKnown(start) || !isKnown(end) || !isKnown(step)) return [axis, null];
    return [axis, rangeOf(size, { start, end, step })];
  }));
  const out = shape.map((size, axis) => ranges.has(axis) ? ranges.get(axis)?.count ?? null : size);
  return [moved(x, out, (place) =>
    place.map((index, axis) => {
      const range = ranges.get(axis);
      return range === undefined || range === null ? index : range.start + index * range.step;
    }))];
}

/** Numbers of an optional input; `null` if it is there but not known. */
function numbersOr(
  call: Call,
  place: number,
  byDefault: readonly number[],
): readonly number[] | null {
  const input = call.inputs[place];
  return input === undefined ? byDefault : knownNumbers(input);
}

/** `data` with one axis replaced by the axes of the indices. */
function gather(call: Call): readonly Inferred[] {
  const [data, indices] = [inputOf(call, 0), inputOf(call, 1)];
  if (data.shape === null || indices.shape === null) return [tensor(data.dtype, null)];
  const axis = axisOf(call, intOf(call, "axis") ?? 0, data.shape.length);
  const size = data.shape[axis] ?? null;
  const out = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  const rank = indices.shape.length;
  const picks = indices.numbers;
  if (picks === null || !isKnown(size) || !isFixed(indices.shape)) return [tensor(data.dtype, out)];
  const { shape } = indices;
  return [moved(data, out, (place) => {
    const pick = picks[flatPlace(place.slice(axis, axis + rank), shape)] ?? null;
    if (pick === null) return null;
    if (pick < -size || pick >= size) {
      throw refuse(call, `its indices must lie from ${-size} to ${size - 1}: got ${pick}`);
    }
    return [...place.slice(0, axis), pick < 0 ? pick + size : pick, ...place.slice(axis + rank)];
  })];
}

function gatherElements(call: Call): readonly Inferred[] {
  return resized(call, shapeOf(call, 1));
}

/** The last axis of the indices names places in `data`, behind the batch axes of both. */
function gatherNd(call: Call): readonly Inferred[] {
  const [data, indices] = [inputOf(call, 0), inputOf(call, 1)];
  const depth = indices.shape?.at(-1);
  if (data.shape === null || indices.shape === null || !isKnown(depth)) {
    return [tensor(data.dtype, null)];
  }
  const batchAxes = intOf(call, "batch_dims") ?? 0;
  const rest = data.shape.slice(batchAxes + depth);
  return [tensor(data.dtype, [...indices.shape.slice(0, -1), ...rest])];
}

/** Numbers to put before and after each axis: all befores, then all afters. */
function pad(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { shape } = x;
  if (shape === null) return [tensor(x.dtype, null)];
  const pads = intsOf(call, "pads") ?? intsOf(call, "paddings") ?? sizesNamedBy(call.inputs[1]);
  const axes = call.inputs[3] === undefined ? shape.keys().toArray() : axesOf(call, 3) ?? null;
  if (pads === null || axes === null) return [tensor(x.dtype, shape.map(() => null))];
  if (pads.length !== 2 * axes.length) {
    throw refuse(call, `it needs 2 pads for each of ${axes.length} axes: got ${pads.length}`);
  }
  const places = axes.map((axis) => axisOf(call, axis, shape.length));
  const begins = new Map(places.map((axis, place) => [axis, pads[place] ?? null]));
  const ends = new Map(places.map((axis, place) => [axis, pads[place + axes.length] ?? null]));
  const out = shape.map((size, axis): Size => {
    if (!begins.has(axis)) return size;
    const [begin, end] = [begins.get(axis), ends.get(axis)];
    return isKnown(size) && isKnown(begin) && isKnown(end) ? size + begin + end : null;
  });
  return [tensor(x.dtype, out, paddedNumbers(call, x, out, begins))];
}

function paddedNumbers(
  call: Call,
  x: Inferred,
  out: Sizes,
  begins: ReadonlyMap<number, Size>,
): Numbers | null {
  if ((attributeOf(call, "mode", "string") ?? "constant") !== "constant") return null;
  const input = call.inputs[2];
  const fill = input === undefined ? 0 : knownNumber(input);
  const shifted = moved(x, out, (place) => {
    const source = place.map((index, axis) => index - (begins.get(axis) ?? 0));
    const isInside = source.every((index, axis) => index >= 0 && index < (x.shape?.[axis] ?? 0));
    return isInside ? source : null;
  });
  if (x.numbers?.includes(null) ?? true) return null;
  return shifted.numbers?.map((number) => number ?? fill) ?? null;
}

/** A new axis of `depth`, at `axis` of the output. */
function oneHot(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const depth = knownNumber(call.inputs[1]);
  if (shape === null) return [tensor(dtypeOf(call, 2), null)];
  const axis = axisOf(call, intOf(call, "axis") ?? -1, shape.length + 1);
  return [tensor(dtypeOf(call, 2), shape.toSpliced(axis, 0, depth))];
}

function nonZero(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const numbers = knownNumbers(x);
  const rank = x.shape?.length ?? null;
  if (numbers === null || !isFixed(x.shape)) return [tensor("int64", [rank, null])];
  const places = placesOf(x.shape).filter((_, flat) => numbers[flat] !== 0);
  const indices = x.shape.flatMap((_, axis) => places.map((place) => place[axis] ?? 0));
  return [tensor("int64", [rank, places.length], indices)];
}

/** What a condition lets through, along an axis or of all elements. */
function compress(call: Call): readonly Inferred[] {
  const { dtype, shape } = inputOf(call, 0);
  const condition = knownNumbers(call.inputs[1]);
  const count = condition === null ? null : condition.filter((number) => number !== 0).length;
  const axis = intOf(call, "axis");
  if (axis === undefined) return [tensor(dtype, [count])];
  if (shape === null) return [tensor(dtype, null)];
  return [tensor(dtype, shape.with(axisOf(call, axis, shape.length), count))];
}

/** Values, first places, places in them, how often: as many as there are different ones. */
function unique(call: Call): readonly Inferred[] {
  const { dtype, shape, numbers } = inputOf(call, 0);
  const axis = intOf(call, "axis");
  const all = knownNumbers({ dtype, shape, numbers });
  const count = axis === undefined && all !== null ? new Set(all).size : null;
  const whole = axis === undefined || shape === null
    ? elementsOf(shape)
    : shape[axisOf(call, axis, shape.length)] ?? null;
  const values = axis === undefined
    ? [count]
    : shape === null
    ? null
    : shape.with(axisOf(call, axis, shape.length), count);
  const places = tensor("int64", [count]);
  return [tensor(dtype, values), places, tensor("int64", [whole]), places];
}

/** Cut or padded to the named sizes. */
function centerCropPad(call: Call): readonly Inferred[] {
  const { dtype, shape } = inputOf(call, 0);
  const sizes = sizesNamedBy(call.inputs[1]);
  if (shape === null || sizes === null) return [tensor(dtype, shape?.map(() => null) ?? null)];
  const axes = (intsOf(call, "axes") ?? shape.keys().toArray())
    .map((axis) => axisOf(call, axis, shape.length));
  return [
    tensor(
      dtype,
      shape.map((size, axis) => axes.includes(axis) ? sizes[axes.indexOf(axis)] ?? null : size),
    ),
  ];
}

/** Numbers written over those of `data`, along one axis. */
function scatterNd(call: Call): readonly Inferred[] {
  const [data, indices, updates] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const { dtype, shape, numbers } = data;
  const rank = shape?.length ?? 0;
  const picks = knownNumbers(indices);
  const isPlain = call.node.attributes.size === 0 && rank === 1 && picks !== null &&
    indices.shape?.at(-1) === 1;
  if (numbers === null || updates.numbers === null || !isPlain || !isFixed(shape)) {
    return [tensor(dtype, shape)];
  }
  const written = [...numbers];
  for (const [place, pick] of picks.entries()) {
    written[pick < 0 ? pick + written.length : pick] = updates.numbers[place] ?? null;
  }
  return [tensor(dtype, shape, written)];
}

/** ONNX's own. */
export const INDEXING: RuleTable = {
  Slice: slice,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  Pad: pad,
  OneHot: oneHot,
  NonZero: nonZero,
  Compress: compress,
  Unique: unique,
  CenterCropPad: centerCropPad,
  ScatterND: scatterNd,
  Scatter: likeFirst,
  ScatterElements: likeFirst,
  TensorScatter: likeFirst,
  ReverseSequence: likeFirst,
  Trilu: likeFirst,
  /** Boxes that survive, as `[batch, class, box]`. */
  NonMaxSuppression: () => [tensor("int64", [null, 3])],
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_INDEXING: RuleTable = {
  GatherND: gatherNd,
  Pad: pad,
  Unique: (call) => {
    const { dtype, shape } = inputOf(call, 0);
    const found = tensor("int64", [null]);
    return [tensor(dtype, [null]), tensor("int64", shape), found];
  },
  /** Rows of a table, one for each index. */
  TorchEmbedding: (call) => {
    const [table, indices] = [shapeOf(call, 0), shapeOf(call, 1)];
    return resized(call, indices && [...indices, table?.[1] ?? null]);
  },
  /** `[B, S, D]` -> the tokens that are no padding, where they stood, where sequences begin. */
  RemovePadding: (call) => {
    const [batch = null, length = null, width = null] = shapeOf(call, 0) ?? [];
    return [
      tensor(dtypeOf(call, 0), [null, width]),
      tensor("int32", [batch, length]),
      tensor("int32", [batch === null ? null : batch + 1]),
      tensor("int32", [1]),
    ];
  },
  RestorePadding: (call) => {
    const places = shapeOf(call, 1);
    return resized(call, places && [...places, shapeOf(call, 0)?.[1] ?? null]);
  },
  DynamicTimeWarping: () => [tensor("int32", [2, null])],
  /** Two numbers of 4 bits a byte, or one of 8; `bits` says which. */
  GatherBlockQuantized: (call) => {
    const [data, indices] = [inputOf(call, 0), inputOf(call, 1)];
    if (data.shape === null || indices.shape === null) return [tensor(dtypeOf(call, 2), null)];
    const axis = axisOf(call, intOf(call, "gather_axis") ?? 0, data.shape.length);
    const isPacked = data.dtype === "uint8" && (intOf(call, "bits") ?? 4) === 4;
    const wide = isPacked
      ? data.shape.map((size, at) =>
        at === (data.shape?.length ?? 0) - 1 && size !== null ? 2 * size : size
      )
      : data.shape;
    return [
      tensor(dtypeOf(call, 2), [
        ...wide.slice(0, axis),
        ...indices.shape,
        ...wide.slice(axis + 1),
      ]),
    ];
  },
};
