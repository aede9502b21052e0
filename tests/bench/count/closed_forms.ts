// Multiply-adds and parameters as closed formulas, a second derivation of what bench/count/count.ts
// walks a graph for. Derived by hand from the architectures as their reference code has them: DS-Net
// (arXiv:2105.14734, whose text was not at hand), DeiT arXiv:2012.12877, ResNet arXiv:1512.03385
// (v1.5). Only the variant tables are read from models/. The other backbones:
// closed_forms_backbones.ts.
//
// C channels or token width, P pixels, G tokens of the global grid, T tokens, K classes.

import type { DeitVariant } from "../../../models/networks/deit.ts";
import type { DsNetAblation } from "../../../models/networks/dsnet_ablations.ts";
import type { ImageSize } from "../../../models/graph/image_size.ts";
import type { ResNetVariant } from "../../../models/networks/resnet.ts";

/** What a network costs for one image. */
export interface Cost {
  readonly macs: number;
  readonly params: number;
}

/** Input size and classes. */
export interface Setting extends ImageSize {
  readonly classes: number;
}

/** The sum of a term over items. */
export function sum<Item>(
  items: readonly Item[],
  term: (item: Item, index: number) => number,
): number {
  return items.reduce((total, item, index) => total + term(item, index), 0);
}

/**
 * DS-Net and its ablations. Per block, A channels global and L local, J joined, all layers with bias:
 *
 * - position 3x3 depthwise: 9 C P; conv1 and conv2: (C + J) C P; MLP: 8 C^2 P;
 * - local 3x3 depthwise: 9 L P;
 * - global: qkv 3 A^2 G, attention 2 G^2 A;
 * - alignment, A = L: qkv of both streams 3 A^2 (P + G), attention both ways 2 * 2 P G A,
 *   fusion A^2 (P + G).
 */
export function dsnetCost(
  variant: DsNetAblation,
  { height, width, classes }: Setting,
): Cost {
  const { depths, aligned, gridDivisors = [8, 4, 2, 2] } = variant;
  const { fusion, globalShare = 1 / 2, leftOut } = variant;
  const stages = [
    { C: 64, from: 3, patch: 4, inputPerPixel: 4 },
    { C: 128, from: 64, patch: 2, inputPerPixel: 8 },
    { C: 320, from: 128, patch: 2, inputPerPixel: 16 },
    { C: 512, from: 320, patch: 2, inputPerPixel: 32 },
  ].map((stage, index) => {
    const [rows, columns] = [height / stage.inputPerPixel, width / stage.inputPerPixel];
    const divisor = gridDivisors[index] ?? 1;
    return {
      ...stage,
      P: rows * columns,
      G: Math.floor(rows / divisor) * Math.floor(columns / divisor),
      A: leftOut === "global" ? 0 : globalShare * stage.C,
      L: leftOut === "local" ? 0 : (1 - globalShare) * stage.C,
      J: fusion === "addition" || fusion === "product" ? stage.C / 2 : stage.C,
    };
  });
  const macs = sum(stages, ({ C, from, patch, P, G, A, L, J }, stage) => {
    const around = (9 * C + C ** 2 + J * C + 8 * C ** 2) * P;
    const streams = 9 * L * P + 3 * A ** 2 * G + 2 * A * G ** 2;
    const alignment = aligned ? 4 * A ** 2 * (P + G) + 4 * A * P * G : 0;
    return from * patch ** 2 * C * P + (depths[stage] ?? 0) * (around + streams + alignment);
  });
  const params = sum(stages, ({ C, from, patch, A, L, J }, stage) => {
    const around = 9 * C ** 2 + J * C + 21 * C; // biases 8, depthwise 9, two norms 4
    const streams = 3 * A ** 2 + 5 * A + 12 * L; // biases 3 and 1, two norms 2 each, depthwise 9
    const alignment = aligned ? 8 * A ** 2 + 12 * A : 0; // biases 2 * 4, two norms 4
    return from * patch ** 2 * C + C + (depths[stage] ?? 0) * (around + streams + alignment);
  });
  const lastNorm = 2 * 512;
  return {
    macs: macs + 512 * classes,
    params: params + lastNorm + 512 * classes + classes,
  };
}

/**
 * DeiT. Patch embedding 768 C a patch; in each of 12 blocks qkv, projection and MLP take
 * (3 + 1 + 8) C^2 a token and attention 2 T^2 C; a distilled one has a token and a head more.
 */
export function deitCost(
  { width: C, distilled }: DeitVariant,
  { height, width, classes }: Setting,
): Cost {
  const patches = (height / 16) * (width / 16);
  const extraTokens = distilled ? 2 : 1;
  const T = patches + extraTokens;
  const blockMacs = 12 * C ** 2 * T + 2 * T ** 2 * C;
  const blockParams = 12 * C ** 2 + 13 * C; // weights; biases 3 + 1 + 4 + 1, two norms 4
  const embeddingParams = 768 * C + C + extraTokens * C + T * C;
  return {
    macs: 768 * C * patches + 12 * blockMacs + extraTokens * C * classes,
    params: embeddingParams + 12 * blockParams + 2 * C + extraTokens * (C + 1) * classes,
  };
}

/**
 * ResNet. A side is halved, rounded up, by the stem, by its pool and by stages 2 to 4. A basic
 * block of width w takes 2 * 9 w^2 a pixel, a bottleneck (1 * 4 + 9 + 4) w^2; the first block of a
 * stage differs in its first convolution and its shortcut. Each convolution has a BatchNorm.
 */
export function resnetCost(
  { depths, block }: ResNetVariant,
  { height, width, classes }: Setting,
): Cost {
  const pixelsAfter = (halvings: number) =>
    Math.ceil(height / 2 ** halvings) * Math.ceil(width / 2 ** halvings);
  const expansion = block === "basic" ? 1 : 4;
  const stages = [64, 128, 256, 512].map((w, stage) => ({
    w,
    from: stage === 0 ? 64 : (w / 2) * expansion,
    before: pixelsAfter(stage === 0 ? 2 : stage + 1),
    after: pixelsAfter(stage + 2),
    others: (depths[stage] ?? 0) - 1,
  }));

  const stem = 3 * 49 * 64;
  const macs = sum(stages, ({ w, from, before, after, others }) => {
    const projection = from === expansion * w ? 0 : from * expansion * w;
    return block === "basic"
      ? (9 * from * w + 9 * w ** 2 + projection) * after + others * 18 * w ** 2 * after
      : from * w * before + (13 * w ** 2 + projection) * after + others * 17 * w ** 2 * after;
  });
  const params = sum(stages, ({ w, from, others }) => {
    const projection = from === expansion * w ? 0 : from * expansion * w + 2 * expansion * w;
    return block === "basic"
      ? 9 * from * w + 9 * w ** 2 + 4 * w + projection + others * (18 * w ** 2 + 4 * w)
      : from * w + 13 * w ** 2 + 12 * w + projection + others * (17 * w ** 2 + 12 * w);
  });
  const features = 512 * expansion;
  return {
    macs: stem * pixelsAfter(1) + macs + features * classes,
    params: stem + 2 * 64 + params + features * classes + classes,
  };
}
