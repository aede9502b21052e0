// Which nodes the outputs of a graph need.

import { type Graph, type Node, outputNames, readsOf } from "./graph.ts";

/** What was found once; graphs do not change. */
const KNOWN = new WeakMap<object, readonly Node[]>();

type NodesAndOutputs = Pick<Graph, "outputs" | "unknownOutputs" | "nodes">;

/** The nodes, in their order, without which an output would lack something. */
export function neededNodes(graph: NodesAndOutputs): readonly Node[] {
  const known = KNOWN.get(graph);
  if (known !== undefined) return known;
  const nodes = foundNeeded(graph);
  KNOWN.set(graph, nodes);
  return nodes;
}

function foundNeeded(graph: NodesAndOutputs): readonly Node[] {
  const needed = new Set(outputNames(graph));
  const isNeeded = (name: string) => needed.has(name);
  const need = (name: string) => needed.add(name);
  const alive = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some(isNeeded)) return false;
    readsOf(node).forEach(need);
    return true;
  });
  return alive.length === graph.nodes.length ? graph.nodes : alive.reverse();
}
