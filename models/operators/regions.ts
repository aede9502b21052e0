// Regions of a map: RoiAlign (ONNX opset 16) and what makes its inputs for an open batch.
// N batch, R regions of each image.

import { type Scope, single } from "../builder.ts";
import { dimensionSize, shapeText, type Value } from "../graph.ts";
import { repeatForBatch } from "./layout.ts";
import { refuse } from "./refuse.ts";

/** Options of {@linkcode roiAlign}. */
export interface RoiAlignOptions {
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
  const sizes = BigInt64Array.from([-1, ...rest], BigInt);
  return single(g.node("Reshape", {
    inputs: [x, g.constant(sizes, [sizes.length])],
    outputs: [[`${count}N`, ...rest]],
    dtype: x.dtype,
  }));
}

/** The regions of each image apart, the inverse of {@linkcode joinedWithBatch}. */
export function apartByImage(g: Scope, x: Value): Value {
  const [total = 0, ...rest] = x.shape;
  const shape = [dimensionSize(total, 1), ...rest] as readonly number[];
  const sizes = BigInt64Array.from([-1, ...shape], BigInt);
  return single(g.node("Reshape", {
    inputs: [x, g.constant(sizes, [sizes.length])],
    outputs: [["N", ...shape]],
  }));
}

/**
 * The image that each of its regions belongs to, `count` times 0, `count` times 1, ...: `[RN]`.
 *
 * @param like A value whose first axis is the batch.
 */
export function imageOfEach(g: Scope, count: number, like: Value): Value {
  const int64 = (value: number) => g.constant(BigInt64Array.of(BigInt(value)), []);
  const sizes = single(g.node("Shape", { inputs: [like], outputs: [[4]], dtype: "int64" }));
  const batch = single(
    g.node("Gather", {
      inputs: [sizes, int64(0)],
      attributes: { axis: 0 },
      outputs: [[]],
      dtype: "int64",
    }),
  );
  const images = single(
    g.node("Range", { inputs: [int64(0), batch, int64(1)], outputs: [["N"]], dtype: "int64" }),
  );
  const column = single(
    g.node("Reshape", {
      inputs: [images, g.constant(BigInt64Array.of(-1n, 1n), [2])],
      outputs: [["N", 1]],
      dtype: "int64",
    }),
  );
  const each = single(
    g.node("Expand", {
      inputs: [column, g.constant(BigInt64Array.of(1n, BigInt(count)), [2])],
      outputs: [["N", count]],
      dtype: "int64",
    }),
  );
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
  const [batch, channels = 0] = x.shape;
  const fits = x.shape.length === 4 && corners === 4 && images.shape[0] === count;
  if (!fits || dimensionSize(batch ?? 0, 1) < 1) {
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
