// Multiply-adds and parameters as closed formulas, a second derivation of what bench/count.ts
// walks a graph for. Written from the papers: DS-Net arXiv:2105.14734, DeiT arXiv:2012.12877,
// ResNet arXiv:1512.03385 (v1.5). Only the variant tables are read from models/. The other backbones:
// closed_forms_backbones.ts.
//
// C channels or token width, P pixels, G tokens of the global grid, T tokens, K classes.

import type { DeitVariant } from "../../models/deit.ts";
import type { DsNetVariant } from "../../models/dsnet.ts";
import type { ImageSize } from "../../models/image_size.ts";
import type { ResNetVariant } from "../../models/resnet.ts";

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
 * DS-Net. Per block, h = C / 2 and all layers with bias:
 *
 * - position 3x3 depthwise: 9 C P; conv1 and conv2: 2 C^2 P; MLP: 8 C^2 P;
 * - local 3x3 depthwise: 9 h P;
 * - global: qkv 3 h^2 G, attention 2 G^2 h;
 * - alignment: qkv of both streams 3 h^2 (P + G), attention both ways 2 * 2 P G h,
 *   fusion h^2 (P + G).
 */
export function dsnetCost(
  { depths, aligned }: DsNetVariant,
  { height, width, classes }: Setting,
): Cost {
  const stages = [
    { channels: 64, from: 3, patch: 4, inputPerPixel: 4, gridDivisor: 8 },
    { channels: 128, from: 64, patch: 2, inputPerPixel: 8, gridDivisor: 4 },
    { channels: 320, from: 128, patch: 2, inputPerPixel: 16, gridDivisor: 2 },
    { channels: 512, from: 320, patch: 2, inputPerPixel: 32, gridDivisor: 2 },
  ];
  const macs = sum(stages, ({ channels: C, from, patch, inputPerPixel, gridDivisor }, stage) => {
    const [rows, columns] = [height / inputPerPixel, width / inputPerPixel];
    const P = rows * columns;
    const G = Math.floor(rows / gridDivisor) * Math.floor(columns / gridDivisor);
    const embedding = from * patch ** 2 * C * P;
    const plain = 10 * C ** 2 * P + 13.5 * C * P + 0.75 * C ** 2 * G + C * G ** 2;
    const alignment = C ** 2 * (P + G) + 2 * C * P * G;
    return embedding + (depths[stage] ?? 0) * (plain + (aligned ? alignment : 0));
  });
  const params = sum(stages, ({ channels: C, from, patch }, stage) => {
    const embedding = from * patch ** 2 * C + C;
    const plain = 10.75 * C ** 2 + 29.5 * C;
    const alignment = 2 * C ** 2 + 6 * C;
    return embedding + (depths[stage] ?? 0) * (plain + (aligned ? alignment : 0));
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
