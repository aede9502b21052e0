// Quantities that the tools' rules are made of. Each takes one node and returns an exact whole number.

import type { Shape, Spelling } from "../../../../models/graph/graph.ts";
import { FLOPS_PER_MAC } from "../../flops.ts";
import { exactElements } from "../../rules/exact.ts";
import type { Convention, Rule, Work } from "./convention.ts";

/** Multiply-adds of a convolution or matrix product, bias excluded. */
export function macs(work: Work): bigint {
  return work.macs;
}

/** Two operations for each multiply-add. */
export function flops(work: Work): bigint {
  return BigInt(FLOPS_PER_MAC) * work.macs;
}

/** Elements that go in: of the first input, the others are weights. */
export function inputElements({ inputs }: Work): bigint {
  return elements(inputs[0]);
}

/** Elements that come out. */
export function outputElements({ output }: Work): bigint {
  return exactElements(output);
}

/** Height x width that come out, of one channel of one image: `[N, C, H, W]` -> H * W. */
export function outputPixels({ output }: Work): bigint {
  return exactElements(output.slice(2));
}

/** One addition for each output if Conv or Gemm has a bias: the third input of both. */
export function biasAdditions(work: Work): bigint {
  return work.inputs[2] === undefined ? 0n : outputElements(work);
}

/**
 * A transposed convolution taken for a convolution: a whole window of a group of the input for each
 * output, with `[C, out / groups, k, k]` as weight. Where windows tile the output, that is stride^2
 * times the multiply-adds.
 */
export function windowsPerOutput(work: Work): bigint {
  const [, weight = []] = work.inputs;
  const [channels = 0, , ...kernel] = weight;
  return outputElements(work) * exactElements([channels, ...kernel]) / BigInt(groupsOf(work));
}

/**
 * One addition for each output that a convolution would give where a transposed one stands:
 * `[N, C, H, W]` -> N * out * H' * W', H' = floor((H + pads - d (k - 1) - 1) / stride) + 1.
 */
export function stridedBiasAdditions(work: Work): bigint {
  const [x = [], weight = [], bias] = work.inputs;
  if (bias === undefined) return 0n;
  const [, , ...kernel] = weight.map(Number);
  const [strides, dilations, pads] = ["strides", "dilations", "pads"].map((name) =>
    integersOf(work, name)
  );
  const sides = kernel.map((size, i) => {
    const padding = (pads?.[i] ?? 0) + (pads?.[i + kernel.length] ?? 0);
    const reach = (dilations?.[i] ?? 1) * (size - 1) + 1;
    return Math.max(0, Math.floor((Number(x[i + 2]) + padding - reach) / (strides?.[i] ?? 1)) + 1);
  });
  return exactElements([x[0] ?? 1, ...bias, ...sides]);
}

function integersOf({ attributes }: Work, name: string): readonly number[] | undefined {
  const value = attributes[name];
  return Array.isArray(value) ? value : undefined;
}

function groupsOf({ attributes: { group = 1 } }: Work): number {
  return typeof group === "number" ? group : 1;
}

/**
 * Weight and bias once for each image, however often they are used. They are inputs 1 and 2 of
 * Gemm and of both normalizations; a MatMul and the Add after it have one of the two each.
 */
export function parametersPerImage({ inputs, batch }: Work): bigint {
  return BigInt(batch) * (elements(inputs[1]) + elements(inputs[2]));
}

/**
 * Weight and bias once for each entry of what reference codes have as first axis: the batch, and
 * for tokens whatever stands before them, such as the windows of Swin: `[N, n, T, C]` -> N * n.
 */
export function parametersPerSequence(work: Work): bigint {
  const [x = []] = work.inputs;
  const sequences = exactElements(x.slice(0, Math.max(1, x.length - 2)));
  return sequences * (elements(work.inputs[1]) + elements(work.inputs[2]));
}

/** Along each row of length d: d exponentials, d - 1 additions, d divisions. */
export function softmaxSteps(work: Work): bigint {
  const rows = exactElements(work.output.slice(0, -1));
  return 3n * outputElements(work) - rows;
}

/** A pool to one pixel a channel: every input added, then one division for each output. */
export function globalPool(work: Work): bigint {
  return inputElements(work) + outputElements(work);
}

/** One rule for several spellings. */
export function each(rule: Rule, ...spellings: readonly Spelling[]): Convention["rules"] {
  return Object.fromEntries(spellings.map((spelling) => [spelling, rule]));
}

/** A multiple of a quantity. */
export function times(factor: number, rule: Rule): Rule {
  return (work) => BigInt(factor) * rule(work);
}

/** Two quantities together. */
export function plus(first: Rule, second: Rule): Rule {
  return (work) => first(work) + second(work);
}

function elements(shape: Shape | undefined): bigint {
  return shape === undefined ? 0n : exactElements(shape);
}
