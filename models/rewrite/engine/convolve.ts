// A convolution by parameters, as most rules write it.

import type { Parameter, Value } from "../../graph/graph.ts";
import { conv, type ConvOptions } from "../../operators/convolution.ts";
import type { Workbench } from "./draft.ts";

/** The runtime blocks channels by as many at most; others are convolved another way. */
export const BLOCK_CHANNELS = 16;

/** A convolution without groups reads a block or more of them blocked only in so many at a time. */
export const QUARTER_CHANNELS = BLOCK_CHANNELS / 4;

/** Conv: `[N, C, H, W]` -> `[N, out, H', W']`. */
export function convolve(
  g: Workbench,
  x: Value,
  { weight, bias }: { readonly weight: Parameter; readonly bias?: Parameter | undefined },
  options: ConvOptions = {},
): Value {
  return conv(g, x, g.use(weight), bias && g.use(bias), options);
}
