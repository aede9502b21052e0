// The machine's own ceilings, measured through the same runtime, device, precision and threads as
// the networks and in the same rounds: matrix products for arithmetic, a chain of element-wise
// operators for memory. A rate beyond them is impossible; a share of them says how well a network
// uses the machine (Williams et al. 2009, "Roofline", doi:10.1145/1498765.1498785).

import { buildGraph } from "../../models/graph/builder.ts";
import { single } from "../../models/graph/scope.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { conv2d } from "../../models/layers/layers.ts";
import { matMul } from "../../models/operators/product.ts";
import { select } from "../../models/operators/layout.ts";

/** A graph whose work is known by its shape. */
export interface Ceiling {
  readonly id: string;
  readonly kind: "matrix" | "convolution" | "copy";
  /** Work of one run: FLOPs of a product or convolution, bytes moved by a copy. */
  readonly workPerRun: number;
  readonly build: () => Graph;
}

const CEILING_PREFIX = "ceiling/";
const MATRIX_SIDES = [512, 1024, 2048] as const;
const CONV_COUNT = 8;
const CONV_BATCH = 2;
const CONV_CHANNELS = 256;
const CONV_SIDE = 28;
/** Larger than the caches of a usual machine: 64 MiB of float32. */
const COPY_SIDE = 4096;
const COPY_OPERATORS = ["Abs", "Neg", "Abs", "Neg"] as const;
const FLOAT32_BYTES = 4;

/**
 * `[side, side] x [side, side]`, the right one constant, as the weights of a network are. One row
 * leaves the runtime, so that handing out the result costs nothing.
 */
function matrixGraph(id: string, side: number): Graph {
  return buildGraph(id, {
    input: { name: "image", shape: [side, side] },
    outputName: "logits",
    body: (g, x) => select(g, matMul(g, x, g.parameter("weight", [side, side])), 0, 0),
  });
}

/**
 * 3x3 convolutions of 256 channels at 28x28, as in the middle of a ResNet: where the runtime's
 * convolution kernels are better than its matrix product, the machine can do more than the latter.
 * One after the other, so that the runtime's own change of layout at both ends weighs little.
 */
function convolutionGraph(id: string): Graph {
  return buildGraph(id, {
    input: { name: "image", shape: [CONV_BATCH, CONV_CHANNELS, CONV_SIDE, CONV_SIDE] },
    outputName: "logits",
    body(g, x) {
      const options = { out: CONV_CHANNELS, kernel: 3, pad: 1, bias: false };
      let y = x;
      for (let i = 0; i < CONV_COUNT; i++) y = conv2d(g, `conv${i}`, y, options);
      return select(g, y, 0, 0);
    },
  });
}

/** A chain of operators that read and write every element; one row leaves the runtime. */
function copyGraph(id: string): Graph {
  return buildGraph(id, {
    input: { name: "image", shape: [COPY_SIDE, COPY_SIDE] },
    outputName: "logits",
    body(g, x) {
      let y = x;
      for (const op of COPY_OPERATORS) {
        y = single(g.node(op, { inputs: [y], outputs: [y.shape] }));
      }
      return select(g, y, 0, 0);
    },
  });
}

/** All ceilings. A copy reads and writes each element once an operator. */
export const CEILINGS: readonly Ceiling[] = [
  ...MATRIX_SIDES.map((side): Ceiling => {
    const id = `${CEILING_PREFIX}matrix-${side}`;
    return { id, kind: "matrix", workPerRun: 2 * side ** 3, build: () => matrixGraph(id, side) };
  }),
  {
    id: `${CEILING_PREFIX}convolution`,
    kind: "convolution",
    workPerRun: 2 * CONV_COUNT * CONV_BATCH * CONV_SIDE ** 2 * CONV_CHANNELS ** 2 * 3 ** 2,
    build: () => convolutionGraph(`${CEILING_PREFIX}convolution`),
  },
  {
    id: `${CEILING_PREFIX}copy`,
    kind: "copy",
    workPerRun: 2 * COPY_OPERATORS.length * COPY_SIDE ** 2 * FLOAT32_BYTES,
    build: () => copyGraph(`${CEILING_PREFIX}copy`),
  },
];

/** The ceiling of an id, `undefined` if the id is a network's. */
export function findCeiling(id: string): Ceiling | undefined {
  return CEILINGS.find((ceiling) => ceiling.id === id);
}
