// Maps of another size: Upsample, Resize, GridSample, AffineGrid. Scales and sizes moved between
// attributes and inputs from version to version.

import {
  attributeOf,
  axisOf,
  byVersion,
  type Call,
  inputOf,
  intOf,
  intsOf,
  refuse,
  resized,
  type RuleTable,
  shapeOf,
} from "../engine/call.ts";
import {
  elementsOf,
  type Inferred,
  isKnown,
  knownNumbers,
  type Numbers,
  type Size,
  type Sizes,
  tensor,
} from "../engine/inferred.ts";
import { sizesNamedBy } from "./layout_shapes.ts";

/** Computed in single precision, as runtimes do: 10 x 0.7 is 7. */
function scaled(size: Size, scale: number | null | undefined): Size {
  return isKnown(size) && isKnown(scale)
    ? Math.floor(Math.fround(size * Math.fround(scale)))
    : null;
}

/** A factor for each axis. */
function byScales(call: Call, scales: Numbers | null | undefined): readonly Inferred[] {
  const { dtype, shape } = inputOf(call, 0);
  if (shape === null) return [tensor(dtype, null)];
  if (scales !== null && scales !== undefined && scales.length !== shape.length) {
    throw refuse(call, `it needs a scale for each of ${shape.length} axes: got ${scales.length}`);
  }
  return [tensor(dtype, shape.map((size, axis) => scaled(size, scales?.[axis])))];
}

/** Two attributes for height and width. */
function upsampleByTwo(call: Call): readonly Inferred[] {
  return byScales(call, [
    1,
    1,
    attributeOf(call, "height_scale", "float") ?? 1,
    attributeOf(call, "width_scale", "float") ?? 1,
  ]);
}

const upsample = byVersion(
  [1, upsampleByTwo],
  [7, (call) => byScales(call, attributeOf(call, "scales", "floats"))],
  [9, (call) => byScales(call, inputOf(call, 1).numbers)],
);

/** `(x, roi, scales, sizes)`: scales or sizes, of all axes or of those that `axes` names. */
function resize(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { dtype, shape } = x;
  if (shape === null) return [tensor(dtype, null)];
  const axes = (intsOf(call, "axes") ?? shape.keys().toArray())
    .map((axis) => axisOf(call, axis, shape.length));
  const own = axes.map((axis) => shape[axis] ?? null);
  const isGiven = (input: Inferred | undefined) =>
    input !== undefined && elementsOf(input.shape) !== 0;
  const [scales, sizes] = [call.inputs[2], call.inputs[3]];
  if (!isGiven(scales) && !isGiven(sizes)) {
    throw refuse(call, "it needs scales or sizes: got neither");
  }
  const target = isGiven(sizes)
    ? keptAspect(call, own, sizesNamedBy(sizes) ?? own.map(() => null))
    : scaledRegion(call, own, scales?.numbers ?? null);
  if (target.length !== own.length) {
    throw refuse(call, `it needs ${own.length} scales or sizes: got ${target.length}`);
  }
  const out = shape.map((size, axis) =>
    axes.includes(axis) ? target[axes.indexOf(axis)] ?? null : size
  );
  return [tensor(dtype, out)];
}

/** With a policy, one scale for all axes, the smallest or the largest that the sizes ask for. */
function keptAspect(call: Call, own: Sizes, sizes: Sizes): Sizes {
  const policy = attributeOf(call, "keep_aspect_ratio_policy", "string") ?? "stretch";
  if (policy === "stretch") return sizes;
  const scales = sizes.map((size, place) => {
    const old = own[place];
    return isKnown(size) && isKnown(old) ? size / old : NaN;
  });
  const scale = policy === "not_larger" ? Math.min(...scales) : Math.max(...scales);
  return own.map((size) => size === null || Number.isNaN(scale) ? null : Math.round(size * scale));
}

/** Scales of the whole map, or of the region `(begins, ends)` that is cut out of it. */
function scaledRegion(call: Call, own: Sizes, scales: Numbers | null): Sizes {
  if (scales === null) return own.map(() => null);
  if (attributeOf(call, "coordinate_transformation_mode", "string") !== "tf_crop_and_resize") {
    return scales.map((scale, place) => scaled(own[place] ?? null, scale));
  }
  const region = knownNumbers(call.inputs[1]);
  return scales.map((scale, place) => {
    const [begin, end, size] = [region?.[place], region?.[place + own.length], own[place]];
    if (!isKnown(begin) || !isKnown(end) || !isKnown(size) || !isKnown(scale)) return null;
    return Math.floor(Math.fround(size * (end - begin) * scale));
  });
}

/** `[N, C, ...]` at a grid `[N, ..., axes]` -> `[N, C, ...]` */
function gridSample(call: Call): readonly Inferred[] {
  const [x, grid] = [shapeOf(call, 0), shapeOf(call, 1)];
  if (grid === null) return resized(call, null);
  const [n, c] = [x?.[0] ?? grid[0] ?? null, x?.[1] ?? null];
  return resized(call, [n, c, ...grid.slice(1, -1)]);
}

/** Matrices and a size `[N, C, ...]` -> a grid `[N, ..., axes]` */
function affineGrid(call: Call): readonly Inferred[] {
  const sizes = sizesNamedBy(call.inputs[1]);
  if (sizes === null) return resized(call, null);
  return resized(call, [sizes[0] ?? null, ...sizes.slice(2), sizes.length - 2]);
}

/** Boxes cut out of a map and brought to one size. */
function cropAndResize(call: Call): readonly Inferred[] {
  const sizes = sizesNamedBy(call.inputs[3]) ?? [null, null];
  const [count, channels] = [shapeOf(call, 1)?.[0] ?? null, shapeOf(call, 0)?.[1] ?? null];
  return resized(call, [count, channels, ...sizes]);
}

/** ONNX's own. */
export const RESAMPLING: RuleTable = {
  Upsample: upsample,
  Resize: byVersion(
    [10, (call) => byScales(call, inputOf(call, 1).numbers)],
    [11, resize],
  ),
  GridSample: gridSample,
  AffineGrid: affineGrid,
  /** Height and width are in the bytes. */
  ImageDecoder: (call) => [
    tensor("uint8", [
      null,
      null,
      attributeOf(call, "pixel_format", "string") === "Grayscale" ? 1 : 3,
    ]),
  ],
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_RESAMPLING: RuleTable = {
  GridSample: gridSample,
  CropAndResize: cropAndResize,
  /** `border` is left, top, right, bottom. */
  Crop: (call) => {
    const [n = null, c = null, h = null, w = null] = shapeOf(call, 0) ?? [];
    const [left = 0, top = 0, right = 0, bottom = 0] = intsOf(call, "border") ?? [];
    const [height, width] = intsOf(call, "scale") ?? [];
    const cut = (size: Size, by: number) => size === null ? null : size - by;
    return resized(call, [
      n,
      c,
      height ?? cut(h, top + bottom),
      width ?? cut(w, left + right),
    ]);
  },
  /** `[..., size]` windows along one axis as another axis behind. */
  UnfoldTensor: (call) => {
    const shape = shapeOf(call, 0);
    const [size, step] = [intOf(call, "size") ?? 1, intOf(call, "step") ?? 1];
    if (shape === null) return resized(call, null);
    const axis = axisOf(call, intOf(call, "dim") ?? -1, shape.length);
    const out = shape.map((s, at) =>
      at === axis && s !== null ? Math.floor((s - size) / step) + 1 : s
    );
    return resized(call, [...out, size]);
  },
};
