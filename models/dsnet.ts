// DS-Net: Mao et al. 2021, "Dual-stream Network for Visual Recognition", arXiv:2105.14734.
// Wiring and names: github.com/SteveTsui/DS-Net, models.py (T and S, always aligned); the depths of
// B: PaddleClas DSNet_base. The plain variants are the same code with the alignment left out.
//
// A DS-Block splits its channels in two. The local stream (`localStream`) is a 3x3 depthwise
// convolution at full resolution; the global stream (`globalStream`) is self-attention on a
// down-sampled grid. In the variants marked * the two look at each other by co-attention (`align`).
//
// Deviation of the reference from the paper's text: the grid of stage 4 is 3x3 at 224, as 7 // 2.
// N batch, C channels, H height, W width, T tokens of the global grid.

import { attend, imageOf, splitHeads, tokensOf } from "./attention.ts";
import { buildGraph, type Scope } from "./builder.ts";
import type { Graph, Value } from "./graph.ts";
import { type ImageSize, requireMultiple } from "./image_size.ts";
import { batchNorm, conv2d, depthwise3x3, layerNorm, linear } from "./layers.ts";
import { add, gelu } from "./operators/elementwise.ts";
import { concat, mean, resizeBilinear, split } from "./operators/layout.ts";

/** What differs between the variants. */
export interface DsNetVariant {
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Whether the streams are aligned by co-attention (marked * in the paper). */
  readonly aligned: boolean;
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

/** The four stages, equal in all variants. Heads act on half the width: 32 channels each. */
const STAGES = [
  { width: 64, heads: 1, patch: 4, gridDivisor: 8 },
  { width: 128, heads: 2, patch: 2, gridDivisor: 4 },
  { width: 320, heads: 5, patch: 2, gridDivisor: 2 },
  { width: 512, heads: 8, patch: 2, gridDivisor: 2 },
] as const;

const MLP_RATIO = 4;
const LAYER_NORM = { epsilon: 1e-5 } as const;

type Stage = (typeof STAGES)[number];

/** x + depthwise3x3(BatchNorm(x)), no activation: `[N, C/2, H, W]` -> the same. */
function localStream(g: Scope, x: Value): Value {
  return add(g, x, depthwise3x3(g, "conv", batchNorm(g, "norm_conv1", x)));
}

/** Self-attention on a coarse grid, no output projection: `[N, C/2, H, W]` -> `[N, T, C/2]`. */
function globalStream(g: Scope, x: Value, heads: number, grid: readonly [number, number]): Value {
  const tokens = tokensOf(g, resizeBilinear(g, x, grid));
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
    add(g, local, imageOf(g, linear(g, "fuse_channel_conv", fromGlobal, half), pixels(local))),
    add(g, global, linear(g, "fuse_channel_sa", fromLocal, half)),
  ];
}

/** The DS-Block: `[N, C, H, W]` -> the same. */
function dsBlock(g: Scope, input: Value, stage: Stage, aligned: boolean): Value {
  const { width: channels, heads, gridDivisor } = stage;
  const half = channels / 2;
  const [height, width] = pixels(input);
  const grid = [Math.floor(height / gridDivisor), Math.floor(width / gridDivisor)] as const;

  // Conditional position encoding
  let x = add(g, input, depthwise3x3(g, "pos_embed", input));

  // Two streams: the first half of the channels is global, the second local
  const mixed = conv2d(g, "conv1", batchNorm(g, "norm1", x), { out: channels, kernel: 1 });
  const [toGlobal, toLocal] = split(g, mixed, 1, [half, half]) as [Value, Value];
  let local = localStream(g.inStream("local"), toLocal);
  let global = globalStream(g.inStream("global"), toGlobal, heads, grid);
  if (aligned) [local, global] = align(g.inStream("alignment"), local, global, heads);

  // Joined as [local, global]
  const upsampled = resizeBilinear(
    g.inStream("global"),
    imageOf(g.inStream("global"), global, grid),
    [height, width],
  );
  const joined = concat(g, [local, upsampled], 1);
  x = add(g, x, conv2d(g, "conv2", joined, { out: channels, kernel: 1 }));

  // MLP
  return add(g, x, mlp(g.at("mlp"), batchNorm(g, "norm2", x), MLP_RATIO * channels));
}

/** Two 1x1 convolutions around a GELU: `[N, C, H, W]` -> the same. */
function mlp(g: Scope, x: Value, hidden: number): Value {
  const inner = gelu(g, conv2d(g, "fc1", x, { out: hidden, kernel: 1 }));
  return conv2d(g, "fc2", inner, { out: Number(x.shape[1]), kernel: 1 });
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
  requireMultiple(name, size, {
    of: 32,
    atLeast: 64,
    reason: "four patch embeddings divide it by 32 and the grid of stage 4 by 2 more",
  });
  return buildGraph(name, {
    input: { name: "image", shape: ["N", 3, size.height, size.width] },
    outputName: "logits",
    body(root, image) {
      const g = root.inStream("shared");
      let x = image;

      // Stages
      for (const [index, stage] of STAGES.entries()) {
        const { width: out, patch } = stage;
        x = conv2d(g.at(`patch_embed${index + 1}`), "proj", x, {
          out,
          kernel: patch,
          stride: patch,
        });
        const blocks = g.at(`blocks${index + 1}`);
        for (let i = 0; i < (variant.depths[index] ?? 0); i++) {
          x = dsBlock(blocks.at(String(i)), x, stage, variant.aligned);
        }
      }

      // Head
      const features = mean(g, batchNorm(g, "norm", x), [2, 3]); // [N, 512]
      return linear(g, "head", features, classes);
    },
  });
}

/** Height and width of `[N, C, H, W]`. */
function pixels(image: Value): readonly [number, number] {
  return [Number(image.shape[2]), Number(image.shape[3])];
}

/** Channels of tokens `[N, T, C]`. */
function width(tokens: Value): number {
  return Number(tokens.shape[2]);
}
