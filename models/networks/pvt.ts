// Pyramid Vision Transformer: Wang et al. 2021, "A Versatile Backbone for Dense Prediction without
// Convolutions", arXiv:2102.12122, Fig. 3 and 4, Table 1.
// Wiring and names: github.com/whai362/PVT, classification/pvt.py.
//
// Queries come from every pixel; keys and values from a grid that a strided convolution has made
// smaller (spatial-reduction attention), down to 7x7 at 224 in every stage.
// The class token joins in stage 4 only.
//
// Left out: the reference resamples the position tables of stages 2 to 4 to the size that they have
// (it compares with the grid of stage 1), an identity that some counters see.
//
// As a backbone of detectors (detection/pvt.py of the reference) there is no class token, final norm
// or head. There the position tables stay those of 224, the token's unused entry included, and are
// resampled to the grid.
//
// N batch, C channels, H height, W width, T tokens, S tokens of the reduced grid.

import { attend, byHead, imageOf, partsByHead, tokensOf } from "../layers/attention.ts";
import type { Scope } from "../graph/scope.ts";
import { type Graph, type Sides, sidesOf, type Value } from "../graph/graph.ts";
import { requireMultiple } from "../graph/image_size.ts";
import { conv2d, layerNorm, linear, mlp } from "../layers/layers.ts";
import { add } from "../operators/elementwise.ts";
import { concat, repeatForBatch, resizeBilinear, select, split } from "../operators/layout.ts";
import type { Stages } from "../layers/pyramid.ts";
import { classifier, type ClassifierOptions } from "./classifier.ts";

/** What differs between the variants. */
export interface PvtVariant {
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
}

/** The variants of the paper's Table 1. */
export const PVTS = {
  "pvt-tiny": { depths: [2, 2, 2, 2] },
  "pvt-small": { depths: [3, 4, 6, 3] },
  "pvt-medium": { depths: [3, 4, 18, 3] },
  "pvt-large": { depths: [3, 8, 27, 3] },
} as const satisfies Record<string, PvtVariant>;

/** The four stages, equal in all variants, with 64 channels a head. */
const STAGES = [
  { width: 64, heads: 1, patch: 4, mlpRatio: 8, reduction: 8 },
  { width: 128, heads: 2, patch: 2, mlpRatio: 8, reduction: 4 },
  { width: 320, heads: 5, patch: 2, mlpRatio: 4, reduction: 2 },
  { width: 512, heads: 8, patch: 2, mlpRatio: 4, reduction: 1 },
] as const;

/** The blocks set 1e-6, patch embedding and reduction leave torch's default. */
const BLOCK_NORM = { epsilon: 1e-6 } as const;
const DEFAULT_NORM = { epsilon: 1e-5 } as const;

/** What the position tables of detectors are made for. */
const TABLE_PIXELS = 224;

/** A stage of a variant. */
type Stage = (typeof STAGES)[number] & { readonly number: number; readonly depth: number };

function stagesOf({ depths }: PvtVariant): readonly Stage[] {
  return STAGES.map((stage, i) => ({ ...stage, number: i + 1, depth: depths[i] ?? 0 }));
}

/** What keys and values are made of: `[N, T, C]` -> `[N, S, C]`. */
function reduce(g: Scope, tokens: Value, { width, reduction }: Stage, grid: Sides): Value {
  if (reduction === 1) return tokens;
  const image = imageOf(g, tokens, grid);
  const reduced = conv2d(g, "sr", image, { out: width, kernel: reduction, stride: reduction });
  return layerNorm(g, "norm", tokensOf(g, reduced), DEFAULT_NORM);
}

/** Spatial-reduction attention: `[N, T, C]` -> the same. */
function attention(g: Scope, x: Value, stage: Stage, grid: Sides): Value {
  const { width, heads } = stage;
  const query = byHead(g, linear(g, "q", x, width), heads); // [N, h, T, d]
  const pairs = linear(g, "kv", reduce(g, x, stage, grid), 2 * width);
  const [key, value] = partsByHead(g, pairs, { heads, parts: 2 }) as [Value, Value]; // [N, h, S, d]
  return linear(g, "proj", attend(g, { query, key, value }), width);
}

/** The pre-norm transformer block: `[N, T, C]` -> the same. */
function block(g: Scope, input: Value, stage: Stage, grid: Sides): Value {
  const hidden = stage.mlpRatio * stage.width;
  const normed = layerNorm(g, "norm1", input, BLOCK_NORM);
  const x = add(g, input, attention(g.at("attn"), normed, stage, grid));
  return add(g, x, mlp(g.at("mlp"), layerNorm(g, "norm2", x, BLOCK_NORM), hidden));
}

/** The blocks of a stage: `[N, T, C]` -> the same. */
function encoder(g: Scope, tokens: Value, stage: Stage, grid: Sides): Value {
  const blocks = g.at(`block${stage.number}`);
  let x = tokens;
  for (let i = 0; i < stage.depth; i++) x = block(blocks.at(String(i)), x, stage, grid);
  return x;
}

/** Patches as normalized tokens: `[N, C', H', W']` -> `[N, T, C]`, and their grid. */
function embed(g: Scope, image: Value, { number, width, patch }: Stage): readonly [Value, Sides] {
  const layer = g.at(`patch_embed${number}`);
  const patches = conv2d(layer, "proj", image, { out: width, kernel: patch, stride: patch });
  return [layerNorm(layer, "norm", tokensOf(layer, patches), DEFAULT_NORM), sidesOf(patches)];
}

/** The four stages for detectors: `[N, 3, H, W]` -> `[N, 64, H/4, W/4]` to `[N, 512, H/32, W/32]`. */
export function pvtStages(g: Scope, image: Value, variant: PvtVariant): Stages {
  const outputs: Value[] = [];
  let x = image;
  for (const stage of stagesOf(variant)) {
    const [patches, grid] = embed(g, x, stage);
    const tokens = add(g, patches, resampledPositions(g, stage, grid)); // [N, T, C]
    x = imageOf(g, encoder(g, tokens, stage, grid), grid); // [N, C, H', W']
    outputs.push(x);
  }
  return outputs as [Value, Value, Value, Value];
}

/** The position table of a stage at 224, at another grid: `[1, T, C]`. */
function resampledPositions(g: Scope, { number, width }: Stage, grid: Sides): Value {
  const side = TABLE_PIXELS / 2 ** (number + 1);
  const hasTokenEntry = number === STAGES.length;
  const entries = side ** 2 + (hasTokenEntry ? 1 : 0);
  const table = g.parameter(`pos_embed${number}`, [1, entries, width]);
  const pixels = hasTokenEntry ? split(g, table, 1, [1, side ** 2])[1] as Value : table;
  if (grid.every((each) => each === side)) return pixels;
  return tokensOf(g, resizeBilinear(g, imageOf(g, pixels, [side, side]), grid));
}

/**
 * The PVT of a variant: `[N, 3, H, W]` -> logits `[N, classes]`. The position tables follow the
 * size; the reference code has them at 224 and resamples them for others.
 *
 * @throws {RangeError} If the size is not a multiple of 32.
 */
export function pvt(
  name: string,
  variant: PvtVariant,
  { size, classes }: ClassifierOptions,
): Graph {
  requireMultiple(name, size, {
    of: 32,
    atLeast: 32,
    reason: "four patch embeddings divide it by 32, and so do the reductions of each stage",
  });
  return classifier(name, size, (g, image) => {
    let x = image;

    // Stages
    for (const stage of stagesOf(variant)) {
      const isLast = stage.number === STAGES.length;
      const [patches, grid] = embed(g, x, stage);
      x = isLast ? withClassToken(g, patches) : patches; // [N, T, C]
      x = add(g, x, g.parameter(`pos_embed${stage.number}`, [1, Number(x.shape[1]), stage.width]));
      x = encoder(g, x, stage, grid);
      if (!isLast) x = imageOf(g, x, grid); // [N, C, H', W']
    }

    // Head
    const classToken = select(g, layerNorm(g, "norm", x, BLOCK_NORM), 1, 0); // [N, 512]
    return linear(g, "head", classToken, classes);
  });
}

/** `[N, T, C]` -> `[N, 1 + T, C]` */
function withClassToken(g: Scope, tokens: Value): Value {
  const token = g.parameter("cls_token", [1, 1, Number(tokens.shape[2])]);
  return concat(g, [repeatForBatch(g, token, tokens), tokens], 1);
}
