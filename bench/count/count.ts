// Counts a graph: parameters, buffers, multiply-adds. Needs shapes only, no tensor data, no runtime.
//
// `macs` counts convolutions, linear layers and attention products; bias and element-wise work are
// left out, as in the tables of the papers. 1 MAC = 2 FLOPs. An operator that no rule knows is
// never 0: it is listed in the coverage, and the total is then a lower bound.

import type { Graph, Node, ParameterRole, Stream } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { exactElements, exactSum, requireBatch, safeNumber } from "./exact.ts";
import { FLOPS_PER_MAC } from "./flops.ts";
import { macRuleOf, operatorName } from "./mac_rules.ts";
import { workOf } from "./mac_work.ts";

export { type Coverage, coverageRemarks, unknownText } from "./coverage.ts";

/** Work of one node. */
export interface NodeCount<Integer extends number | bigint = number> {
  /** As in the graph. */
  readonly name: string;
  /** `Conv`; of another operator set than ONNX's own `com.microsoft.FusedConv`. */
  readonly op: string;
  /** Module path, e.g. `blocks3.0.mlp.fc1`. */
  readonly scope: string;
  /** The part of a network with two streams. */
  readonly stream: Stream | undefined;
  /** Multiply-adds of the batch. */
  readonly macs: Integer;
}

/** What a network costs; all figures are exact integers. */
export interface Count<Integer extends number | bigint = number> {
  /** Learned parameters; one used twice counts once. */
  readonly params: Integer;
  /** Elements that BatchNorm tracks: running mean and variance, one batch counter a layer. */
  readonly buffers: Integer;
  /** Multiply-adds of `batch` images. */
  readonly macs: Integer;
  /** 2 x macs. */
  readonly flops: Integer;
  /** Images that `macs` and `flops` are for. */
  readonly batch: number;
  /** Every node that counts. */
  readonly nodes: readonly NodeCount<Integer>[];
  /** What the figures stand on and leave out. */
  readonly coverage: Coverage;
}

/** Options of {@linkcode countGraph}. */
export interface CountOptions {
  /** Images that the work is for. @default 1 */
  readonly batch?: number;
}

/**
 * Counts a graph in plain numbers, which hold every network there is.
 *
 * @throws {RangeError} If the batch is no whole number from 1 on, a node does not fit its operator,
 * or a count leaves the exact integers (2^53): {@linkcode countGraphExactly} has no such limit.
 */
export function countGraph(graph: Graph, options: CountOptions = {}): Count {
  const { nodes, ...count } = countGraphExactly(graph, options);
  const plain = (total: bigint) =>
    safeNumber(total, `"${graph.name}"`, "use a smaller input or batch, or countGraphExactly()");
  return {
    ...count,
    params: plain(count.params),
    buffers: plain(count.buffers),
    macs: plain(count.macs),
    flops: plain(count.flops),
    nodes: nodes.map((node) => ({ ...node, macs: plain(node.macs) })),
  };
}

/**
 * Counts a graph in integers of any size.
 *
 * @throws {RangeError} If the batch is no whole number from 1 on, or a node does not fit its operator.
 */
export function countGraphExactly(
  graph: Graph,
  { batch = 1 }: CountOptions = {},
): Count<bigint> {
  requireBatch(graph.name, batch);
  const nodes = neededNodes(graph).flatMap((node) => {
    const macs = nodeMacs(graph, node, batch);
    const { name, scope, stream } = node;
    return macs === undefined ? [] : [{ name, op: operatorName(node), scope, stream, macs }];
  });
  const macs = exactSum(nodes.map((node) => node.macs));
  return {
    params: parameterElements(graph, "learned"),
    buffers: parameterElements(graph, "buffer"),
    macs,
    flops: BigInt(FLOPS_PER_MAC) * macs,
    batch,
    nodes,
    coverage: coverageOf(graph),
  };
}

/**
 * Multiply-adds of a node; `undefined` if no rule counts it.
 *
 * @throws {RangeError} If a tensor has no known shape, or the node does not fit its operator.
 */
export function nodeMacs(graph: Graph, node: Node, batch: number): bigint | undefined {
  const rule = macRuleOf(node);
  return rule === undefined ? undefined : rule.macs(workOf(graph, node, batch));
}

function parameterElements({ parameters }: Graph, role: ParameterRole): bigint {
  return exactSum(
    parameters.filter((parameter) => parameter.role === role)
      .map(({ shape }) => exactElements(shape)),
  );
}

/** How a total can be split. */
export type Grouping = "stage" | "op" | "stream";

/** All groupings, for help and checks. */
export const GROUPINGS: readonly Grouping[] = ["stage", "op", "stream"];

/** The first module of a path, and in Swin, whose stages are `layers.0` to `layers.3`, its number. */
const STAGE = /^layers\.\d+|^[^.]+/;

/** What decides to which part a node belongs. */
export type GroupedNode = Pick<Node, "op" | "domain" | "scope"> & {
  /** The part of a network with two streams; absent: it has none. */
  readonly stream?: Stream | undefined;
};

const GROUP_NAMES: Readonly<Record<Grouping, (node: GroupedNode) => string>> = {
  stage: ({ scope }) => STAGE.exec(scope)?.[0] ?? "(network)",
  op: operatorName,
  stream: ({ stream }) => stream ?? "(single stream)",
};

/** The part that a node belongs to. */
export function groupNameOf(node: GroupedNode, by: Grouping): string {
  return GROUP_NAMES[by](node);
}

/** Splits the multiply-adds; the parts sum to `count.macs`. Groups in order of first use. */
export function groupMacs(count: Count, by: Grouping): ReadonlyMap<string, number> {
  return new Map([...groupMacsExactly(count, by)].map(([part, macs]) => [part, Number(macs)]));
}

/** {@linkcode groupMacs} in integers of any size. */
export function groupMacsExactly(
  { nodes }: Pick<Count | Count<bigint>, "nodes">,
  by: Grouping,
): ReadonlyMap<string, bigint> {
  const groups = new Map<string, bigint>();
  for (const node of nodes) {
    const group = groupNameOf(node, by);
    groups.set(group, (groups.get(group) ?? 0n) + BigInt(node.macs));
  }
  return groups;
}
