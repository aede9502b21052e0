// Which nodes the outputs of a graph need.

import { type Graph, type Node, outputNames, readsOf } from "./graph.ts";

/** The nodes, in their order, without which an output would lack something. */
export function neededNodes(
  graph: Pick<Graph, "outputs" | "unknownOutputs" | "nodes">,
): readonly Node[] {
  const needed = new Set(outputNames(graph));
  const alive = graph.nodes.toReversed().filter((node) => {
    const isNeeded = node.outputs.some((name) => needed.has(name));
    if (isNeeded) { for (const name of readsOf(node)) needed.add(name); }
    return isNeeded;
  });
  return alive.reverse();
}
