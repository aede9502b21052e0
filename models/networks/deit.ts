// DeiT: Touvron et al. 2021, "Training data-efficient image transformers", arXiv:2012.12877,
// Table 1; the distilled variants add one token and one head (section 4, Fig. 2).
// Wiring and names: facebookresearch/deit and timm vision_transformer.py, deit.py.
//
// N batch, H height, W width, T tokens, D token width.

import { attend, splitHeads, tokensOf } from "../layers/attention.ts";
import type { Scope } from "../graph/scope.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { requireMultiple } from "../graph/image_size.ts";
import { conv2d, layerNorm, linear, mlp } from "../layers/layers.ts";
import { add, scale } from "../operators/elementwise.ts";
import { concat, repeatForBatch, select } from "../operators/layout.ts";
import { classifier, type ClassifierOptions } from "./classifier.ts";

/** What differs between the variants. */
export interface DeitVariant {
  readonly width: number;
  readonly heads: number;
  /** Whether a distillation token and its own classifier are added. */
  readonly distilled: boolean;
}

/** The variants of the DeiT paper, all 12 blocks deep with 64 channels a head. */
export const DEITS = {
  "deit-t": { width: 192, heads: 3, distilled: false },
  "deit-s": { width: 384, heads: 6, distilled: false },
  "deit-b": { width: 768, heads: 12, distilled: false },
  "deit-t-distilled": { width: 192, heads: 3, distilled: true },
  "deit-s-distilled": { width: 384, heads: 6, distilled: true },
  "deit-b-distilled": { width: 768, heads: 12, distilled: true },
} as const satisfies Record<string, DeitVariant>;

const DEPTH = 12;
const PATCH_PIXELS = 16;
const MLP_RATIO = 4;

/** LayerNorm over the width, in timm a subclass of nn.LayerNorm: `[N, T, D]` -> the same. */
function norm(g: Scope, name: string, x: Value): Value {
  return layerNorm(g.writtenAs("nn.LayerNorm subclass"), name, x, { epsilon: 1e-6 });
}

/** Self-attention with output projection: `[N, T, D]` -> the same. */
function selfAttention(g: Scope, x: Value, { width, heads }: DeitVariant): Value {
  const qkv = linear(g, "qkv", x, 3 * width);
  return linear(g, "proj", attend(g, splitHeads(g, qkv, heads)), width);
}

/** The pre-norm transformer block: `[N, T, D]` -> the same. */
function block(g: Scope, input: Value, variant: DeitVariant): Value {
  const attended = selfAttention(g.at("attn"), norm(g, "norm1", input), variant);
  const x = add(g, input, attended);
  return add(g, x, mlp(g.at("mlp"), norm(g, "norm2", x), MLP_RATIO * variant.width));
}

/** Patches, class token (and distillation token), positions: `[N, 3, H, W]` -> `[N, T, D]`. */
function embed(g: Scope, image: Value, { width, distilled }: DeitVariant): Value {
  const embedding = g.at("patch_embed");
  const options = { out: width, kernel: PATCH_PIXELS, stride: PATCH_PIXELS };
  const patches = tokensOf(embedding, conv2d(embedding, "proj", image, options));
  const extra = (distilled ? ["cls_token", "dist_token"] : ["cls_token"])
    .map((name) => repeatForBatch(g, g.parameter(name, [1, 1, width]), patches));
  const tokens = concat(g, [...extra, patches], 1);
  return add(g, tokens, g.parameter("pos_embed", [1, Number(tokens.shape[1]), width]));
}

/**
 * The DeiT of a variant: `[N, 3, H, W]` -> logits `[N, classes]`. A distilled one gives the mean
 * of its two heads, as the reference code does in evaluation. The position table follows the size.
 *
 * @throws {RangeError} If the size is not a multiple of 16.
 */
export function deit(
  name: string,
  variant: DeitVariant,
  { size, classes }: ClassifierOptions,
): Graph {
  requireMultiple(name, size, {
    of: PATCH_PIXELS,
    atLeast: PATCH_PIXELS,
    reason: "patches of 16 pixels do not overlap",
  });
  return classifier(name, size, (g, image) => {
    // Stem
    let x = embed(g, image, variant);

    // Blocks
    for (let i = 0; i < DEPTH; i++) x = block(g.at("blocks").at(String(i)), x, variant);

    // Head
    const tokens = norm(g, "norm", x);
    const logits = linear(g, "head", select(g, tokens, 1, 0), classes);
    if (!variant.distilled) return logits;
    const distilled = linear(g, "head_dist", select(g, tokens, 1, 1), classes);
    return scale(g, add(g, logits, distilled), 0.5);
  });
}
