// A network whose outputs are known without any runtime: small enough to be computed here, with a
// convolution at a border and a matrix product, so that order of axes, padding and weights show.

import { buildGraph } from "../../../models/graph/builder.ts";
import { elementCount, type Graph } from "../../../models/graph/graph.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { seededInput } from "../../../models/graph/weights.ts";
import { conv2d, linear } from "../../../models/layers/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { reshape } from "../../../models/operators/layout.ts";

const CHANNELS = 3;
const SIDE = 8;
const KERNEL = 3;
const FILTERS = 8;
const CLASSES = 4;
const FEATURES = FILTERS * SIDE ** 2;
const IMAGE_ELEMENTS = CHANNELS * SIDE ** 2;

/** Seed of its weights. */
export const WEIGHTS_SEED = 18;

/** `image` [N, 3, 8, 8] -> `logits` [N, 4]: a 3x3 convolution, ReLU, a linear layer. */
export const TINY_NETWORK: Graph = buildGraph("tiny", {
  input: { name: "image", shape: ["N", CHANNELS, SIDE, SIDE] },
  outputName: "logits",
  body(g, x) {
    let y = conv2d(g, "conv", x, { out: FILTERS, kernel: KERNEL, pad: 1 });
    y = reshape(g, relu(g, y), ["N", FEATURES]);
    return linear(g, "head", y, CLASSES);
  },
});

/** Seeded images, flat. */
export function tinyImages(seed: number, batch: number): Float32Array<ArrayBuffer> {
  return seededInput(seed, "image", batch * IMAGE_ELEMENTS);
}

const VALUES: ReadonlyMap<string, Float32Array> = new Map(
  TINY_NETWORK.parameters.map((parameter) => {
    const values = new Float32Array(elementCount(parameter.shape));
    if (parameter.data === undefined) seededValues(WEIGHTS_SEED)(values, parameter);
    return [parameter.name, values];
  }),
);

/** The logits of images, flat, each sum in float64 and rounded once. */
export function tinyLogits(images: Float32Array): Float32Array<ArrayBuffer> {
  const batch = images.length / IMAGE_ELEMENTS;
  const logits = new Float32Array(batch * CLASSES);
  for (let n = 0; n < batch; n++) {
    const image = images.subarray(n * IMAGE_ELEMENTS, (n + 1) * IMAGE_ELEMENTS);
    const features = featuresOf(image);
    for (let c = 0; c < CLASSES; c++) {
      let sum = at("head.bias", c);
      features.forEach((feature, i) => sum += feature * at("head.weight", c * FEATURES + i));
      logits[n * CLASSES + c] = sum;
    }
  }
  return logits;
}

function featuresOf(image: Float32Array): readonly number[] {
  return Array.from({ length: FEATURES }, (_, i) => {
    const [filter, y, x] = [Math.floor(i / SIDE ** 2), Math.floor(i / SIDE) % SIDE, i % SIDE];
    let sum = at("conv.bias", filter);
    for (let k = 0; k < CHANNELS * KERNEL ** 2; k++) {
      const channel = Math.floor(k / KERNEL ** 2);
      const row = y + Math.floor(k / KERNEL) % KERNEL - 1;
      const column = x + k % KERNEL - 1;
      if (row < 0 || row >= SIDE || column < 0 || column >= SIDE) continue;
      const pixel = image[channel * SIDE ** 2 + row * SIDE + column] as number;
      sum += pixel * at("conv.weight", filter * CHANNELS * KERNEL ** 2 + k);
    }
    return Math.max(0, sum);
  });
}

function at(parameter: string, index: number): number {
  return VALUES.get(parameter)?.[index] as number;
}
