// Regions of a map: RoiAlign (ONNX opset 16) and what makes its inputs for an open batch.
// N batch, R regions of each image.

import { type NodeSpec, type Scope, single } from "../graph/scope.ts";
import { dimensionSize, shapeText, type Value } from "../graph/graph.ts";
import { integers, repeatForBatch } from "./layout.ts";
import { refuse } from "./refuse.ts";

/** Options of {@linkcode roiAlign}. */
interface RoiAlignOptions {
  /** Height and width that come out. */
  readonly side: number;
  /** Pixels of the image along a side of one of the map. */
  readonly stride: number;
}

/**
 * The same regions for every image of the batch, one after the other: `[1, R, ...]` -> `[RN, ...]`.
 *
 * @param like A value whose first axis is the batch.
 * @throws {RangeError} If the first axis is not 1 or `like` has no open batch.
 */
export function regionsForBatch(g: Scope, regions: Value, like: Value): Value {
  return joinedWithBatch(g, repeatForBatch(g, regions, like));
}

/** The regions of all images in one row, image by image: `[N, R, ...]` -> `[RN, ...]`. */
export function joinedWithBatch(g: Scope, x: Value): Value {
  const [, count = 0, ...rest] = x.shape as readonly number[];
  return single(g.node("Reshape", {
    inputs: [x, integers(g, [-1, ...rest])],
    outputs: [[`${count}N`, ...rest]],
    dtype: x.dtype,
  }));
}

/** The regions of each image apart, the inverse of {@linkcode joinedWithBatch}. */
export function apartByImage(g: Scope, x: Value): Value {
  const [total = 0, ...rest] = x.shape;
  const shape = [dimensionSize(total, 1), ...rest] as readonly number[];
  return single(g.node("Reshape", {
    inputs: [x, integers(g, [-1, ...shape])],
    outputs: [["N", ...shape]],
  }));
}

/**
 * The image that each of its regions belongs to, `count` times 0, `count` times 1, ...: `[RN]`.
 *
 * @param like A value whose first axis is the batch.
 */
export function imageOfEach(g: Scope, count: number, like: Value): Value {
  const whole = (op: string, spec: NodeSpec) => single(g.node(op, { ...spec, dtype: "int64" }));
  const number = (value: number) => g.constant([value], []);
  const sizes = whole("Shape", { inputs: [like], outputs: [[like.shape.length]] });
  const batch = whole("Gather", {
    inputs: [sizes, number(0)],
    attributes: { axis: 0 },
    outputs: [[]],
  });
  const images = whole("Range", { inputs: [number(0), batch, number(1)], outputs: [["N"]] });
  const column = whole("Reshape", { inputs: [images, integers(g, [-1, 1])], outputs: [["N", 1]] });
  const each = whole("Expand", {
    inputs: [column, integers(g, [1, count])],
    outputs: [["N", count]],
  });
  return joinedWithBatch(g, each);
}

/**
 * Bilinear means over the cells of each region, as many samples as the cell has pixels, half a pixel
 * off as mmcv's "aligned": `[N, C, H, W]` -> `[RN, C, side, side]`.
 *
 * @param regions `[RN, 4]`: left, top, right, bottom in pixels of the image
 * @param images `[RN]`, the image of each
 * @throws {RangeError} If the inputs are no map, regions and as many images.
 */
export function roiAlign(
  g: Scope,
  x: Value,
  { regions, images }: { readonly regions: Value; readonly images: Value },
  { side, stride }: RoiAlignOptions,
): Value {
  const [count = 0, corners] = regions.shape;
  const channels = x.shape[1] ?? 0;
  const fits = x.shape.length === 4 && corners === 4 && images.shape[0] === count;
  if (!fits) {
    throw refuse(
      g,
      "RoiAlign",
      `[N, C, H, W], [R, 4] and [R] must be given: ` +
        `got ${[x, regions, images].map(({ shape }) => shapeText(shape)).join(", ")}`,
    );
  }
  return single(g.node("RoiAlign", {
    inputs: [x, regions, images],
    attributes: {
      mode: "avg",
      output_height: side,
      output_width: side,
      sampling_ratio: 0, // as many as needed
      spatial_scale: { float: 1 / stride },
      coordinate_transformation_mode: "half_pixel",
    },
    outputs: [[count, channels, side, side]],
  }));
}
