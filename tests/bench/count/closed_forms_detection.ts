// Closed formulas as in closed_forms.ts for what detectors put on a backbone: FPN
// arXiv:1612.03144, RetinaNet arXiv:1708.02002, Mask R-CNN arXiv:1703.06870, derived by hand with
// mmdetection's settings.
//
// C channels of a stage, F = 256 channels of a level, P pixels, K classes.

import type { ImageSize } from "../../../models/graph/image_size.ts";
import { type Cost, sum } from "./closed_forms.ts";

const F = 256;

/** A 3x3 convolution from F to F, without bias. */
const SMOOTH = 9 * F ** 2;

/** The widths of the stages under a detector, C2 to C5. */
export interface Neck extends ImageSize {
  readonly widths: readonly number[];
  readonly classes: number;
}

/** Pixels of a level: sides are divided by 2^number, rounded up. */
function pixelsOf({ height, width }: ImageSize, number: number): number {
  return Math.ceil(height / 2 ** number) * Math.ceil(width / 2 ** number);
}

/** Per stage a lateral C F P and a smooth 9 F^2 P; each has a bias of F. */
function fpnCost(size: ImageSize, widths: readonly number[]): Cost {
  return {
    macs: sum(widths, (C, i) => (C * F + SMOOTH) * pixelsOf(size, 6 - widths.length + i)),
    params: sum(widths, (C) => C * F + F + SMOOTH + F),
  };
}

/**
 * RetinaNet on C3 to C5: P6 takes 9 C F from C5 and P7 9 F^2. On each pixel of all levels two towers of
 * four 3x3 convolutions, then 9 F (9 K + 36).
 */
export function retinaNetCost({ widths, classes: K, ...size }: Neck): Cost {
  const [, ...used] = widths;
  const fpn = fpnCost(size, used);
  const P6 = 9 * (used.at(-1) ?? 0) * F;
  const head = 8 * SMOOTH + 9 * F * (9 * K + 36);
  const extra = P6 * pixelsOf(size, 6) + SMOOTH * pixelsOf(size, 7);
  return {
    macs: fpn.macs + extra + head * sum([3, 4, 5, 6, 7], (number) => pixelsOf(size, number)),
    params: fpn.params + P6 + F + SMOOTH + F + head + 8 * F + 9 * K + 36,
  };
}

/**
 * Mask R-CNN on C2 to C5, with P6 by pooling. RPN on each pixel: 9 F^2 + 15 F. On 1000 proposals two
 * layers of 1024 and K + 1 + 4 K outputs; on 100 four 3x3 convolutions of 14x14 pixels, 4 F^2 from
 * each of them to 28x28, and F K there.
 */
export function maskRcnnCost({ widths, classes: K, ...size }: Neck): Cost {
  const fpn = fpnCost(size, widths);
  const rpn = SMOOTH + 15 * F;
  const boxHead = 49 * F * 1024 + 1024 ** 2 + 1024 * (5 * K + 1);
  const maskHead = 196 * (4 * SMOOTH + 4 * F ** 2) + 784 * F * K;
  return {
    macs: fpn.macs + rpn * sum([2, 3, 4, 5, 6], (number) => pixelsOf(size, number)) +
      1000 * boxHead + 100 * maskHead,
    params: fpn.params + rpn + F + 15 + boxHead + 2 * 1024 + 5 * K + 1 +
      4 * (SMOOTH + F) + 4 * F ** 2 + F + F * K + K,
  };
}
