// Closed formulas as in closed_forms.ts for the networks that the DS-Net paper compares with beyond
// its baselines: RegNetY arXiv:2003.13678, PVT arXiv:2102.12122, Swin arXiv:2103.14030, derived by
// hand as their reference code has them. Only the variant tables are read from models/.
//
// C channels, P pixels, T tokens, S tokens of a reduced grid, K classes.

import type { PvtVariant } from "../../../models/networks/pvt.ts";
import type { RegNetYVariant } from "../../../models/networks/regnety.ts";
import type { SwinVariant } from "../../../models/networks/swin.ts";
import { type Cost, type Setting, sum } from "./closed_forms.ts";

/**
 * RegNetY. A side is halved, rounded up, by the stem and by the first block of each stage. A block
 * from i to w channels, groups of g: 1x1 i w before the stride; after it 3x3 9 g w, 1x1 w^2 and
 * where it changes anything a shortcut i w; squeeze-and-excitation 2 w (i / 4) an image.
 */
export function regnetyCost(
  { widths, depths, groupWidth: g }: RegNetYVariant,
  { height, width, classes: K }: Setting,
): Cost {
  const pixelsAfter = (halvings: number) =>
    Math.ceil(height / 2 ** halvings) * Math.ceil(width / 2 ** halvings);
  const stages = widths.map((w, stage) => ({
    w,
    from: widths[stage - 1] ?? 32,
    before: pixelsAfter(stage + 1),
    after: pixelsAfter(stage + 2),
    others: (depths[stage] ?? 0) - 1,
  }));

  const stem = 3 * 9 * 32;
  const macs = sum(stages, ({ w, from, before, after, others }) => {
    const first = from * w * before + (9 * g * w + w ** 2 + from * w) * after + w * (from / 2);
    const other = (9 * g * w + 2 * w ** 2) * after + w * (w / 2);
    return first + others * other;
  });
  const params = sum(stages, ({ w, from, others }) => {
    const squeeze = (i: number) => 2 * w * (i / 4) + i / 4 + w;
    const first = 2 * from * w + 9 * g * w + w ** 2 + 4 * 2 * w + squeeze(from);
    const other = 9 * g * w + 2 * w ** 2 + 3 * 2 * w + squeeze(w);
    return first + others * other;
  });
  const features = widths[3];
  return {
    macs: stem * pixelsAfter(1) + macs + features * K,
    params: stem + 2 * 32 + params + features * K + K,
  };
}

/**
 * PVT. Per block with MLP ratio m and reduction r, S = P / r^2: queries and projection 2 C^2 T,
 * keys and values 2 C^2 S, reduction r^2 C^2 S where r > 1, attention 2 T S C, MLP 2 m C^2 T. In
 * stage 4 the class token joins, T = S = P + 1.
 */
export function pvtCost({ depths }: PvtVariant, { height, width, classes: K }: Setting): Cost {
  const stages = [
    { C: 64, from: 3, patch: 4, m: 8, r: 8, inputPerPixel: 4 },
    { C: 128, from: 64, patch: 2, m: 8, r: 4, inputPerPixel: 8 },
    { C: 320, from: 128, patch: 2, m: 4, r: 2, inputPerPixel: 16 },
    { C: 512, from: 320, patch: 2, m: 4, r: 1, inputPerPixel: 32 },
  ].map((stage) => {
    const P = (height / stage.inputPerPixel) * (width / stage.inputPerPixel);
    const T = stage.r === 1 ? P + 1 : P;
    const S = stage.r === 1 ? T : P / stage.r ** 2;
    return { ...stage, P, T, S };
  });

  const macs = sum(stages, ({ C, from, patch, m, r, P, T, S }, stage) => {
    const reduction = r === 1 ? 0 : r ** 2 * C ** 2 * S;
    const block = (2 + 2 * m) * C ** 2 * T + 2 * C ** 2 * S + reduction + 2 * T * S * C;
    return from * patch ** 2 * C * P + (depths[stage] ?? 0) * block;
  });
  const params = sum(stages, ({ C, from, patch, m, r, T }, stage) => {
    const embedding = from * patch ** 2 * C + 3 * C + T * C; // bias 1, norm 2, positions T
    const reduction = r === 1 ? 0 : r ** 2 * C ** 2 + 3 * C; // bias 1, norm 2
    const block = (4 + 2 * m) * C ** 2 + (9 + m) * C + reduction; // biases 5 + m, two norms 4
    return embedding + (depths[stage] ?? 0) * block;
  });
  const classToken = 512;
  const lastNorm = 2 * 512;
  return {
    macs: macs + 512 * K,
    params: params + classToken + lastNorm + 512 * K + K,
  };
}

/**
 * Swin. Per block: qkv, projection and MLP (3 + 1 + 8) C^2 P, attention in windows of 49 tokens
 * 2 * 49 C P, and 13^2 biases for each head of 32 channels. Merging 2x2 patches of C channels takes
 * 4C * 2C a new pixel.
 */
export function swinCost(
  { width: firstWidth, depths }: SwinVariant,
  { height, width, classes: K }: Setting,
): Cost {
  const stages = depths.map((depth, stage) => ({
    depth,
    C: firstWidth * 2 ** stage,
    P: (height / 2 ** (stage + 2)) * (width / 2 ** (stage + 2)),
    merged: stage === 0 ? 0 : firstWidth * 2 ** (stage - 1),
  }));

  const patchPixels = 3 * 4 * 4;
  const macs = sum(
    stages,
    ({ depth, C, P, merged }) => depth * (12 * C ** 2 * P + 2 * 49 * C * P) + 8 * merged ** 2 * P,
  );
  const params = sum(stages, ({ depth, C, merged }) => {
    const block = 12 * C ** 2 + 13 * C + 169 * (C / 32); // biases 9, two norms 4
    return depth * block + 8 * merged ** 2 + 2 * 4 * merged;
  });
  const features = 8 * firstWidth;
  return {
    macs: patchPixels * firstWidth * (height / 4) * (width / 4) + macs + features * K,
    params: (patchPixels + 3) * firstWidth + params + 2 * features + features * K + K,
  };
}
