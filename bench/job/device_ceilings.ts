// The ceilings of a device of its own. Its memory is fast and the way there is slow, so what is measured
// on it grows from one row that is copied there, and the copy has a ceiling for itself.

import { buildGraph } from "../../models/graph/builder.ts";
import type { Shape, Value } from "../../models/graph/graph.ts";
import type { Scope } from "../../models/graph/scope.ts";
import { add } from "../../models/operators/elementwise.ts";
import { select } from "../../models/operators/layout.ts";
import { matMul } from "../../models/operators/product.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import {
  type Ceiling,
  type CeilingWork,
  convolutionWork,
  COPY_SIDE,
  copyWork,
} from "./ceiling_work.ts";

const MATRIX_SIDES = [1024, 2048, 4096] as const;
/** One after the other: what makes the first factor weighs little beside them. */
const PRODUCT_COUNT = 4;
const CONV_BATCH = 16;
const COPY_OPERATORS = ["Abs", "Neg", "Abs", "Neg", "Abs", "Neg", "Abs", "Neg"] as const;

/** A ceiling whose last axis is copied to the device, and the first entry of the result from it. */
function grown(name: string, { kind, workPerRun, shape, operators }: CeilingWork): Ceiling {
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
  return { id, kind, workPerRun, build: () => buildGraph(id, graph) };
}

/** Products of `[side, side]` with the same constant, one after the other. */
function matrixCeiling(side: number): Ceiling {
  return grown(`matrix-${side}`, {
    kind: "matrix",
    workPerRun: PRODUCT_COUNT * FLOPS_PER_MAC * side ** 3,
    shape: [side, side],
    operators(g, x) {
      const weight = g.parameter("weight", [side, side]);
      let y = x;
      for (let i = 0; i < PRODUCT_COUNT; i++) y = matMul(g, y, weight);
      return y;
    },
  });
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
    id,
    kind: "transfer",
    workPerRun: COPY_SIDE ** 2 * Float32Array.BYTES_PER_ELEMENT,
    build: () => buildGraph(id, graph),
  };
}

/** All of them. */
export const DEVICE_CEILINGS: readonly Ceiling[] = [
  ...MATRIX_SIDES.map(matrixCeiling),
  grown("convolution", convolutionWork(CONV_BATCH)),
  // What makes the first tensor reads and writes every element, too.
  grown("copy", copyWork(COPY_OPERATORS, COPY_OPERATORS.length + 1)),
  transferCeiling(),
];
