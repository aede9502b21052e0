// Proves that a rewritten graph means the same: both run on the same seeded weights and images.

import { assert, assertEquals } from "@std/assert";
import { buildGraph } from "../../../models/graph/builder.ts";
import type { Scope } from "../../../models/graph/scope.ts";
import type { Graph, Shape, Value } from "../../../models/graph/graph.ts";
import { imagesFor, loadGraph, type OutputTensor } from "../../support/run_graph.ts";

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

/** The first output of a graph for seeded images. */
async function outputOf(graph: Graph, seed: number, batch: number): Promise<OutputTensor> {
  await using loaded = await loadGraph(graph, { seed });
  const [output] = Object.values(await loaded.run(imagesFor(graph, batch, seed)));
  return output as OutputTensor;
}

/** Largest difference of two graphs' outputs, relative to the largest magnitude. */
export async function relativeDifference(
  plain: Graph,
  rewritten: Graph,
  { seed = 1, batch = 2 } = {},
): Promise<number> {
  const expected = await outputOf(plain, seed, batch);
  const actual = await outputOf(rewritten, seed, batch);
  assertEquals(actual.shape, expected.shape);
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
