// ResNet v1.5: He et al. 2015, "Deep Residual Learning", arXiv:1512.03385, Table 1 and Fig. 5.
// Wiring and names: torchvision resnet.py.
// Deviation from the paper (v1.5): the stride of a bottleneck sits in its 3x3 convolution.
//
// N batch, C channels, H height, W width.

import type { Scope } from "../graph/scope.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { batchNorm, conv2d, type Conv2dOptions, linear } from "../layers/layers.ts";
import { maxPool } from "../operators/convolution.ts";
import { add, relu } from "../operators/elementwise.ts";
import { mean } from "../operators/layout.ts";
import type { Stages } from "../layers/pyramid.ts";
import { classifier, type ClassifierOptions } from "./classifier.ts";

/** What differs between the variants. */
export interface ResNetVariant {
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Two 3x3 convolutions (basic), or 1x1, 3x3, 1x1 with four times the width (bottleneck). */
  readonly block: "basic" | "bottleneck";
}

/** The variants of the ResNet paper. */
export const RESNETS = {
  resnet18: { depths: [2, 2, 2, 2], block: "basic" },
  resnet34: { depths: [3, 4, 6, 3], block: "basic" },
  resnet50: { depths: [3, 4, 6, 3], block: "bottleneck" },
  resnet101: { depths: [3, 4, 23, 3], block: "bottleneck" },
  resnet152: { depths: [3, 8, 36, 3], block: "bottleneck" },
} as const satisfies Record<string, ResNetVariant>;

const WIDTHS = [64, 128, 256, 512] as const;

/** How a block changes its input. */
interface BlockOptions {
  /** Channels inside the block. */
  readonly width: number;
  /** Of the first block of a stage: 2 halves height and width. */
  readonly stride: number;
}

type Block = (g: Scope, x: Value, options: BlockOptions) => Value;

/** Convolution without bias, then BatchNorm; `index` numbers the two. */
function convNorm(g: Scope, index: number, x: Value, options: Conv2dOptions): Value {
  return batchNorm(g, `bn${index}`, conv2d(g, `conv${index}`, x, { ...options, bias: false }));
}

/** `[N, C, H, W]` -> `[N, width, H/stride, W/stride]` */
function basic(g: Scope, x: Value, { width, stride }: BlockOptions): Value {
  let y = relu(g, convNorm(g, 1, x, { out: width, kernel: 3, stride, pad: 1 }));
  y = convNorm(g, 2, y, { out: width, kernel: 3, pad: 1 });
  return relu(g, add(g, y, shortcut(g, x, width, stride)));
}

/** `[N, C, H, W]` -> `[N, 4*width, H/stride, W/stride]` */
function bottleneck(g: Scope, x: Value, { width, stride }: BlockOptions): Value {
  let y = relu(g, convNorm(g, 1, x, { out: width, kernel: 1 }));
  y = relu(g, convNorm(g, 2, y, { out: width, kernel: 3, stride, pad: 1 }));
  y = convNorm(g, 3, y, { out: 4 * width, kernel: 1 });
  return relu(g, add(g, y, shortcut(g, x, 4 * width, stride)));
}

/** The identity, or a 1x1 convolution with BatchNorm where width or size change. */
function shortcut(g: Scope, x: Value, out: number, stride: number): Value {
  if (stride === 1 && x.shape[1] === out) return x;
  const downsample = g.at("downsample");
  const projected = conv2d(downsample, "0", x, { out, kernel: 1, stride, bias: false });
  return batchNorm(downsample, "1", projected);
}

const BLOCKS: Readonly<Record<ResNetVariant["block"], Block>> = { basic, bottleneck };

/** Stem and the four stages: `[N, 3, H, W]` -> `[N, C, H/4, W/4]` to `[N, 8C, H/32, W/32]`. */
export function resnetStages(g: Scope, image: Value, variant: ResNetVariant): Stages {
  // Stem
  let x = relu(g, convNorm(g, 1, image, { out: 64, kernel: 7, stride: 2, pad: 3 }));
  x = maxPool(g, x, { kernel: 3, stride: 2, pad: 1 });

  // Stages
  const block = BLOCKS[variant.block];
  const outputs: Value[] = [];
  for (const [index, width] of WIDTHS.entries()) {
    const layer = g.at(`layer${index + 1}`);
    for (let i = 0; i < (variant.depths[index] ?? 0); i++) {
      const stride = index > 0 && i === 0 ? 2 : 1;
      x = block(layer.at(String(i)), x, { width, stride });
    }
    outputs.push(x);
  }
  return outputs as [Value, Value, Value, Value];
}

/**
 * The ResNet of a variant: `[N, 3, H, W]` -> logits `[N, classes]`. Any size will do.
 */
export function resnet(
  name: string,
  variant: ResNetVariant,
  { size, classes }: ClassifierOptions,
): Graph {
  return classifier(name, size, (g, image) => {
    const [, , , x] = resnetStages(g, image, variant);

    // Head
    const features = mean(g.writtenAs("nn.AdaptiveAvgPool2d"), x, [2, 3]); // [N, C]
    return linear(g, "fc", features, classes);
  });
}
