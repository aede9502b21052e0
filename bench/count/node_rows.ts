// A graph node by node, in the order in which it runs, graphs inside of nodes after them.

import type { Graph, Node, Parameter, Shape } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { type Frame, frameOf, framesInside } from "./frames.ts";
import { parameterElements } from "./parameter_counts.ts";
import { exactSum, requireBatch } from "./rules/exact.ts";
import { operatorName } from "./rules/mac_rules.ts";
import { isControl, nodeTally, totalOf } from "./tally.ts";

/** One node that an output needs. */
export interface NodeRow {
  readonly name: string;
  /** `Conv`; of another operator set than ONNX's own `com.microsoft.FusedConv`. */
  readonly op: string;
  /** Sizes of its first output; undefined: not known. */
  readonly output: Shape | undefined;
  /** Learned parameters that it is the first to read. */
  readonly params: bigint;
  /** Multiply-adds of all its runs, or of one where data decide how many; undefined: not known. */
  readonly macs: bigint | undefined;
  /** How often it runs; undefined: data decide. */
  readonly runs: bigint | undefined;
}

/**
 * All nodes that the outputs of a graph need.
 *
 * @throws {RangeError} If the batch is no whole number from 1 on, or a node does not fit its operator.
 */
export function nodeRows(graph: Graph, batch: number): readonly NodeRow[] {
  requireBatch(graph.name, batch);
  const frame = frameOf(graph);
  const elementsOf = parameterElements(frame);
  const read = new Set<Parameter>();
  function newParams(around: Frame, node: Node): bigint {
    const fresh = node.inputs.map(around.parameterOf).filter((parameter) =>
      parameter?.role === "learned" && !read.has(parameter)
    );
    const parameters = [...new Set(fresh)].filter((parameter) => parameter !== undefined);
    for (const parameter of parameters) read.add(parameter);
    return exactSum(parameters.map(elementsOf));
  }
  function rowsOf(around: Frame, runs: bigint | undefined): readonly NodeRow[] {
    return neededNodes(around.graph).flatMap((node) => {
      const row: NodeRow = {
        name: node.name,
        op: operatorName(node),
        output: around.valueOf(node.outputs[0] ?? "")?.shape,
        params: newParams(around, node),
        macs: isControl(node) ? 0n : ownMacs(around, node, { batch, runs: runs ?? 1n }),
        runs,
      };
      if (!isControl(node)) return [row];
      const inside = framesInside(node, around).flatMap(([name, inner]) =>
        rowsOf(inner, innerRuns(runs, node.runs?.[name]))
      );
      return [row, ...inside];
    });
  }
  return rowsOf(frame, 1n);
}

function innerRuns(outer: bigint | undefined, inner: number | undefined): bigint | undefined {
  return outer === undefined || inner === undefined ? undefined : outer * BigInt(inner);
}

function ownMacs(
  frame: Frame,
  node: Node,
  { batch, runs }: { readonly batch: number; readonly runs: bigint },
): bigint | undefined {
  const tally = nodeTally(frame, node, batch);
  const isKnown = tally.countedNodes + tally.freeNodes > 0;
  return isKnown ? runs * totalOf(tally).macs : undefined;
}
