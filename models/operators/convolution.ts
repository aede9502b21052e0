// Windows that slide over height and width: Conv, ConvTranspose and MaxPool (ONNX opset 11 to 12).
// N batch, C channels, H height, W width, k kernel.

import { type Scope, single } from "../graph/scope.ts";
import { type Shape, shapeText, type Value } from "../graph/graph.ts";
import { refuse } from "./refuse.ts";

/** Zeros around a map, in pixels: as many on each side, or each by itself. */
export type Pad = number | readonly [top: number, left: number, bottom: number, right: number];

/** Square kernels and equal strides: all that the networks here use. */
export interface WindowOptions {
  /** Pixels from one window to the next. @default 1 */
  readonly stride?: number;
  /** Zeros around the map. @default 0 */
  readonly pad?: Pad;
}

/** Options of {@linkcode conv}. */
export interface ConvOptions extends WindowOptions {
  /** A divisor of the channels that go in and of those that come out. @default 1 */
  readonly groups?: number;
}

/** Options of {@linkcode convTranspose}. */
export interface ConvTransposeOptions extends ConvOptions {
  /** Pixels that come out below and to the right on top, less than the stride. @default 0 */
  readonly outputPad?: number;
}

function sidesOfPad(pad: Pad): readonly number[] {
  return typeof pad === "number" ? [pad, pad, pad, pad] : pad;
}

/** ONNX order: all begins, then all ends. */
function onnxWindow(kernel: number, { stride = 1, pad = 0 }: WindowOptions) {
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: sidesOfPad(pad),
  };
}

/** Both pads of an axis, 0 for the height and 1 for the width. */
function padsAlong(axis: number, pad: Pad = 0): number {
  if (typeof pad === "number") return 2 * pad;
  const sides = pad;
  return (sides[axis] ?? 0) + (sides[axis + 2] ?? 0);
}

/** Checks what a window's numbers may be. */
function requireWindow(g: Scope, op: string, { stride = 1, pad = 0 }: WindowOptions): void {
  const isStride = Number.isInteger(stride) && stride >= 1;
  if (isStride && sidesOfPad(pad).every((side) => Number.isInteger(side) && side >= 0)) return;
  throw refuse(
    g,
    op,
    `its stride must be a whole number from 1 and its pads from 0: got stride ${stride}, pads ${pad}`,
  );
}

/**
 * Checks that every group has as many channels.
 *
 * @throws {RangeError} If the groups are no whole number, or do not divide the channels.
 */
export function requireGroups(
  g: Scope,
  op: string,
  { groups, channels, out }: {
    readonly groups: number;
    readonly channels: number;
    readonly out: number;
  },
): void {
  const isWhole = Number.isInteger(groups) && groups >= 1;
  if (isWhole && channels % groups === 0 && out % groups === 0) return;
  throw refuse(
    g,
    op,
    `its groups must divide the channels: got ${groups} groups for ${channels} that go in ` +
      `and ${out} that come out`,
  );
}

/** (size + pads - kernel) / stride + 1, rounded down. */
function windowCount(size: number, kernel: number, stride: number, pads: number): number {
  return Math.floor((size + pads - kernel) / stride) + 1;
}

/** Checks `[N, C, H, W]` and returns the output's `[H, W]`. */
function slide(g: Scope, op: string, x: Value, kernel: number, options: WindowOptions) {
  const [, , height, width] = x.shape;
  if (x.shape.length !== 4 || typeof height !== "number" || typeof width !== "number") {
    throw refuse(g, op, `its input must be [N, C, H, W]: got ${shapeText(x.shape)}`);
  }
  requireWindow(g, op, options);
  if (!(kernel >= 1)) throw refuse(g, op, `its kernel must be 1x1 at least: got ${kernel}`);
  const { stride = 1, pad } = options;
  const outHeight = windowCount(height, kernel, stride, padsAlong(0, pad));
  const outWidth = windowCount(width, kernel, stride, padsAlong(1, pad));
  if (outHeight < 1 || outWidth < 1) {
    throw refuse(
      g,
      op,
      `a ${kernel}x${kernel} kernel does not fit: got ${height}x${width} pixels, use a larger image`,
    );
  }
  return [outHeight, outWidth] as const;
}

/**
 * Convolution: `[N, C, H, W]` -> `[N, out, H', W']`.
 *
 * @param weight `[out, C / groups, k, k]`
 * @param bias `[out]`, or `undefined`
 * @throws {RangeError} If channels, groups or sizes do not fit together.
 */
export function conv(
  g: Scope,
  x: Value,
  weight: Value,
  bias: Value | undefined,
  options: ConvOptions = {},
): Value {
  const { groups = 1 } = options;
  const [out, channelsPerGroup, kernel, kernelWidth] = weight.shape as readonly number[];
  if (out === undefined || channelsPerGroup === undefined || kernel !== kernelWidth) {
    throw refuse(g, "Conv", `its weight must be [out, C, k, k]: got ${shapeText(weight.shape)}`);
  }
  const channels = Number(x.shape[1]);
  if (channels !== channelsPerGroup * groups) {
    throw refuse(
      g,
      "Conv",
      `input channels must equal weight channels x groups: ` +
        `got ${channels} and ${channelsPerGroup} x ${groups} for ${out} outputs`,
    );
  }
  requireGroups(g, "Conv", { groups, channels, out });
  const [height, width] = slide(g, "Conv", x, kernel as number, options);
  const shape: Shape = [x.shape[0] ?? "N", out, height, width];
  return single(g.node("Conv", {
    inputs: bias === undefined ? [x, weight] : [x, weight, bias],
    attributes: { ...onnxWindow(kernel as number, options), group: groups },
    outputs: [shape],
  }));
}

/**
 * Transposed convolution: `[N, C, H, W]` -> `[N, out, H', W']`, where
 * H' = stride (H - 1) + k - pads + output pad.
 *
 * @param weight `[C, out / groups, k, k]`
 * @param bias `[out]`, or `undefined`
 * @throws {RangeError} If channels, groups, pads or sizes do not fit together.
 */
export function convTranspose(
  g: Scope,
  x: Value,
  weight: Value,
  bias: Value | undefined,
  options: ConvTransposeOptions = {},
): Value {
  const { stride = 1, pad = 0, outputPad = 0, groups = 1 } = options;
  const [channels = 0, outPerGroup = 0, kernel = 0, width] = weight.shape as readonly number[];
  if (x.shape.length !== 4 || x.shape[1] !== channels || kernel !== width) {
    throw refuse(
      g,
      "ConvTranspose",
      `input and weight must be [N, C, H, W] and [C, out, k, k]: ` +
        `got ${shapeText(x.shape)} and ${shapeText(weight.shape)}`,
    );
  }
  const out = groups * outPerGroup;
  requireGroups(g, "ConvTranspose", { groups, channels, out });
  requireWindow(g, "ConvTranspose", options);
  if (!Number.isInteger(outputPad) || outputPad < 0 || outputPad >= stride) {
    throw refuse(
      g,
      "ConvTranspose",
      `its output pad must be a whole number from 0 and less than the stride: ` +
        `got ${outputPad} for stride ${stride}`,
    );
  }
  const sides = [x.shape[2], x.shape[3]].map((size, axis) =>
    stride * (Number(size) - 1) + kernel - padsAlong(axis, pad) + outputPad
  );
  if (!sides.every((side) => side >= 1)) {
    throw refuse(
      g,
      "ConvTranspose",
      `its pads must leave a pixel: got ${sides.join("x")}, use smaller pads`,
    );
  }
  return single(g.node("ConvTranspose", {
    inputs: bias === undefined ? [x, weight] : [x, weight, bias],
    attributes: {
      ...onnxWindow(kernel, { stride, pad }),
      group: groups,
      ...(outputPad === 0 ? {} : { output_padding: [outputPad, outputPad] }),
    },
    outputs: [[x.shape[0] ?? "N", out, ...sides]],
  }));
}

/**
 * Largest value under each window: `[N, C, H, W]` -> `[N, C, H', W']`.
 *
 * @throws {RangeError} If the window does not fit.
 */
export function maxPool(
  g: Scope,
  x: Value,
  options: WindowOptions & { readonly kernel: number },
): Value {
  const { kernel } = options;
  const [height, width] = slide(g, "MaxPool", x, kernel, options);
  return single(g.node("MaxPool", {
    inputs: [x],
    attributes: onnxWindow(kernel, options),
    outputs: [[...x.shape.slice(0, 2), height, width]],
  }));
}
