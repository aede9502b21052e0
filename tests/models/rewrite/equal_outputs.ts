// Proves that a rewritten graph means the same: both run on the same seeded weights and images.

import { assert, assertEquals } from "@std/assert";
import { buildGraph } from "../../../models/graph/builder.ts";
import type { Scope } from "../../../models/graph/scope.ts";
import type { Graph, Shape, Value } from "../../../models/graph/graph.ts";
import type { ValueSource } from "../../../models/graph/parameter_values.ts";
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

/** What graphs are compared with. */
export interface EqualOptions {
  /** Of weights and images. @default 1 */
  readonly seed?: number;
  /** @default 2 */
  readonly batch?: number;
  /** Of the weights. @default seeded ones */
  readonly values?: ValueSource;
}

/** The first output of a graph for seeded images. */
async function outputOf(
  graph: Graph,
  { seed = 1, batch = 2, values }: EqualOptions,
): Promise<OutputTensor> {
  await using loaded = await loadGraph(graph, { seed, ...(values && { values }) });
  const [output] = Object.values(await loaded.run(imagesFor(graph, batch, seed)));
  return output as OutputTensor;
}

/** Largest difference of two graphs' outputs, relative to the largest magnitude. */
export async function relativeDifference(
  plain: Graph,
  rewritten: Graph,
  options: EqualOptions = {},
): Promise<number> {
  const expected = await outputOf(plain, options);
  const actual = await outputOf(rewritten, options);
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
  options: EqualOptions = {},
): Promise<void> {
  const difference = await relativeDifference(plain, rewritten, options);
  assert(difference <= TOLERANCE, `relative difference ${difference.toExponential(2)}`);
}
