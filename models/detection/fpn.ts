// Feature Pyramid Network: Lin et al. 2017, arXiv:1612.03144, Fig. 3.
// Wiring and names: mmdetection mmdet/models/necks/fpn.py; no norm, no activation.
//
// Each stage is brought to 256 channels by a 1x1 convolution, the coarser level is added at twice
// its size, and a 3x3 convolution smooths the sum. What comes above the stages differs by detector:
// Mask R-CNN thins the last level out, RetinaNet convolves the last stage.
//
// N batch, C channels, H height, W width.

import type { Outputs } from "../graph/builder.ts";
import type { Scope } from "../graph/scope.ts";
import { sidesOf, type Value } from "../graph/graph.ts";
import { conv2d } from "../layers/layers.ts";
import { maxPool } from "../operators/convolution.ts";
import { add } from "../operators/elementwise.ts";
import { resizeNearest } from "../operators/layout.ts";

/** Channels of every level. */
export const FPN_WIDTH = 256;

/** What differs between pyramids. */
export interface FpnOptions {
  /** The levels above the stages: one by pooling, or two by strided convolutions from the last stage. */
  readonly above: "pool" | "convolutions";
  /** What happens to a level between its 1x1 convolution and the sum; number 2 is C2. */
  readonly refine?: ((g: Scope, level: Value, number: number) => Value) | undefined;
}

/**
 * The pyramid over the last stages of a backbone, finest first:
 * `[N, C, H, W]` each -> `[N, 256, H, W]` each, and the levels above.
 */
export function fpn(
  g: Scope,
  stages: readonly Value[],
  { above, refine = (_, level) => level }: FpnOptions,
): readonly Value[] {
  const firstNumber = 6 - stages.length; // C5 is the last

  // Lateral
  const laterals = stages.map((stage, i) => {
    const level = conv2d(g.at(`lateral_convs.${i}`), "conv", stage, { out: FPN_WIDTH, kernel: 1 });
    return refine(g, level, firstNumber + i);
  });

  // Top-down
  const sums: Value[] = [];
  for (const lateral of laterals.toReversed()) {
    const [coarser] = sums;
    const upSampled = coarser && resizeNearest(g, coarser, sidesOf(lateral));
    sums.unshift(upSampled === undefined ? lateral : add(g, lateral, upSampled));
  }

  // Levels
  const levels = sums.map((sum, i) => smooth(g, i, sum, 1));
  const [last] = levels.slice(-1);
  const [lastStage] = stages.slice(-1);
  if (last === undefined || lastStage === undefined) {
    throw new RangeError(`Cannot build "${g.path}" over no stages: got 0, pass some of C2 to C5`);
  }
  if (above === "pool") {
    return [...levels, maxPool(g.writtenAs("F.max_pool2d"), last, { kernel: 1, stride: 2 })];
  }
  const p6 = smooth(g, levels.length, lastStage, 2);
  return [...levels, p6, smooth(g, levels.length + 1, p6, 2)];
}

/** Levels as outputs, numbered as the paper does, finest first: `p2`, `p3`, … */
export function byLevel(prefix: string, levels: readonly Value[], first = 2): Outputs {
  return Object.fromEntries(levels.map((level, i) => [`${prefix}${first + i}`, level]));
}

/** `[N, C, H, W]` -> `[N, 256, H/stride, W/stride]` */
function smooth(g: Scope, index: number, x: Value, stride: number): Value {
  return conv2d(g.at(`fpn_convs.${index}`), "conv", x, {
    out: FPN_WIDTH,
    kernel: 3,
    stride,
    pad: 1,
  });
}
