// The ceilings of a device of its own. Its memory is fast and the way there is slow, so what is measured
// on it grows from one row that is copied there, and the copy has a ceiling for itself.

import type { Graph, Shape, Value } from "../../models/graph/graph.ts";
import { buildGraph } from "../../models/graph/builder.ts";
import { type Scope, single } from "../../models/graph/scope.ts";
import { conv2d } from "../../models/layers/layers.ts";
import { add } from "../../models/operators/elementwise.ts";
import { select } from "../../models/operators/layout.ts";
import { matMul } from "../../models/operators/product.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";

/** A graph whose work is known by its shape. */
export interface Ceiling {
  readonly id: string;
  readonly kind: "matrix" | "convolution" | "copy" | "transfer";
  /** Work of one run: FLOPs of a product or convolution, bytes moved by a copy or a transfer. */
  readonly workPerRun: number;
  readonly build: () => Graph;
}

const MATRIX_SIDES = [1024, 2048, 4096] as const;
/** One after the other: what makes the first factor weighs little beside them. */
const PRODUCT_COUNT = 4;
const CONV_COUNT = 8;
const CONV_BATCH = 16;
const CONV_CHANNELS = 256;
const CONV_SIDE = 28;
const COPY_SIDE = 4096;
const COPY_OPERATORS = ["Abs", "Neg", "Abs", "Neg", "Abs", "Neg", "Abs", "Neg"] as const;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** A ceiling whose last axis is copied to the device, and the first entry of the result from it. */
function grown(
  name: string,
  work: Pick<Ceiling, "kind" | "workPerRun">,
  shape: readonly number[],
  operators: (g: Scope, x: Value) => Value,
): Ceiling {
  const id = `ceiling/device-${name}`;
  const row: Shape = shape.map((size, axis) => axis === shape.length - 1 ? size : 1);
  const graph = {
    input: { name: "image", shape: row },
    outputName: "logits",
    body(g: Scope, x: Value) {
      const whole = add(g, x, g.parameter("start.weight", shape));
      return select(g, operators(g, whole), 0, 0);
    },
  };
  return { id, ...work, build: () => buildGraph(id, graph) };
}

/** Products of `[side, side]` with the same constant, one after the other. */
function matrixCeiling(side: number): Ceiling {
  return grown(
    `matrix-${side}`,
    { kind: "matrix", workPerRun: PRODUCT_COUNT * FLOPS_PER_MAC * side ** 3 },
    [side, side],
    (g, x) => {
      const weight = g.parameter("weight", [side, side]);
      let y = x;
      for (let i = 0; i < PRODUCT_COUNT; i++) y = matMul(g, y, weight);
      return y;
    },
  );
}

function convolutionCeiling(): Ceiling {
  const macs = CONV_COUNT * CONV_BATCH * CONV_SIDE ** 2 * CONV_CHANNELS ** 2 * 3 ** 2;
  return grown(
    "convolution",
    { kind: "convolution", workPerRun: FLOPS_PER_MAC * macs },
    [CONV_BATCH, CONV_CHANNELS, CONV_SIDE, CONV_SIDE],
    (g, x) => {
      const options = { out: CONV_CHANNELS, kernel: 3, pad: 1, bias: false };
      let y = x;
      for (let i = 0; i < CONV_COUNT; i++) y = conv2d(g, `conv${i}`, y, options);
      return y;
    },
  );
}

/** Each operator reads and writes every element; what makes the first ones reads and writes, too. */
function copyCeiling(): Ceiling {
  const passes = COPY_OPERATORS.length + 1;
  return grown(
    "copy",
    { kind: "copy", workPerRun: passes * 2 * COPY_SIDE ** 2 * FLOAT_BYTES },
    [COPY_SIDE, COPY_SIDE],
    (g, x) =>
      COPY_OPERATORS.reduce<Value>(
        (y, op) => single(g.node(op, { inputs: [y], outputs: [y.shape] })),
        x,
      ),
  );
}

/** The whole input must reach the device for one row of it to come back. */
function transferCeiling(): Ceiling {
  const id = "ceiling/device-transfer";
  const graph = {
    input: { name: "image", shape: [COPY_SIDE, COPY_SIDE] },
    outputName: "logits",
    body: (g: Scope, x: Value) => select(g, x, 0, 0),
  };
  return {
    ...{ id, kind: "transfer", workPerRun: COPY_SIDE ** 2 * FLOAT_BYTES },
    build: () => buildGraph(id, graph),
  };
}

/** All of them. */
export const DEVICE_CEILINGS: readonly Ceiling[] = [
  ...MATRIX_SIDES.map(matrixCeiling),
  convolutionCeiling(),
  copyCeiling(),
  transferCeiling(),
];
