// Quantities that the tools' rules are made of. Each takes one node and returns a whole number.

import { elementCount, type Shape } from "../../models/graph.ts";
import { FLOPS_PER_MAC } from "../count.ts";
import type { Rule, Work } from "./convention.ts";

/** Multiply-adds of a convolution or matrix product, bias excluded. */
export function macs(work: Work): number {
  return work.macs;
}

/** Two operations for each multiply-add. */
export function flops(work: Work): number {
  return FLOPS_PER_MAC * work.macs;
}

/** Elements that go in: of the first input, the others are weights. */
export function inputElements({ inputs }: Work): number {
  return elements(inputs[0]);
}

/** Elements that come out. */
export function outputElements({ output }: Work): number {
  return elementCount(output);
}

/** Height x width that come out, of one channel of one image: `[N, C, H, W]` -> H * W. */
export function outputPixels({ output }: Work): number {
  return elementCount(output.slice(2));
}

/** One addition for each output if Conv or Gemm has a bias: the third input of both. */
export function biasAdditions(work: Work): number {
  return work.inputs[2] === undefined ? 0 : outputElements(work);
}

/**
 * A transposed convolution taken for a convolution: a whole window of the input for each output,
 * with `[C, out, k, k]` as weight. That is stride^2 times the multiply-adds.
 */
export function windowsPerOutput(work: Work): number {
  const [, weight = []] = work.inputs;
  const [channels = 0, , ...kernel] = weight;
  return outputElements(work) * elementCount([channels, ...kernel]);
}

/**
 * One addition for each output that a convolution would give where a transposed one stands, whose
 * stride is its kernel: `[N, C, H, W]` -> N * out * floor(H / k) * floor(W / k).
 */
export function stridedBiasAdditions({ inputs }: Work): number {
  const [x = [], weight = [], bias] = inputs;
  if (bias === undefined) return 0;
  const [, , ...kernel] = weight;
  const sides = x.slice(2).map((size, i) => Math.floor(Number(size) / Number(kernel[i])));
  return elementCount([x[0] ?? 1, ...bias, ...sides]);
}

/**
 * Weight and bias once for each image, however often they are used. They are inputs 1 and 2 of
 * Gemm and of both normalizations; a MatMul and the Add after it have one of the two each.
 */
export function parametersPerImage({ inputs, batch }: Work): number {
  return batch * (elements(inputs[1]) + elements(inputs[2]));
}

/**
 * Weight and bias once for each entry of what reference codes have as first axis: the batch, and
 * for tokens whatever stands before them, such as the windows of Swin: `[N, n, T, C]` -> N * n.
 */
export function parametersPerSequence(work: Work): number {
  const [x = []] = work.inputs;
  const sequences = elementCount(x.slice(0, Math.max(1, x.length - 2)));
  return (sequences / work.batch) * parametersPerImage(work);
}

/** Along each row of length d: d exponentials, d - 1 additions, d divisions. */
export function softmaxSteps(work: Work): number {
  const rows = elementCount(work.output.slice(0, -1));
  return 3 * outputElements(work) - rows;
}

/** A pool to one pixel a channel: every input added, then one division for each output. */
export function globalPool(work: Work): number {
  return inputElements(work) + outputElements(work);
}

/** A multiple of a quantity. */
export function times(factor: number, rule: Rule): Rule {
  return (work) => factor * rule(work);
}

/** Two quantities together. */
export function plus(first: Rule, second: Rule): Rule {
  return (work) => first(work) + second(work);
}

function elements(shape: Shape | undefined): number {
  return shape === undefined ? 0 : elementCount(shape);
}
