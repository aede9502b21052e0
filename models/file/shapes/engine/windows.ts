// Windows that slide over maps, whatever is done in them: how many fit, and how much a transposed
// convolution makes of a map. Batch and channels come first, or the channels last.

import { attributeOf, type Call, intsOf, isSet, rankedShape, refuse } from "./call.ts";
import type { Size, Sizes } from "./inferred.ts";

/** How windows lie along each axis. */
export interface Window {
  readonly kernel: Sizes;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** All begins, then all ends; `null`: not known. */
  readonly pads: readonly number[] | null;
  readonly autoPad: string;
  readonly isCeil: boolean;
}

/** The window of a node with a kernel; what it does not say is 1, and 0 for pads. */
export function windowOf(call: Call, kernel: Sizes): Window {
  const ones = kernel.map(() => 1);
  const attribute = (name: string, byDefault: readonly number[]) => {
    const numbers = intsOf(call, name) ?? byDefault;
    if (numbers.length === byDefault.length) return numbers;
    throw refuse(
      call,
      `its ${name} must be ${byDefault.length} numbers for ${kernel.length} axes: ` +
        `got [${numbers.join(", ")}]`,
    );
  };
  const strides = attribute("strides", ones);
  const dilations = attribute("dilations", ones);
  if ([...strides, ...dilations].some((number) => number < 1)) {
    throw refuse(
      call,
      `its strides and dilations must be 1 or more: got [${strides.join(", ")}] and ` +
        `[${dilations.join(", ")}]`,
    );
  }
  return {
    kernel,
    strides,
    dilations,
    pads: attribute("pads", kernel.flatMap(() => [0, 0])),
    autoPad: attributeOf(call, "auto_pad", "string") ?? "NOTSET",
    isCeil: isSet(call, "ceil_mode"),
  };
}

/** From the first pixel of a window to its last. */
function reach({ kernel, dilations }: Window, axis: number): Size {
  const size = kernel[axis] ?? null;
  return size === null ? null : (size - 1) * (dilations[axis] ?? 1) + 1;
}

/** What is put before and behind an axis; `null`: not known. */
function padsOf({ pads, autoPad, kernel }: Window, axis: number): readonly [number, number] | null {
  if (autoPad === "VALID") return [0, 0];
  return pads && [pads[axis] ?? 0, pads[axis + kernel.length] ?? 0];
}

/** How many windows fit along each axis. */
export function windowCounts(call: Call, sizes: Sizes, window: Window): Sizes {
  return sizes.map((size, axis) => {
    const stride = window.strides[axis] ?? 1;
    if (size === null) return null;
    if (window.autoPad.startsWith("SAME")) return Math.ceil(size / stride);
    const extent = reach(window, axis);
    const pads = padsOf(window, axis);
    if (extent === null || pads === null) return null;
    const [begin, end] = pads;
    const room = size + begin + end - extent;
    if (room < 0) {
      throw refuse(
        call,
        `its kernel must fit its input: got ${extent} over ${size} padded by ${begin} and ${end}`,
      );
    }
    if (!window.isCeil) return Math.floor(room / stride) + 1;
    const count = Math.ceil(room / stride) + 1;
    // A window that would begin in the padding behind the map is none.
    return (count - 1) * stride >= size + begin ? count - 1 : count;
  });
}

/** How much comes out of each axis of a transposed convolution or an unpooling. */
export function grownSizes(call: Call, sizes: Sizes, window: Window): Sizes {
  const given = intsOf(call, "output_shape");
  if (given !== undefined) return given.slice(-sizes.length);
  const extra = intsOf(call, "output_padding") ?? [];
  return sizes.map((size, axis) => {
    const stride = window.strides[axis] ?? 1;
    const extent = reach(window, axis);
    if (size === null || extent === null) return null;
    if (window.autoPad.startsWith("SAME")) return size * stride;
    const sides = padsOf(window, axis);
    if (sides === null) return null;
    return stride * (size - 1) + extent + (extra[axis] ?? 0) - sides[0] - sides[1];
  });
}

/** Batch, channels, and the axes that windows slide over. */
export interface FeatureMap {
  readonly batch: Size;
  readonly channels: Size;
  readonly sizes: Sizes;
}

/** Where the channels of a map stand. */
export type Layout = "first" | "last";

/** An input as a map. */
export function mapOf(call: Call, place: number, layout: Layout): FeatureMap | null {
  const shape = rankedShape(call, place, { atLeast: 3 });
  if (shape === null) return null;
  const [batch = null, ...rest] = shape;
  return layout === "first"
    ? { batch, channels: rest[0] ?? null, sizes: rest.slice(1) }
    : { batch, channels: rest.at(-1) ?? null, sizes: rest.slice(0, -1) };
}

/** The shape of a map. */
export function shapeOfMap({ batch, channels, sizes }: FeatureMap, layout: Layout): Sizes {
  return layout === "first" ? [batch, channels, ...sizes] : [batch, ...sizes, channels];
}

/** As ONNX has them. */
export const CHANNELS_FIRST = (): Layout => "first";
/** As many devices want them. */
export const CHANNELS_LAST = (): Layout => "last";

/** `channels_last` of quantized operators. */
export function layoutAttribute(call: Call): Layout {
  return isSet(call, "channels_last") ? "last" : "first";
}
