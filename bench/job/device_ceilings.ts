// The ceilings of a device of its own. Its memory is fast and the way there is slow, so what is measured
// on it grows from one row that is copied there, and the copy has a ceiling for itself.

import { add } from "../../models/operators/elementwise.ts";
import { matMul } from "../../models/operators/product.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import {
  type Ceiling,
  ceiling,
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
function grown(name: string, { shape, operators, ...work }: CeilingWork): Ceiling {
  return ceiling(`device-${name}`, {
    ...work,
    shape: shape.map((size, axis) => axis === shape.length - 1 ? size : 1),
    operators: (g, x) => operators(g, add(g, x, g.parameter("start.weight", shape))),
  });
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

/** All of them. */
export const DEVICE_CEILINGS: readonly Ceiling[] = [
  ...MATRIX_SIDES.map(matrixCeiling),
  grown("convolution", convolutionWork(CONV_BATCH)),
  // What makes the first tensor reads and writes every element, too.
  grown("copy", copyWork(COPY_OPERATORS, COPY_OPERATORS.length + 1)),
  // The whole input must reach the device for one row of it to come back.
  ceiling("device-transfer", {
    kind: "transfer",
    workPerRun: COPY_SIDE ** 2 * Float32Array.BYTES_PER_ELEMENT,
    shape: [COPY_SIDE, COPY_SIDE],
    operators: (_, x) => x,
  }),
];
