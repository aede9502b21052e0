// Counts a graph: parameters, buffers, multiply-adds. Needs shapes only, no tensor data, no runtime.
//
// `macs` counts convolutions, linear layers and attention products; bias and element-wise work are
// left out, as in the tables of the papers. 1 MAC = 2 FLOPs. An operator that no rule knows is
// never 0: it is listed in the coverage, and the total is then a lower bound.

import { elementCount, type Graph, type Node, type Stream } from "../models/graph.ts";
import type { Value } from "../models/graph.ts";

/** One multiply and one add. */
export const FLOPS_PER_MAC = 2;

/** Work of one node. */
export interface NodeCount {
  readonly name: string;
  readonly op: string;
  readonly scope: string;
  readonly stream: Stream | undefined;
  readonly macs: number;
}

/** How much of the graph the count stands on. */
export interface Coverage {
  /** Nodes whose multiply-adds were counted. */
  readonly countedNodes: number;
  /** Nodes that are free by rule: element-wise work, normalization, layout. */
  readonly freeNodes: number;
  /** Operators that no rule knows, with how often they occur. */
  readonly unknownOps: Readonly<Record<string, number>>;
}

/** What a network costs; all figures are exact integers. */
export interface Count {
  /** Learned parameters; one used twice counts once. */
  readonly params: number;
  /** Elements that BatchNorm tracks: running mean and variance, one batch counter a layer. */
  readonly buffers: number;
  /** Multiply-adds of `batch` images. */
  readonly macs: number;
  /** 2 x macs. */
  readonly flops: number;
  readonly batch: number;
  readonly nodes: readonly NodeCount[];
  readonly coverage: Coverage;
}

/** Operators without multiply-adds under this convention. */
const FREE_OPS: ReadonlySet<string> = new Set([
  ...["Add", "Mul", "Relu", "Gelu", "Sigmoid", "Softmax"],
  ...["BatchNormalization", "LayerNormalization"],
  ...["MaxPool", "ReduceMean", "Resize", "RoiAlign"],
  ...["Reshape", "Transpose", "Gather", "Split", "Concat", "Shape", "Expand", "Range"],
  ...["Pad", "Slice"],
]);

type MacRule = (inputs: readonly Value[], output: Value, batch: number, node: Node) => number;

/** Every output element is a sum over the weight's other axes: `[out, C / groups, k, k]`. */
const convolution: MacRule = ([, weight], output, batch) =>
  elementCount(output.shape, batch) * elementCount(weight?.shape.slice(1) ?? []);

/** Every output element is a sum over the inner axis of the first operand. */
const product: MacRule = ([a], output, batch) =>
  elementCount(output.shape, batch) * elementCount(a?.shape.slice(-1) ?? []);

/** Every input element goes into a sum for each of the weight's other axes: `[C, out, k, k]`. */
const transposedConvolution: MacRule = ([x, weight], _output, batch) =>
  elementCount(x?.shape ?? [], batch) * elementCount(weight?.shape.slice(1) ?? []);

/** A product that may read its first operand the other way (models/rewrite/contributed.ts). */
const fusedProduct: MacRule = ([a], output, batch, { attributes }) =>
  elementCount(output.shape, batch) * Number(a?.shape.at(attributes["transA"] === 1 ? -2 : -1));

/** A projection `[N, T, D] x [D, 3D]`, and two products of T x T x D an image. */
const selfAttention: MacRule = ([x, weight], output, batch) => {
  const tokens = elementCount(output.shape.slice(0, -1), batch);
  const outputs = elementCount(output.shape, batch);
  const projection = tokens * elementCount(weight?.shape ?? []);
  return projection + 2 * outputs * Number(x?.shape[1]);
};

const MAC_RULES: Readonly<Record<string, MacRule>> = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  MatMul: product,
  Gemm: product,
  FusedMatMul: fusedProduct,
  Attention: selfAttention,
};

/**
 * Counts a graph.
 *
 * @param batch Images that `macs` is for.
 * @throws {RangeError} If a count leaves the exact integers (2^53).
 */
export function countGraph(graph: Graph, { batch = 1 } = {}): Count {
  const nodes = graph.nodes.flatMap((node) => countNode(graph, node, batch) ?? []);
  const macs = exact(graph, nodes.reduce((sum, node) => sum + node.macs, 0));
  return {
    params: exact(graph, parameterElements(graph, "learned")),
    buffers: exact(graph, parameterElements(graph, "buffer")),
    macs,
    flops: exact(graph, FLOPS_PER_MAC * macs),
    batch,
    nodes,
    coverage: coverage(graph),
  };
}

function parameterElements(graph: Graph, role: "learned" | "buffer"): number {
  return graph.parameters
    .filter((parameter) => parameter.role === role)
    .reduce((sum, parameter) => sum + elementCount(parameter.shape), 0);
}

function countNode(graph: Graph, node: Node, batch: number): NodeCount | undefined {
  const rule = MAC_RULES[node.op];
  if (rule === undefined) return undefined;
  const { name, op, scope, stream } = node;
  const inputs = node.inputs.map((input) => valueOf(graph, node, input));
  const output = valueOf(graph, node, node.outputs[0] ?? "");
  return { name, op, scope, stream, macs: rule(inputs, output, batch, node) };
}

function valueOf(graph: Graph, node: Node, name: string): Value {
  const value = graph.values.get(name);
  if (value !== undefined) return value;
  throw new RangeError(`Cannot count "${node.name}" as its tensor "${name}" has no known shape`);
}

function coverage(graph: Graph): Coverage {
  const unknown = graph.nodes.filter(({ op }) => !(op in MAC_RULES) && !FREE_OPS.has(op));
  const unknownOps: Record<string, number> = {};
  for (const { op } of unknown) unknownOps[op] = (unknownOps[op] ?? 0) + 1;
  const countedNodes = graph.nodes.filter(({ op }) => op in MAC_RULES).length;
  const freeNodes = graph.nodes.length - countedNodes - unknown.length;
  return { countedNodes, freeNodes, unknownOps };
}

function exact(graph: Graph, total: number): number {
  if (Number.isSafeInteger(total)) return total;
  throw new RangeError(
    `Cannot count "${graph.name}" exactly as a total exceeds 2^53: got ${total}, ` +
      `use a smaller input or batch`,
  );
}

/** How a total can be split. */
export type Grouping = "stage" | "op" | "stream";

/** All groupings, for help and checks. */
export const GROUPINGS: readonly Grouping[] = ["stage", "op", "stream"];

/** The first module of a path, and in Swin, whose stages are `layers.0` to `layers.3`, its number. */
const STAGE = /^layers\.\d+|^[^.]+/;

type GroupedNode = Pick<Node, "op" | "scope"> & { readonly stream?: Stream | undefined };

const GROUP_NAMES: Readonly<Record<Grouping, (node: GroupedNode) => string>> = {
  stage: ({ scope }) => STAGE.exec(scope)?.[0] ?? "(network)",
  op: ({ op }) => op,
  stream: ({ stream }) => stream ?? "(single stream)",
};

/** The part that a node belongs to. */
export function groupNameOf(node: GroupedNode, by: Grouping): string {
  return GROUP_NAMES[by](node);
}

/** Splits the multiply-adds; the parts sum to `count.macs`. Groups in order of first use. */
export function groupMacs(count: Count, by: Grouping): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (const node of count.nodes) {
    const group = groupNameOf(node, by);
    groups.set(group, (groups.get(group) ?? 0) + node.macs);
  }
  return groups;
}

/** For messages: `Conv x 3` of each unknown operator, empty if all are known. */
export function unknownText({ unknownOps }: Coverage): string {
  return Object.entries(unknownOps).map(([op, times]) => `${op} x ${times}`).join(", ");
}
