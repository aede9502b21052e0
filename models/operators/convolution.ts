// Windows that slide over height and width: Conv, ConvTranspose and MaxPool (ONNX opset 11 to 12).
// N batch, C channels, H height, W width, k kernel.

import { type Scope, single } from "../builder.ts";
import { type Shape, shapeText, type Value } from "../graph.ts";
import { refuse } from "./refuse.ts";

/** Square kernels, equal strides and symmetric padding: all that the networks here use. */
export interface WindowOptions {
  /** @default 1 */
  readonly stride?: number;
  /** Zeros on each side, in pixels. @default 0 */
  readonly pad?: number;
}

/** Options of {@linkcode conv}. */
export interface ConvOptions extends WindowOptions {
  /** @default 1 */
  readonly groups?: number;
}

/** ONNX order: all begins, then all ends. */
function onnxWindow(kernel: number, { stride = 1, pad = 0 }: WindowOptions) {
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  };
}

/** (size + 2 pad - kernel) / stride + 1, rounded down. */
function windowCount(size: number, kernel: number, { stride = 1, pad = 0 }: WindowOptions): number {
  return Math.floor((size + 2 * pad - kernel) / stride) + 1;
}

/** Checks `[N, C, H, W]` and returns the output's `[H, W]`. */
function slide(g: Scope, op: string, x: Value, kernel: number, options: WindowOptions) {
  const [, , height, width] = x.shape;
  if (x.shape.length !== 4 || typeof height !== "number" || typeof width !== "number") {
    throw refuse(g, op, `its input must be [N, C, H, W]: got ${shapeText(x.shape)}`);
  }
  const sizes = [height, width].map((size) => windowCount(size, kernel, options));
  const [outHeight = 0, outWidth = 0] = sizes;
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
  const channels = x.shape[1];
  if (channels !== channelsPerGroup * groups || out % groups !== 0) {
    throw refuse(
      g,
      "Conv",
      `input channels must equal weight channels x groups: ` +
        `got ${channels} and ${channelsPerGroup} x ${groups} for ${out} outputs`,
    );
  }
  const [height, width] = slide(g, "Conv", x, kernel as number, options);
  const shape: Shape = [x.shape[0] ?? "N", out, height, width];
  return single(g.node("Conv", {
    inputs: bias === undefined ? [x, weight] : [x, weight, bias],
    attributes: { ...onnxWindow(kernel as number, options), group: groups },
    outputs: [shape],
  }));
}

/**
 * Transposed convolution whose windows do not overlap, stride k: `[N, C, H, W]` -> `[N, out, kH, kW]`.
 *
 * @param weight `[C, out, k, k]`
 * @param bias `[out]`
 * @throws {RangeError} If the channels do not fit.
 */
export function convTranspose(g: Scope, x: Value, weight: Value, bias: Value): Value {
  const [channels, out = 0, kernel = 0] = weight.shape as readonly number[];
  if (x.shape.length !== 4 || x.shape[1] !== channels) {
    throw refuse(
      g,
      "ConvTranspose",
      `input and weight must be [N, C, H, W] and [C, out, k, k]: ` +
        `got ${shapeText(x.shape)} and ${shapeText(weight.shape)}`,
    );
  }
  const [batch = "N", , height, width] = x.shape;
  return single(g.node("ConvTranspose", {
    inputs: [x, weight, bias],
    attributes: { ...onnxWindow(kernel, { stride: kernel }), group: 1 },
    outputs: [[batch, out, kernel * Number(height), kernel * Number(width)]],
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
