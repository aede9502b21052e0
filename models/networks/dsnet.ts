// DS-Net: Mao et al. 2021, "Dual-stream Network for Visual Recognition", arXiv:2105.14734.
// Of the paper, its first page and descriptions by others were read. What is here follows public code:
// wiring and names github.com/SteveTsui/DS-Net, models.py (T and S, always aligned); the depths of B
// PaddleClas DSNet_base. The plain variants are the same code with the alignment left out.
//
// A DS-Block splits its channels in two. The local stream (`localStream`) is a 3x3 depthwise
// convolution at full resolution; the global stream (`globalStream`) is self-attention on a
// down-sampled grid. In the variants marked * the two look at each other by co-attention (`align`).
//
// The global grid is 7x7 at 224, but 3x3 in stage 4, where the reference code has 7 // 2.
//
// Ablations change one choice of a block and nothing else; ABLATION_PROVENANCE says what of them is
// from the paper and what is our reading, since reports say it too. Streams of unlike widths meet by
// concatenation only.
//
// N batch, C channels, H height, W width, T tokens of the global grid; G channels of the global
// stream, L of the local one, each C/2 in the paper's networks.

import { attend, imageOf, splitHeads, tokensOf } from "../layers/attention.ts";
import { buildGraph, type Scope } from "../graph/builder.ts";
import { type Graph, type Sides, sidesOf, type Value } from "../graph/graph.ts";
import { type ImageSize, requireMultiple } from "../graph/image_size.ts";
import { batchNorm, conv2d, depthwise3x3, layerNorm, linear } from "../layers/layers.ts";
import { add, gelu, mul } from "../operators/elementwise.ts";
import { concat, mean, resizeBilinear, split } from "../operators/layout.ts";
import type { Stages } from "../layers/pyramid.ts";

/** How the two streams become one: co-attention aligns them (marked *) and then concatenates. */
export type Fusion = "concatenation" | "co-attention" | "addition" | "product";

/** The choices of a block. */
export interface DsBlockChoices {
  readonly fusion: Fusion;
  /** Share of the channels in the global stream, 0 to 1: the paper's alpha. @default 1/2 */
  readonly globalShare?: number;
  /** The stream whose channels pass as they are. @default none */
  readonly leftOut?: "local" | "global";
}

/** What differs between the variants. */
export interface DsNetVariant extends DsBlockChoices {
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** What the sides of the global grid are divided by, for each stage. @default 8, 4, 2, 2 */
  readonly gridDivisors?: readonly [number, number, number, number];
}

/** The variants of the paper's table. */
export const DSNETS = {
  "dsnet-t": { depths: [2, 2, 4, 1], fusion: "concatenation" },
  "dsnet-t-aligned": { depths: [2, 2, 4, 1], fusion: "co-attention" },
  "dsnet-s": { depths: [3, 4, 8, 3], fusion: "concatenation" },
  "dsnet-s-aligned": { depths: [3, 4, 8, 3], fusion: "co-attention" },
  "dsnet-b": { depths: [3, 4, 28, 3], fusion: "concatenation" },
  "dsnet-b-aligned": { depths: [3, 4, 28, 3], fusion: "co-attention" },
} as const satisfies Record<string, DsNetVariant>;

const T = { depths: [2, 2, 4, 1] } as const;

/** DS-Net-T with one choice changed; grids are named by their side at 224. */
export const DSNET_ABLATIONS = {
  "dsnet-t-alpha-0": { ...T, fusion: "concatenation", globalShare: 0 },
  "dsnet-t-alpha-25": { ...T, fusion: "concatenation", globalShare: 1 / 4 },
  "dsnet-t-alpha-75": { ...T, fusion: "concatenation", globalShare: 3 / 4 },
  "dsnet-t-alpha-100": { ...T, fusion: "concatenation", globalShare: 1 },
  "dsnet-t-without-local": { ...T, fusion: "concatenation", leftOut: "local" },
  "dsnet-t-without-global": { ...T, fusion: "concatenation", leftOut: "global" },
  "dsnet-t-addition": { ...T, fusion: "addition" },
  "dsnet-t-product": { ...T, fusion: "product" },
  "dsnet-t-aligned-grid-3": { ...T, fusion: "co-attention", gridDivisors: [16, 8, 4, 2] },
  "dsnet-t-aligned-grid-7": { ...T, fusion: "co-attention", gridDivisors: [8, 4, 2, 1] },
  "dsnet-t-aligned-grid-14": { ...T, fusion: "co-attention", gridDivisors: [4, 2, 1, 1] },
} as const satisfies Record<string, DsNetVariant>;

/** What of the ablations is from the paper, and what is our reading. */
export const ABLATION_PROVENANCE: readonly string[] = [
  "From the paper, as others describe it: the share of channels that goes to the global stream (its alpha), and " +
  "co-attention against plain concatenation.",
  "Our reading, since no public code has the others: heads keep their number, so each is 64 alpha " +
  "channels wide; the channels of a stream that is left out pass as they are; addition and product " +
  "join the streams channel by channel.",
];

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

/** A block: its choices, its heads and what divides the sides of its global grid. */
export interface DsBlockOptions extends DsBlockChoices {
  readonly heads: number;
  readonly gridDivisor: number;
}

/** x + depthwise3x3(BatchNorm(x)), no activation: `[N, L, H, W]` -> the same. */
function localStream(g: Scope, x: Value): Value {
  return add(g, x, depthwise3x3(g, "conv", batchNorm(g, "norm_conv1", x)));
}

/** Self-attention on a coarse grid, no output projection: `[N, G, H, W]` -> `[N, T, G]`. */
function globalStream(g: Scope, x: Value, heads: number, grid: Sides): Value {
  const tokens = tokensOf(g, resampled(g, x, grid));
  const qkv = linear(
    g,
    "channel_up",
    layerNorm(g, "norm_sa1", tokens, LAYER_NORM),
    3 * width(tokens),
  );
  return add(g, tokens, attend(g, splitHeads(g, qkv, heads)));
}

/**
 * Co-attention, both directions from the values before it:
 * local `[N, C/2, H, W]` asks the global tokens, global `[N, T, C/2]` asks the local pixels.
 */
function align(g: Scope, local: Value, global: Value, heads: number): readonly [Value, Value] {
  const half = width(global);
  const ofLocal = splitHeads(
    g,
    tokensOf(
      g,
      conv2d(g, "cross_channel_up_conv", batchNorm(g, "norm_conv2", local), {
        out: 3 * half,
        kernel: 1,
      }),
    ),
    heads,
  );
  const ofGlobal = splitHeads(
    g,
    linear(g, "cross_channel_up_sa", layerNorm(g, "norm_sa2", global, LAYER_NORM), 3 * half),
    heads,
  );

  const fromGlobal = attend(g, { ...ofGlobal, query: ofLocal.query });
  const fromLocal = attend(g, { ...ofLocal, query: ofGlobal.query });
  return [
    add(g, local, imageOf(g, linear(g, "fuse_channel_conv", fromGlobal, half), sidesOf(local))),
    add(g, global, linear(g, "fuse_channel_sa", fromLocal, half)),
  ];
}

/** `[N, L, H, W]` and `[N, G, H, W]` as one. */
const JOINS: Readonly<Record<Fusion, (g: Scope, local: Value, global: Value) => Value>> = {
  "concatenation": (g, local, global) => concat(g, [local, global], 1),
  "co-attention": (g, local, global) => concat(g, [local, global], 1),
  "addition": add,
  "product": mul,
};

/** Both streams on their parts of the channels, and joined: `[N, C, H, W]` -> `[N, C', H, W]`. */
function dualStream(g: Scope, x: Value, options: DsBlockOptions): Value {
  const { heads, gridDivisor, fusion, globalShare = 1 / 2, leftOut } = options;
  const [inLocal, inGlobal] = [g.inStream("local"), g.inStream("global")];
  const sides = sidesOf(x);
  const [height, width] = sides;
  const grid = [Math.floor(height / gridDivisor), Math.floor(width / gridDivisor)] as const;
  const atPixels = (tokens: Value) => resampled(inGlobal, imageOf(inGlobal, tokens, grid), sides);

  // One stream has all channels
  if (globalShare === 0) return localStream(inLocal, x);
  if (globalShare === 1) return atPixels(globalStream(inGlobal, x, heads, grid));

  // The first channels are global, the others local
  const channels = Number(x.shape[1]);
  const share = globalShare * channels;
  const [toGlobal, toLocal] = split(g, x, 1, [share, channels - share]) as [Value, Value];
  let local = leftOut === "local" ? toLocal : localStream(inLocal, toLocal);
  if (leftOut === "global") return JOINS[fusion](g, local, toGlobal);
  let global = globalStream(inGlobal, toGlobal, heads, grid);
  if (fusion === "co-attention") {
    [local, global] = align(g.inStream("alignment"), local, global, heads);
  }
  return JOINS[fusion](g, local, atPixels(global));
}

/**
 * The DS-Block: `[N, C, H, W]` -> the same.
 *
 * @throws {RangeError} If the choices do not fit together, or the heads not the channels.
 */
export function dsBlock(g: Scope, input: Value, options: DsBlockOptions): Value {
  const channels = Number(input.shape[1]);
  requireFitting(g, channels, options);

  // Conditional position encoding
  const inEmbedding = g.inStream("embedding");
  let x = add(inEmbedding, input, depthwise3x3(inEmbedding, "pos_embed", input));

  // Two streams
  const mixed = conv2d(g, "conv1", batchNorm(g, "norm1", x), { out: channels, kernel: 1 });
  const joined = dualStream(g, mixed, options);
  x = add(g, x, conv2d(g, "conv2", joined, { out: channels, kernel: 1 }));

  // MLP
  const inMlp = g.inStream("mlp");
  return add(
    inMlp,
    x,
    mlp(inMlp.at("mlp"), batchNorm(inMlp, "norm2", x), MLP_RATIO * channels),
  );
}

function requireFitting(g: Scope, channels: number, options: DsBlockOptions): void {
  const { heads, fusion, globalShare = 1 / 2, leftOut } = options;
  const headWidth = globalShare * channels / heads;
  const cannot = `Cannot add block "${g.path}"`;
  if (!(globalShare >= 0 && globalShare <= 1) || !Number.isInteger(headWidth)) {
    throw new RangeError(
      `${cannot} as the share of the global stream must be 0 to 1 and give whole heads: ` +
        `got ${globalShare} of ${channels} channels in ${heads} heads, try 1/4, 1/2 or 3/4`,
    );
  }
  if (fusion !== "concatenation" && globalShare !== 1 / 2) {
    throw new RangeError(
      `${cannot} as ${fusion} needs streams of equal width: ` +
        `got a global share of ${globalShare}, use concatenation`,
    );
  }
  if (fusion === "co-attention" && leftOut !== undefined) {
    throw new RangeError(
      `${cannot} as co-attention needs both streams: ` +
        `got no ${leftOut} stream, use concatenation`,
    );
  }
}

/** Two 1x1 convolutions around a GELU: `[N, C, H, W]` -> the same. */
function mlp(g: Scope, x: Value, hidden: number): Value {
  const inner = gelu(g, conv2d(g, "fc1", x, { out: hidden, kernel: 1 }));
  return conv2d(g, "fc2", inner, { out: Number(x.shape[1]), kernel: 1 });
}

/** The four stages: `[N, 3, H, W]` -> `[N, 64, H/4, W/4]` to `[N, 512, H/32, W/32]`. */
export function dsnetStages(g: Scope, image: Value, variant: DsNetVariant): Stages {
  const { depths, gridDivisors = GRID_DIVISORS } = variant;
  const outputs: Value[] = [];
  let x = image;
  for (const [index, { width: out, patch, heads }] of STAGES.entries()) {
    const number = index + 1;
    const embedding = g.at(`patch_embed${number}`).inStream("embedding");
    x = conv2d(embedding, "proj", x, { out, kernel: patch, stride: patch });
    const options = { ...variant, heads, gridDivisor: gridDivisors[index] ?? 1 };
    for (let i = 0; i < (depths[index] ?? 0); i++) {
      x = dsBlock(g.at(`blocks${number}`).at(String(i)), x, options);
    }
    outputs.push(x);
  }
  return outputs as [Value, Value, Value, Value];
}

/**
 * Refuses sizes that would lose pixels or a grid on the way.
 *
 * @throws {RangeError} If the size is not a multiple of 32 from 64 up.
 */
export function requireDsnetSize(name: string, size: ImageSize): void {
  requireMultiple(name, size, {
    of: 32,
    atLeast: 64,
    reason: "four patch embeddings divide it by 32 and the grid of stage 4 by 2 more",
  });
}

/**
 * The DS-Net of a variant: `[N, 3, H, W]` -> logits `[N, classes]`.
 *
 * @throws {RangeError} If the size is not a multiple of 32 from 64 up.
 */
export function dsnet(
  name: string,
  variant: DsNetVariant,
  { size, classes }: { readonly size: ImageSize; readonly classes: number },
): Graph {
  requireDsnetSize(name, size);
  return buildGraph(name, {
    input: { name: "image", shape: ["N", 3, size.height, size.width] },
    outputName: "logits",
    body(root, image) {
      const g = root.inStream("shared");
      const [, , , x] = dsnetStages(g, image, variant);

      // Head
      const features = mean(g, batchNorm(g, "norm", x), [2, 3]); // [N, 512]
      return linear(g, "head", features, classes);
    },
  });
}

/** At other sides by bilinear resampling, or as it is where it has them. */
function resampled(g: Scope, image: Value, sides: Sides): Value {
  const isThere = sidesOf(image).every((side, i) => side === sides[i]);
  return isThere ? image : resizeBilinear(g, image, sides);
}

/** Channels of tokens `[N, T, C]`. */
function width(tokens: Value): number {
  return Number(tokens.shape[2]);
}
