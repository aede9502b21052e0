// What a device really computes float32 products in. Some are asked for float32 and take fewer bits
// without a word: NVIDIA's tensor cores TF32 (10 bits of mantissa), others half precision. It is
// found out by numbers: a product with a diagonal matrix returns its other factor, unless bits are
// lost on the way.

import { buildGraph } from "../../../models/graph/builder.ts";
import { elementCount, type Graph } from "../../../models/graph/graph.ts";
import { encodeSelfContained } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import { matMul } from "../../../models/operators/product.ts";
import { fixBatch } from "../../../models/rewrite/variants/fix_batch.ts";
import { halfPrecision } from "../../../models/rewrite/variants/half_precision.ts";
import { relativeDifference } from "../../job/agreement.ts";
import type { Arithmetic } from "../../job/protocol.ts";

/** Large enough for the kernels that networks get. */
const SIDE = 256;
/** A power of two, exact in every format but half precision, which ends at 65504. */
const FACTOR = 2 ** 17;

/** Largest differences, between what rounding to each format can and must cost. */
const FORMATS: readonly (readonly [Arithmetic, number])[] = [
  ["fp32", 2 ** -16],
  ["tf32", 2 ** -9.5],
  ["bf16", 2 ** -7],
];

/** `[N, 1, SIDE, SIDE]`: the image times FACTOR, as a matrix product. */
export function arithmeticGraph(): Graph {
  const diagonal = Float32Array.from(
    { length: SIDE ** 2 },
    (_, i) => i % (SIDE + 1) === 0 ? FACTOR : 0,
  );
  return buildGraph("probe", {
    input: { name: "image", shape: ["N", 1, SIDE, SIDE] },
    outputName: "logits",
    body: (g, x) => matMul(g, x, g.constant(diagonal, [SIDE, SIDE])),
  });
}

/**
 * A file of {@linkcode arithmeticGraph} for one image, and that image.
 *
 * @param isHalf Whether the file is in half precision; input and output are not.
 */
export function arithmeticTrial(isHalf = false): {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly image: Float32Array<ArrayBuffer>;
  readonly shape: readonly number[];
} {
  const whole = arithmeticGraph();
  const graph = fixBatch(isHalf ? halfPrecision(whole) : whole, 1);
  const shape = graph.inputs[0]?.shape.map(Number) ?? [];
  return {
    model: encodeSelfContained(graph, seededValues(0)),
    image: seededImages(0, elementCount(shape)),
    shape,
  };
}

/** The format that a device computed {@linkcode arithmeticGraph} in, by what it made of an image. */
export function arithmeticOf(image: Float32Array, output: Float32Array): Arithmetic {
  const difference = relativeDifference(output, image.map((value) => FACTOR * value));
  return FORMATS.find(([, limit]) => difference < limit)?.[0] ?? "fp16";
}
