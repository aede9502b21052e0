// The work of ceilings whose operators are the same wherever they run; where it begins differs.

import { buildGraph } from "../../models/graph/builder.ts";
import type { Graph, Value } from "../../models/graph/graph.ts";
import { type Scope, single } from "../../models/graph/scope.ts";
import { conv2d } from "../../models/layers/layers.ts";
import { select } from "../../models/operators/layout.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";

/** A graph whose work is known by its shape. */
export interface Ceiling {
  readonly id: string;
  readonly kind: "matrix" | "convolution" | "copy" | "transfer";
  /** Work of one run: FLOPs of a product or convolution, bytes of float32 that a copy moves. */
  readonly workPerRun: number;
  readonly build: () => Graph;
}

/** What a ceiling does with a tensor. */
export interface CeilingWork extends Pick<Ceiling, "kind" | "workPerRun"> {
  readonly shape: readonly number[];
  readonly operators: (g: Scope, x: Value) => Value;
}

/** One row of its last tensor leaves the runtime, so that handing it out costs nothing. */
export function ceiling(
  name: string,
  { kind, workPerRun, shape, operators }: CeilingWork,
): Ceiling {
  const id = `ceiling/${name}`;
  const graph = {
    input: { name: "image", shape },
    outputName: "logits",
    body: (g: Scope, x: Value) => select(g, operators(g, x), 0, 0),
  };
  return { id, kind, workPerRun, build: () => buildGraph(id, graph) };
}

/** Larger than the caches of a usual machine: 64 MiB of float32. */
export const COPY_SIDE = 4096;

const CONV_COUNT = 8;
const CONV_CHANNELS = 256;
const CONV_SIDE = 28;

/**
 * 3x3 convolutions of 256 channels at 28x28, as in the middle of a ResNet: where the runtime's
 * convolution kernels are better than its matrix product, the machine can do more than the latter.
 * One after the other, so that the runtime's own change of layout at both ends weighs little.
 */
export function convolutionWork(batch: number): CeilingWork {
  const macs = CONV_COUNT * batch * CONV_SIDE ** 2 * CONV_CHANNELS ** 2 * 3 ** 2;
  return {
    kind: "convolution",
    workPerRun: FLOPS_PER_MAC * macs,
    shape: [batch, CONV_CHANNELS, CONV_SIDE, CONV_SIDE],
    operators(g, x) {
      const options = { out: CONV_CHANNELS, kernel: 3, pad: 1, bias: false };
      let y = x;
      for (let i = 0; i < CONV_COUNT; i++) y = conv2d(g, `conv${i}`, y, options);
      return y;
    },
  };
}

/**
 * A chain of operators, each of which reads and writes every element.
 *
 * @param passes How often all elements are read and written, with what happens before the chain.
 */
export function copyWork(chain: readonly string[], passes = chain.length): CeilingWork {
  return {
    kind: "copy",
    workPerRun: passes * 2 * COPY_SIDE ** 2 * Float32Array.BYTES_PER_ELEMENT,
    shape: [COPY_SIDE, COPY_SIDE],
    operators: (g, x) =>
      chain.reduce((y, op) => single(g.node(op, { inputs: [y], outputs: [y.shape] })), x),
  };
}
