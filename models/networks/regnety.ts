// RegNetY: Radosavovic et al. 2020, "Designing Network Design Spaces", arXiv:2003.13678, Fig. 4
// (the X block) and section 5.4 (Y: squeeze-and-excitation, Hu et al. 2017, arXiv:1709.01507).
// Widths and depths: facebookresearch/pycls MODEL_ZOO.md. Wiring and names: timm regnet.py.
// torchvision's RegNetY-8GF is another network: its first stage is 224 wide, not 168.
//
// N batch, C channels, H height, W width.

import type { Scope } from "../graph/scope.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { batchNorm, conv2d, type Conv2dOptions, linear } from "../layers/layers.ts";
import { add, mul, relu, sigmoid } from "../operators/elementwise.ts";
import { mean } from "../operators/layout.ts";
import { classifier, type ClassifierOptions } from "./classifier.ts";

/** What differs between the variants. */
export interface RegNetYVariant {
  /** Channels of the four stages. */
  readonly widths: readonly [number, number, number, number];
  /** Blocks of the four stages. */
  readonly depths: readonly [number, number, number, number];
  /** Channels that one group of a 3x3 convolution sees. */
  readonly groupWidth: number;
}

/** The variants that the papers compare with, named by their multiply-adds in 1e9. */
export const REGNETYS = {
  "regnety-4gf": { widths: [128, 192, 512, 1088], depths: [2, 6, 12, 2], groupWidth: 64 },
  "regnety-8gf": { widths: [168, 448, 896, 2016], depths: [2, 4, 10, 1], groupWidth: 56 },
  "regnety-16gf": { widths: [224, 448, 1232, 3024], depths: [2, 4, 11, 1], groupWidth: 112 },
} as const satisfies Record<string, RegNetYVariant>;

const STEM_WIDTH = 32;
/** Of the squeezed channels to the channels that enter the block, not to those inside it. */
const SQUEEZE_RATIO = 1 / 4;

/** How a block changes its input. */
interface BlockOptions {
  readonly width: number;
  readonly groupWidth: number;
  /** Of the first block of a stage: 2 halves height and width. */
  readonly stride: number;
}

/** Convolution without bias, then BatchNorm. */
function convNorm(g: Scope, x: Value, options: Conv2dOptions): Value {
  const convolved = conv2d(g, "conv", x, { ...options, bias: false });
  return batchNorm(g.writtenAs("nn.BatchNorm2d subclass"), "bn", convolved);
}

/** Scales each channel by what all pixels of all channels say: `[N, C, H, W]` -> the same. */
function squeezeExcite(g: Scope, x: Value, squeezed: number): Value {
  let y = mean(g, x, [2, 3], { keepDims: true }); // [N, C, 1, 1]
  y = relu(g, conv2d(g, "fc1", y, { out: squeezed, kernel: 1 }));
  y = sigmoid(g, conv2d(g, "fc2", y, { out: Number(x.shape[1]), kernel: 1 }));
  return mul(g, x, y);
}

/** The Y block: `[N, C, H, W]` -> `[N, width, H/stride, W/stride]`. */
function block(g: Scope, x: Value, { width, groupWidth, stride }: BlockOptions): Value {
  const inputWidth = Number(x.shape[1]);
  const groups = width / groupWidth;
  let y = relu(g, convNorm(g.at("conv1"), x, { out: width, kernel: 1 }));
  y = relu(g, convNorm(g.at("conv2"), y, { out: width, kernel: 3, stride, pad: 1, groups }));
  y = squeezeExcite(g.at("se"), y, Math.round(SQUEEZE_RATIO * inputWidth));
  y = convNorm(g.at("conv3"), y, { out: width, kernel: 1 });

  const isIdentity = stride === 1 && inputWidth === width;
  const shortcut = isIdentity
    ? x
    : convNorm(g.at("downsample"), x, { out: width, kernel: 1, stride });
  return relu(g, add(g, y, shortcut));
}

/**
 * The RegNetY of a variant: `[N, 3, H, W]` -> logits `[N, classes]`. Any size will do.
 */
export function regnety(
  name: string,
  variant: RegNetYVariant,
  { size, classes }: ClassifierOptions,
): Graph {
  const { widths, depths, groupWidth } = variant;
  return classifier(name, size, (g, image) => {
    // Stem
    const stem = { out: STEM_WIDTH, kernel: 3, stride: 2, pad: 1 };
    let x = relu(g, convNorm(g.at("stem"), image, stem));

    // Stages
    for (const [index, width] of widths.entries()) {
      const stage = g.at(`s${index + 1}`);
      for (let i = 1; i <= (depths[index] ?? 0); i++) {
        const stride = i === 1 ? 2 : 1;
        x = block(stage.at(`b${i}`), x, { width, groupWidth, stride });
      }
    }

    // Head
    const features = mean(g.writtenAs("nn.AdaptiveAvgPool2d"), x, [2, 3]); // [N, C]
    return linear(g.at("head"), "fc", features, classes);
  });
}
