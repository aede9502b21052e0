// Fixed proposals: what the second stage of a detector is measured with, in place of the boxes that
// the first stage would have chosen from a picture.
//
// Every level gets as many. Boxes are squares of 21 pixels of their level (84 in the image for P2,
// 672 for P5), the middle of what mmdetection's map_roi_levels sends there (56 * 2^l up to twice
// that); their centres are Halton's points (bases 2 and 3), so that they cover the image evenly.
// Their axis is written `"1000N"`, as many for each image of the batch.

import type { ImageSize } from "../graph/image_size.ts";

/** Side of a proposal in pixels of its level. */
const SIDE_CELLS = 21;

/** The first `count` boxes of a level of this stride: left, top, right, bottom, in image pixels. */
export function proposalBoxes(
  { height, width }: ImageSize,
  { stride, count }: { readonly stride: number; readonly count: number },
): Float32Array {
  const half = (SIDE_CELLS * stride) / 2;
  const boxes = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const x = halton(i + 1, 2) * width;
    const y = halton(i + 1, 3) * height;
    boxes[4 * i] = Math.max(0, x - half);
    boxes[4 * i + 1] = Math.max(0, y - half);
    boxes[4 * i + 2] = Math.min(width, x + half);
    boxes[4 * i + 3] = Math.min(height, y + half);
  }
  return boxes;
}

/** Halton's sequence: the digits of `index` in a base, mirrored at the point. */
function halton(index: number, base: number): number {
  let value = 0;
  let weight = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * weight;
    weight /= base;
  }
  return value;
}
