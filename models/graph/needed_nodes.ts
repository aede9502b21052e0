// Which nodes the outputs of a graph need.

import type { Graph, Node } from "./graph.ts";

/** The nodes, in their order, without which an output would lack something. */
export function neededNodes(
  { outputs, nodes }: Pick<Graph, "outputs" | "nodes">,
): readonly Node[] {
  const needed = new Set(outputs.map(({ name }) => name));
  const alive = nodes.toReversed().filter((node) => {
    const isNeeded = node.outputs.some((name) => needed.has(name));
    if (isNeeded) { for (const name of node.inputs) needed.add(name); }
    return isNeeded;
  });
  return alive.reverse();
}
