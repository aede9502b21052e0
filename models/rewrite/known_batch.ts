// A graph for one batch.
//
//   N := batch  in every shape
//
// The runtime fuses an addition into the convolution before it, or a bias into a matrix product, only
// where it can prove two shapes equal, and it loses sight of an open batch at the first reshaping.

import type { Graph, Value } from "../graph.ts";
import type { Rewrite } from "./rule.ts";

/** The graph with its open batch fixed; it takes that many images and no other number. */
export function fixBatch(batch: number): Rewrite {
  const fixed = (value: Value): Value => ({
    ...value,
    shape: value.shape.map((size) => size === "N" ? batch : size),
  });
  return (graph: Graph) => ({
    ...graph,
    inputs: graph.inputs.map(fixed),
    outputs: graph.outputs.map(fixed),
    values: new Map([...graph.values].map(([name, value]) => [name, fixed(value)])),
  });
}
