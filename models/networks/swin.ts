// Swin Transformer: Liu et al. 2021, "Hierarchical Vision Transformer using Shifted Windows",
// arXiv:2103.14030, Fig. 3 and Table 7.
// Wiring and names: timm swin_transformer.py. The official code (microsoft/Swin-Transformer) has
// the same layers under other names: the patch merging ends a stage there, the head is `head.*`,
// and index and mask are stored buffers, which are constants here.
//
// Attention stays inside windows of 7x7 pixels. In every second block the grid is shifted by 3
// pixels around its edges, so that windows overlap the ones before; pixels that only the shift
// brought together do not see each other (swin_windows.ts). A side that is one window is not
// shifted, axis by axis as in timm; the official code shifts neither axis if one is that short.
//
// As a backbone of detectors (SwinTransformer/Swin-Transformer-Object-Detection) any multiple of 32
// will do: each block pads its grid to whole windows below and to the right, after the norm and
// before the shift, and cuts the padding off after it. Each stage gives its output normalized.
//
// N batch, C channels, H height, W width, M window side, n windows, T = M*M tokens of a window,
// h heads, d channels of a head.

import { joinHeads, splitHeads, swapAxes, tokensOf } from "../layers/attention.ts";
import type { Scope } from "../graph/scope.ts";
import type { Graph, Sides, Value } from "../graph/graph.ts";
import { requireMultiple } from "../graph/image_size.ts";
import { conv2d, layerNorm, linear, linearWithoutBias, mlp } from "../layers/layers.ts";
import { add, scale, softmax } from "../operators/elementwise.ts";
import { cropTo, padTo } from "../operators/borders.ts";
import { mean, reshape, rowsOf, transpose } from "../operators/layout.ts";
import { matMul } from "../operators/product.ts";
import type { Stages } from "../layers/pyramid.ts";
import { classifier, type ClassifierOptions } from "./classifier.ts";
import { fromWindows, relativePositions, roll, shiftMask, toWindows } from "./swin_windows.ts";

/** What differs between the variants. */
export interface SwinVariant {
  /** Channels of the first stage; each stage doubles them. */
  readonly width: number;
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
}

/** The variants of the paper's Table 1a. */
export const SWINS = {
  "swin-t": { width: 96, depths: [2, 2, 6, 2] },
  "swin-s": { width: 96, depths: [2, 2, 18, 2] },
  "swin-b": { width: 128, depths: [2, 2, 18, 2] },
} as const satisfies Record<string, SwinVariant>;

const PATCH_PIXELS = 4;
const WINDOW = 7;
const HEAD_WIDTH = 32;
const MLP_RATIO = 4;
const LAYER_NORM = { epsilon: 1e-5 } as const;
const POSITIONS = relativePositions(WINDOW);

/** One learned number for each head and pair of tokens, by their distance: `[h, T, T]`. */
function positionBias(g: Scope, heads: number): Value {
  const table = g.parameter("relative_position_bias_table", [(2 * WINDOW - 1) ** 2, heads]);
  const pairs = rowsOf(g, table, POSITIONS); // [T*T, h]
  return transpose(g, reshape(g, pairs, [WINDOW ** 2, WINDOW ** 2, heads]), [2, 0, 1]);
}

/** softmax(query key^T / sqrt(d) + bias + mask) value, by window: `[N, n, T, C]` -> the same. */
function windowAttention(g: Scope, windows: Value, mask: Value | undefined): Value {
  const channels = Number(windows.shape[3]);
  const heads = channels / HEAD_WIDTH;
  const qkv = linear(g, "qkv", windows, 3 * channels);
  const { query, key, value } = splitHeads(g, qkv, heads); // [N, n, h, T, d]

  let logits = matMul(g, scale(g, query, HEAD_WIDTH ** -0.5), swapAxes(g, key, -2, -1));
  logits = add(g, logits, positionBias(g, heads)); // [N, n, h, T, T]
  if (mask !== undefined) logits = add(g, logits, mask);
  const weights = softmax(g.writtenAs("nn.Softmax"), logits);
  return linear(g, "proj", joinHeads(g, matMul(g, weights, value)), channels);
}

/** A grid as a block cuts it into windows. */
interface WindowGrid {
  /** Padded to whole windows. */
  readonly sides: Sides;
  /** Pixels that it is moved by. */
  readonly shift: Sides;
  /** -100 between the tokens of a window that the shift brought together, `[n, T, T]`. */
  readonly mask?: Float32Array;
}

/** The grid of a stage, by turns as it is and shifted by half a window along longer sides. */
function windowGridsOf({ shape }: Value): readonly [WindowGrid, WindowGrid] {
  const [height, width] = [Number(shape[1]), Number(shape[2])];
  const padded = (side: number) => WINDOW * Math.ceil(side / WINDOW);
  const half = (side: number) => side > WINDOW ? Math.floor(WINDOW / 2) : 0;
  const sides: Sides = [padded(height), padded(width)];
  const shift: Sides = [half(height), half(width)];
  const still: WindowGrid = { sides, shift: [0, 0] };
  if (shift.every((pixels) => pixels === 0)) return [still, still];
  return [still, { sides, shift, mask: shiftMask(sides, { window: WINDOW, shift }) }];
}

/** What is added to the logits of each window: `[n, 1, T, T]`. */
function maskOf(g: Scope, { mask }: WindowGrid): Value | undefined {
  return mask && g.constant(mask, [mask.length / WINDOW ** 4, 1, WINDOW ** 2, WINDOW ** 2]);
}

/** The Swin block, W-MSA or with a shift SW-MSA: `[N, H, W, C]` -> the same. */
function block(g: Scope, input: Value, grid: WindowGrid): Value {
  const { sides, shift } = grid;
  const [batch = "N", height, width, depth] = input.shape;
  const channels = Number(depth);
  const [rows, columns] = [Number(height), Number(width)];

  // Attention in windows
  let y = padTo(g, layerNorm(g, "norm1", input, LAYER_NORM), { axis: 1, sides });
  y = roll(g, y, [-shift[0], -shift[1]]);
  y = windowAttention(g.at("attn"), toWindows(g, y, WINDOW), maskOf(g, grid));
  y = roll(g, fromWindows(g, y, sides), shift);
  let x = add(g, input, cropTo(g, y, { axis: 1, sides: [rows, columns] }));

  // MLP on tokens, as in the reference
  x = reshape(g, x, [batch, rows * columns, channels]); // [N, H*W, C]
  x = add(g, x, mlp(g.at("mlp"), layerNorm(g, "norm2", x, LAYER_NORM), MLP_RATIO * channels));
  return reshape(g, x, input.shape);
}

/** Patch merging, columns before rows inside a 2x2 patch: `[N, H, W, C]` -> `[N, H/2, W/2, 2C]`. */
function merge(g: Scope, x: Value): Value {
  const [batch = "N", height, width, channels] = x.shape;
  const [rows, columns, depth] = [Number(height) / 2, Number(width) / 2, Number(channels)];
  const cut = reshape(g, x, [batch, rows, 2, columns, 2, depth]);
  const patches = transpose(g, cut, [0, 1, 3, 4, 2, 5]); // [N, H/2, W/2, 2, 2, C]
  const flat = reshape(g, patches, [batch, rows * columns, 4 * depth]);
  const normed = layerNorm(g, "norm", flat, LAYER_NORM);
  const merged = linearWithoutBias(g, "reduction", normed, 2 * depth); // [N, H*W/4, 2C]
  return reshape(g, merged, [batch, rows, columns, 2 * depth]);
}

/** 4x4 patches, normalized: `[N, 3, H, W]` -> `[N, H/4, W/4, C]`. */
function embed(g: Scope, image: Value, width: number): Value {
  const options = { out: width, kernel: PATCH_PIXELS, stride: PATCH_PIXELS };
  const patches = conv2d(g, "proj", image, options);
  const tokens = layerNorm(g, "norm", tokensOf(g, patches), LAYER_NORM); // [N, H*W/16, C]
  const [batch = "N", channels = 0, ...grid] = patches.shape;
  return reshape(g, tokens, [batch, ...grid, channels]);
}

/** The four stages as the blocks leave them: `[N, 3, H, W]` -> four times `[N, H', W', C]`. */
function gridsOf(g: Scope, image: Value, { width, depths }: SwinVariant): Stages {
  let x = embed(g.at("patch_embed"), image, width);
  const outputs: Value[] = [];
  for (const [index, depth] of depths.entries()) {
    const layer = g.at("layers").at(String(index)).asStage();
    if (index > 0) x = merge(layer.at("downsample"), x);
    const [still, shifted] = windowGridsOf(x);
    for (let i = 0; i < depth; i++) {
      x = block(layer.at("blocks").at(String(i)), x, i % 2 === 0 ? still : shifted);
    }
    outputs.push(x);
  }
  return outputs as [Value, Value, Value, Value];
}

/** The four stages for detectors: `[N, 3, H, W]` -> `[N, C, H/4, W/4]` to `[N, 8C, H/32, W/32]`. */
export function swinStages(g: Scope, image: Value, variant: SwinVariant): Stages {
  const images = gridsOf(g, image, variant).map((x, i) =>
    transpose(g, layerNorm(g, `norm${i}`, x, LAYER_NORM), [0, 3, 1, 2])
  );
  return images as [Value, Value, Value, Value];
}

/**
 * The Swin Transformer of a variant: `[N, 3, H, W]` -> logits `[N, classes]`.
 *
 * @throws {RangeError} If the size is not a multiple of 224.
 */
export function swin(
  name: string,
  variant: SwinVariant,
  { size, classes }: ClassifierOptions,
): Graph {
  requireMultiple(name, size, {
    of: 224,
    atLeast: 224,
    reason: "windows of 7x7 tile all four grids, down to a 32nd of it, without padding",
  });
  return classifier(name, size, (g, image) => {
    const [, , , x] = gridsOf(g, image, variant);

    // Head
    const features = mean(g, layerNorm(g, "norm", x, LAYER_NORM), [1, 2]); // [N, 8C]
    return linear(g.at("head"), "fc", features, classes);
  });
}
