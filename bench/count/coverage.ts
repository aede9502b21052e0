// How much of a graph its count stands on, and what the count leaves out.

import { exactElements, exactSum } from "./exact.ts";
import { isFree, macRuleOf, operatorName } from "./mac_rules.ts";
import type { Graph, Node, Parameter } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";

/** How much of the graph the count stands on. */
export interface Coverage {
  /** Nodes whose multiply-adds were counted. */
  readonly countedNodes: number;
  /** Nodes that are free by rule: element-wise work, normalization, layout. */
  readonly freeNodes: number;
  /** Operators that no rule knows, with how often they occur; `domain.Op` of foreign sets. */
  readonly unknownOps: Readonly<Record<string, number>>;
  /** Nodes that no output needs: listed here, counted nowhere. */
  readonly unusedNodes: readonly string[];
  /** Learned parameters that no output needs; `params` holds them as a checkpoint does. */
  readonly unusedParams: bigint;
  /** Fixed numbers that stand where weights do, by name; they are not among `params`. */
  readonly constantWeights: readonly string[];
}

/** The coverage of a graph. */
export function coverageOf(graph: Graph): Coverage {
  const needed = neededNodes(graph);
  const counted = needed.filter((node) => macRuleOf(node) !== undefined);
  const free = needed.filter(isFree);
  const known = new Set([...counted, ...free]);
  const unknown = needed.filter((node) => !known.has(node));
  const alive = new Set(needed);
  return {
    countedNodes: counted.length,
    freeNodes: free.length,
    unknownOps: Object.fromEntries(
      [...Map.groupBy(unknown, operatorName)].map(([name, nodes]) => [name, nodes.length]),
    ),
    unusedNodes: graph.nodes.filter((node) => !alive.has(node)).map(({ name }) => name),
    unusedParams: unusedParams(graph, needed),
    constantWeights: constantWeights(graph, counted),
  };
}

function unusedParams({ parameters, outputs }: Graph, needed: readonly Node[]): bigint {
  const read = new Set([...needed.flatMap(({ inputs }) => inputs), ...outputs.map((o) => o.name)]);
  return exactSum(
    parameters
      .filter(({ name, role }) => role === "learned" && !read.has(name))
      .map(({ shape }) => exactElements(shape)),
  );
}

function isFixedNumbers({ role, dtype }: Parameter): boolean {
  return role === "constant" && dtype !== "int64";
}

/** Constants of real numbers that reach the weights of a node, through layout or other constants. */
function constantWeights(graph: Graph, counted: readonly Node[]): readonly string[] {
  if (!graph.parameters.some(isFixedNumbers)) return [];
  const fixed = new Map(
    graph.parameters
      .filter(({ role }) => role === "constant")
      .map((parameter) => [parameter.name, isFixedNumbers(parameter) ? [parameter.name] : []]),
  );
  for (const { inputs, outputs } of graph.nodes) {
    const given = inputs.filter((name) => name !== "");
    if (given.length === 0 || !given.every((name) => fixed.has(name))) continue;
    const origins = given.flatMap((name) => fixed.get(name) ?? []);
    for (const name of outputs) fixed.set(name, origins);
  }
  const names = counted.flatMap((node) =>
    (macRuleOf(node)?.weights ?? []).flatMap((place) => fixed.get(node.inputs[place] ?? "") ?? [])
  );
  return [...new Set(names)];
}

/** For messages: `Conv x 3` of each unknown operator, empty if all are known. */
export function unknownText({ unknownOps }: Pick<Coverage, "unknownOps">): string {
  return Object.entries(unknownOps).map(([op, times]) => `${op} x ${times}`).join(", ");
}

/** What a reader of a count should know beside it, a sentence each; none for most networks. */
export function coverageRemarks(
  { unusedNodes, unusedParams, constantWeights }: Coverage,
): readonly string[] {
  const unused = unusedNodes.length === 0 ? [] : [
    `nodes that no output needs are not counted: ${unusedNodes.join(", ")}` +
    (unusedParams === 0n ? "" : `; their ${unusedParams} learned parameters are among Params`),
  ];
  const constants = constantWeights.length === 0 ? [] : [
    `fixed numbers stand where weights do and are not among Params: ${constantWeights.join(", ")}`,
  ];
  return [...unused, ...constants];
}
