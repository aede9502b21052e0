// The machine's own ceilings, measured through the same runtime, device, precision and threads as
// the networks and in the same rounds: matrix products for arithmetic, a chain of element-wise
// operators for memory. A rate beyond them is impossible; a share of them says how well a network
// uses the machine (Williams et al. 2009, "Roofline", doi:10.1145/1498765.1498785).
// Products are of three sizes, beside a 3x3 convolution; a row's share is taken round by round.

import { buildGraph } from "../../models/graph/builder.ts";
import { type Scope, single } from "../../models/graph/scope.ts";
import type { Shape, Value } from "../../models/graph/graph.ts";
import { conv2d } from "../../models/layers/layers.ts";
import { matMul } from "../../models/operators/product.ts";
import { select } from "../../models/operators/layout.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import type { Device, InputMode } from "./protocol.ts";
import { type Ceiling, DEVICE_CEILINGS } from "./device_ceilings.ts";

export type { Ceiling };

const MATRIX_SIDES = [512, 1024, 2048] as const;
const CONV_COUNT = 8;
const CONV_BATCH = 2;
const CONV_CHANNELS = 256;
const CONV_SIDE = 28;
/** Larger than the caches of a usual machine: 64 MiB of float32. */
const COPY_SIDE = 4096;
const COPY_OPERATORS = ["Abs", "Neg", "Abs", "Neg"] as const;

/** A ceiling; one row of its last tensor leaves the runtime, so that handing it out costs nothing. */
function ceiling(
  name: string,
  work: Pick<Ceiling, "kind" | "workPerRun">,
  shape: Shape,
  operators: (g: Scope, x: Value) => Value,
): Ceiling {
  const id = `ceiling/${name}`;
  const graph = {
    input: { name: "image", shape },
    outputName: "logits",
    body: (g: Scope, x: Value) => select(g, operators(g, x), 0, 0),
  };
  return { id, ...work, build: () => buildGraph(id, graph) };
}

/** `[side, side] x [side, side]`, the right one constant, as the weights of a network are. */
function matrixCeiling(side: number): Ceiling {
  return ceiling(
    `matrix-${side}`,
    { kind: "matrix", workPerRun: FLOPS_PER_MAC * side ** 3 },
    [side, side],
    (g, x) => matMul(g, x, g.parameter("weight", [side, side])),
  );
}

/**
 * 3x3 convolutions of 256 channels at 28x28, as in the middle of a ResNet: where the runtime's
 * convolution kernels are better than its matrix product, the machine can do more than the latter.
 * One after the other, so that the runtime's own change of layout at both ends weighs little.
 */
function convolutionCeiling(): Ceiling {
  const macs = CONV_COUNT * CONV_BATCH * CONV_SIDE ** 2 * CONV_CHANNELS ** 2 * 3 ** 2;
  return ceiling(
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

/** A chain of operators, each of which reads and writes every element. */
function copyCeiling(): Ceiling {
  return ceiling(
    "copy",
    {
      kind: "copy",
      workPerRun: COPY_OPERATORS.length * 2 * COPY_SIDE ** 2 * Float32Array.BYTES_PER_ELEMENT,
    },
    [COPY_SIDE, COPY_SIDE],
    (g, x) =>
      COPY_OPERATORS.reduce<Value>(
        (y, op) => single(g.node(op, { inputs: [y], outputs: [y.shape] })),
        x,
      ),
  );
}

/** All ceilings of a processor. */
export const CEILINGS: readonly Ceiling[] = [
  ...MATRIX_SIDES.map(matrixCeiling),
  convolutionCeiling(),
  copyCeiling(),
];

/** The most work among the products. */
const LARGEST_PRODUCT = `ceiling/matrix-${MATRIX_SIDES[2]}`;

/**
 * What is measured on the processor of engines after the first one: the largest product, the fastest with each engine
 * that was tried, and the convolution. The memory is the machine's, whichever engine copies.
 */
export const LEAST_CEILINGS: readonly Ceiling[] = CEILINGS.filter(({ id, kind }) =>
  kind === "convolution" || id === LARGEST_PRODUCT
);

/** The ceiling of an id, `undefined` if the id is a network's. */
export function findCeiling(id: string): Ceiling | undefined {
  return [...CEILINGS, ...DEVICE_CEILINGS].find((ceiling) => ceiling.id === id);
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
