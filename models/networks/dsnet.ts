// DS-Net: Mao et al. 2021, "Dual-stream Network for Visual Recognition", arXiv:2105.14734.
// Of the paper its first page and descriptions by others were read, no figure and no equation: every
// box here follows public code, wiring and names github.com/SteveTsui/DS-Net, models.py (T and S,
// always aligned), the depths of B PaddleClas DSNet_base. The plain variants leave the alignment out.
// The global grid is 7x7 at 224, but 3x3 in stage 4, where the reference code has 7 // 2.
//
// N batch, C channels, H height, W width, T tokens of the global grid; G channels of the global
// stream, L of the local one, each C/2 in the paper's networks.

import { attend, imageOf, splitHeads, tokensOf } from "../layers/attention.ts";
import { type Graph, type Sides, sidesOf, type Value } from "../graph/graph.ts";
import { requireMultiple } from "../graph/image_size.ts";
import type { Scope } from "../graph/scope.ts";
import { batchNorm, conv2d, depthwise3x3, layerNorm, linear } from "../layers/layers.ts";
import type { Stages } from "../layers/pyramid.ts";
import { add, gelu } from "../operators/elementwise.ts";
import { concat, mean, resampleTo, split } from "../operators/layout.ts";
import { classifier, type ClassifierOptions } from "./classifier.ts";

/** What differs between the variants. */
export interface DsNetVariant {
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Whether the two streams look at each other, marked * in the paper. */
  readonly aligned: boolean;
  /** What the sides of the global grid are divided by, for each stage. @default 8, 4, 2, 2 */
  readonly gridDivisors?: readonly [number, number, number, number];
  /** What is between the two 1x1 convolutions of a block. @default dualStream */
  readonly streams?: Streams;
}

/** `[N, C, H, W]` -> `[N, C', H, W]` */
export type Streams = (g: Scope, x: Value, options: DsBlockOptions) => Value;

/** A block: what its variant says, its heads, and what divides the sides of its global grid. */
interface DsBlockOptions extends Pick<DsNetVariant, "aligned" | "streams"> {
  readonly heads: number;
  readonly gridDivisor: number;
}

/** The variants of the paper's table. */
export const DSNETS = {
  "dsnet-t": { depths: [2, 2, 4, 1], aligned: false },
  "dsnet-t-aligned": { depths: [2, 2, 4, 1], aligned: true },
  "dsnet-s": { depths: [3, 4, 8, 3], aligned: false },
  "dsnet-s-aligned": { depths: [3, 4, 8, 3], aligned: true },
  "dsnet-b": { depths: [3, 4, 28, 3], aligned: false },
  "dsnet-b-aligned": { depths: [3, 4, 28, 3], aligned: true },
} as const satisfies Record<string, DsNetVariant>;

/** The four stages, equal in all variants. Heads of half the width have 32 channels each. */
const STAGES = [
  { width: 64, heads: 1, patch: 4 },
  { width: 128, heads: 2, patch: 2 },
  { width: 320, heads: 5, patch: 2 },
  { width: 512, heads: 8, patch: 2 },
] as const;

/** The reference code's; 1 in the last would make every grid 7x7 at 224. */
const GRID_DIVISORS = [8, 4, 2, 2] as const;
const MLP_RATIO = 4;
const LAYER_NORM = { epsilon: 1e-5 } as const;

/** Sizes at which neither pixels nor a grid are lost on the way. */
export const DSNET_SIZES = {
  of: 32,
  atLeast: 64,
  reason: "four patch embeddings divide it by 32 and the grid of stage 4 by 2 more",
} as const;

/** x + depthwise3x3(BatchNorm(x)), no activation: `[N, L, H, W]` -> the same. */
export function localStream(g: Scope, x: Value): Value {
  const y = batchNorm(g, "norm_conv1", x);
  return add(g, x, depthwise3x3(g, "conv", y));
}

/** Self-attention on a coarse grid, no output projection: `[N, G, H, W]` -> `[N, T, G]`. */
export function globalStream(g: Scope, x: Value, { heads, gridDivisor }: DsBlockOptions): Value {
  const tokens = tokensOf(g, resampleTo(g, x, gridOf(x, gridDivisor)));
  let y = layerNorm(g, "norm_sa1", tokens, LAYER_NORM);
  y = linear(g, "channel_up", y, 3 * Number(x.shape[1]));
  return add(g, tokens, attend(g, splitHeads(g, y, heads)));
}

/** The grid of the global stream at the sides of `x` again: `[N, T, G]` -> `[N, G, H, W]`. */
export function atPixels(g: Scope, tokens: Value, x: Value, gridDivisor: number): Value {
  return resampleTo(g, imageOf(g, tokens, gridOf(x, gridDivisor)), sidesOf(x));
}

/**
 * Co-attention, both directions from the values before it:
 * local `[N, C/2, H, W]` asks the global tokens, global `[N, T, C/2]` asks the local pixels.
 */
function align(g: Scope, local: Value, global: Value, heads: number): readonly [Value, Value] {
  const half = Number(local.shape[1]);
  let y = batchNorm(g, "norm_conv2", local);
  y = conv2d(g, "cross_channel_up_conv", y, { out: 3 * half, kernel: 1 });
  const ofLocal = splitHeads(g, tokensOf(g, y), heads);

  y = layerNorm(g, "norm_sa2", global, LAYER_NORM);
  y = linear(g, "cross_channel_up_sa", y, 3 * half);
  const ofGlobal = splitHeads(g, y, heads);
  const fromGlobal = attend(g, { ...ofGlobal, query: ofLocal.query });
  const fromLocal = attend(g, { ...ofLocal, query: ofGlobal.query });

  y = imageOf(g, linear(g, "fuse_channel_conv", fromGlobal, half), sidesOf(local));
  const alignedLocal = add(g, local, y);
  y = linear(g, "fuse_channel_sa", fromLocal, half);
  return [alignedLocal, add(g, global, y)];
}

/** The first half of the channels is global, the other local: `[N, C, H, W]` -> the same. */
function dualStream(g: Scope, x: Value, options: DsBlockOptions): Value {
  const half = Number(x.shape[1]) / 2;
  const inGlobal = g.inStream("global");
  const [toGlobal, toLocal] = split(g, x, 1, [half, half]) as [Value, Value];
  let local = localStream(g.inStream("local"), toLocal);
  let global = globalStream(inGlobal, toGlobal, options); // [N, T, C/2]
  if (options.aligned) {
    [local, global] = align(g.inStream("alignment"), local, global, options.heads);
  }
  return concat(g, [local, atPixels(inGlobal, global, x, options.gridDivisor)], 1);
}

/** Two 1x1 convolutions around a GELU: `[N, C, H, W]` -> the same. */
function mlp(g: Scope, x: Value): Value {
  const channels = Number(x.shape[1]);
  const y = conv2d(g, "fc1", x, { out: MLP_RATIO * channels, kernel: 1 });
  return conv2d(g, "fc2", gelu(g, y), { out: channels, kernel: 1 });
}

/** The DS-Block: `[N, C, H, W]` -> the same. */
export function dsBlock(g: Scope, input: Value, options: DsBlockOptions): Value {
  const channels = Number(input.shape[1]);

  // Conditional position encoding
  const inEmbedding = g.inStream("embedding");
  let y = depthwise3x3(inEmbedding, "pos_embed", input);
  let x = add(inEmbedding, input, y);

  // Two streams
  y = conv2d(g, "conv1", batchNorm(g, "norm1", x), { out: channels, kernel: 1 });
  y = (options.streams ?? dualStream)(g, y, options);
  y = conv2d(g, "conv2", y, { out: channels, kernel: 1 });
  x = add(g, x, y);

  // MLP
  const inMlp = g.inStream("mlp");
  y = mlp(inMlp.at("mlp"), batchNorm(inMlp, "norm2", x));
  return add(inMlp, x, y);
}

/** The four stages: `[N, 3, H, W]` -> `[N, 64, H/4, W/4]` to `[N, 512, H/32, W/32]`. */
export function dsnetStages(g: Scope, image: Value, variant: DsNetVariant): Stages {
  const { depths, gridDivisors = GRID_DIVISORS } = variant;
  const outputs: Value[] = [];
  let x = image;
  for (const [index, { width, patch, heads }] of STAGES.entries()) {
    const number = index + 1;
    const embedding = g.at(`patch_embed${number}`).inStream("embedding");
    x = conv2d(embedding, "proj", x, { out: width, kernel: patch, stride: patch });
    const options = { ...variant, heads, gridDivisor: gridDivisors[index] ?? 1 };
    for (let i = 0; i < (depths[index] ?? 0); i++) {
      x = dsBlock(g.at(`blocks${number}`).at(String(i)), x, options);
    }
    outputs.push(x);
  }
  return outputs as [Value, Value, Value, Value];
}

/**
 * The DS-Net of a variant: `[N, 3, H, W]` -> logits `[N, classes]`.
 *
 * @throws {RangeError} If the size is not a multiple of 32 from 64 up.
 */
export function dsnet(
  name: string,
  variant: DsNetVariant,
  { size, classes }: ClassifierOptions,
): Graph {
  requireMultiple(name, size, DSNET_SIZES);
  return classifier(name, size, (root, image) => {
    const g = root.inStream("shared");
    const [, , , x] = dsnetStages(g, image, variant);

    // Head
    const features = mean(g, batchNorm(g, "norm", x), [2, 3]); // [N, 512]
    return linear(g, "head", features, classes);
  });
}

/** Sides of the global grid. */
function gridOf(x: Value, divisor: number): Sides {
  const [height, width] = sidesOf(x);
  return [Math.floor(height / divisor), Math.floor(width / divisor)];
}
