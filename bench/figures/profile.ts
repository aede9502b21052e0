// Where the time of a run goes: the runtime's trace, joined to the graph by node names.
//
// The runtime fuses and replaces nodes and names the new ones after old ones, with something added
// (`conv1/Conv_nchwc`, `fc1/MatMul/MatMulAddFusion`), so a kernel belongs to the longest of our names
// that its name begins with; other engines name some after what a node puts out. What begins with none
// is unknown and shown as such.

import type { Graph, Node } from "../../models/graph/graph.ts";
import { groupNameOf } from "../count/groupings.ts";
import type { TraceSummary } from "../job/protocol.ts";

/** Kernels that carry none of our names. */
export const UNKNOWN = "(unknown)";

/** Time in kernels of one run, split three ways; each split sums to the whole. */
export interface Profile {
  readonly byOp: Readonly<Record<string, number>>;
  readonly byStage: Readonly<Record<string, number>>;
  readonly byStream: Readonly<Record<string, number>>;
}

/** Splits the time of a trace by the graph that ran. Operators are those that really ran. */
export function profileOf(graph: Graph, trace: TraceSummary): Profile {
  const nodes = new Map([
    ...graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
    ...graph.nodes.map((node) => [node.name, node] as const),
  ]);
  const kernels = Object.entries(trace.kernelMsByNode)
    .map(([name, ms]) => ({ ms, op: trace.opByNode[name] ?? UNKNOWN, node: nodeOf(name, nodes) }));
  const split = (groupOf: (kernel: (typeof kernels)[number]) => string) => {
    const groups = new Map<string, number>();
    for (const kernel of kernels) {
      const group = groupOf(kernel);
      groups.set(group, (groups.get(group) ?? 0) + kernel.ms);
    }
    return Object.fromEntries(groups);
  };
  return {
    byOp: split(({ op }) => op),
    byStage: split(({ node }) => node === undefined ? UNKNOWN : groupNameOf(node, "stage")),
    byStream: split(({ node }) => node === undefined ? UNKNOWN : groupNameOf(node, "stream")),
  };
}

/** The node with the longest name, of itself or of an output, that a kernel's name begins with. */
function nodeOf(kernelName: string, nodes: ReadonlyMap<string, Node>): Node | undefined {
  for (let end = kernelName.length; end > 0; end--) {
    const node = nodes.get(kernelName.slice(0, end));
    if (node !== undefined) return node;
  }
  return undefined;
}
