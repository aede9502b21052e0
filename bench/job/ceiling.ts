// The machine's own ceilings, measured through the same runtime, device, precision and threads as
// the networks and in the same rounds: matrix products for arithmetic, a chain of element-wise
// operators for memory. A rate beyond them is impossible; a share of them says how well a network
// uses the machine (Williams et al. 2009, "Roofline", doi:10.1145/1498765.1498785).
// Products are of three sizes, beside a 3x3 convolution; a row's share is taken round by round.

import { matMul } from "../../models/operators/product.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import { type Ceiling, ceiling, convolutionWork, copyWork } from "./ceiling_work.ts";
import { DEVICE_CEILINGS } from "./device_ceilings.ts";
import type { Device, InputMode } from "./protocol.ts";

const MATRIX_SIDES = [512, 1024, 2048] as const;
const CONV_BATCH = 2;
const COPY_OPERATORS = ["Abs", "Neg", "Abs", "Neg"] as const;

/** `[side, side] x [side, side]`, the right one constant, as the weights of a network are. */
function matrixCeiling(side: number): Ceiling {
  return ceiling(`matrix-${side}`, {
    kind: "matrix",
    workPerRun: FLOPS_PER_MAC * side ** 3,
    shape: [side, side],
    operators: (g, x) => matMul(g, x, g.parameter("weight", [side, side])),
  });
}

/** All ceilings of a processor. */
export const CEILINGS: readonly Ceiling[] = [
  ...MATRIX_SIDES.map(matrixCeiling),
  ceiling("convolution", convolutionWork(CONV_BATCH)),
  ceiling("copy", copyWork(COPY_OPERATORS)),
];

/** The most work among the products. */
const LARGEST_PRODUCT = `ceiling/matrix-${MATRIX_SIDES[2]}`;

/**
 * What is measured on the processor of engines after the first one: the largest product, the fastest
 * with each engine that was tried, and the convolution. Memory is the machine's, whichever engine
 * copies.
 */
export const LEAST_CEILINGS: readonly Ceiling[] = CEILINGS.filter(({ id, kind }) =>
  kind === "convolution" || id === LARGEST_PRODUCT
);

/** The ceiling of an id, `undefined` if the id is a network's. */
export function findCeiling(id: string): Ceiling | undefined {
  return [...CEILINGS, ...DEVICE_CEILINGS].find((known) => known.id === id);
}

/**
 * The ceilings of a run.
 *
 * @param hasOthers Whether an engine before this one has them all.
 */
export function ceilingsOf(
  { device, input }: { readonly device: Device; readonly input: InputMode },
  hasOthers: boolean,
): readonly Ceiling[] {
  if (device === "cpu") return hasOthers ? LEAST_CEILINGS : CEILINGS;
  // Where inputs lie on the device, no run copies them.
  return DEVICE_CEILINGS.filter(({ kind }) => kind !== "transfer" || input === "copied");
}
