// Proves that a rewritten graph means the same: both run on the same seeded weights and images.

import * as ort from "onnxruntime-node";
import { assert, assertEquals } from "@std/assert";
import { buildGraph, type Scope } from "../../../models/graph/builder.ts";
import {
  dimensionSize,
  elementCount,
  type Graph,
  type Shape,
  type Value,
} from "../../../models/graph/graph.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import { inMemory } from "../../support/in_memory.ts";

/** Largest difference allowed, relative to the largest magnitude: float32 sums in another order. */
export const TOLERANCE = 1e-5;

/** A graph with input `x` and output `y`. */
export function graphOf(shape: Shape, body: (g: Scope, x: Value) => Value): Graph {
  return buildGraph("test", { input: { name: "x", shape }, outputName: "y", body });
}

/** Operators of a graph, in order. */
export function opsOf(graph: Graph): readonly string[] {
  return graph.nodes.map(({ op }) => op);
}

async function outputOf(graph: Graph, seed: number, batch: number) {
  const { model, options } = inMemory(graph, seed);
  const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 3 });
  try {
    const [input] = graph.inputs as [Value];
    const dims = input.shape.map((size) => dimensionSize(size, batch));
    const images = seededImages(seed, elementCount(input.shape, batch));
    const outputs = await session.run({ [input.name]: new ort.Tensor("float32", images, dims) });
    const tensor = Object.values(outputs)[0] as ort.Tensor;
    return { dims: tensor.dims, data: tensor.data as Float32Array };
  } finally {
    await session.release();
  }
}

/** Largest difference of two graphs' outputs, relative to the largest magnitude. */
export async function relativeDifference(
  plain: Graph,
  rewritten: Graph,
  { seed = 1, batch = 2 } = {},
): Promise<number> {
  const expected = await outputOf(plain, seed, batch);
  const actual = await outputOf(rewritten, seed, batch);
  assertEquals(actual.dims, expected.dims);
  let [largest, difference] = [0, 0];
  expected.data.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - (actual.data[i] ?? NaN)));
  });
  assert(largest > 0, "outputs of zeros prove nothing");
  return difference / largest;
}

/** Asserts that a rewritten graph gives what the plain one gives. */
export async function assertEqualOutputs(
  plain: Graph,
  rewritten: Graph,
  options: { readonly seed?: number; readonly batch?: number } = {},
): Promise<void> {
  const difference = await relativeDifference(plain, rewritten, options);
  assert(difference <= TOLERANCE, `relative difference ${difference.toExponential(2)}`);
}
