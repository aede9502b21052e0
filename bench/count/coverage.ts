// How much of a graph its count stands on, and what the count leaves out.

import type { Graph, Node, Parameter } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { duplicateText, type PossibleDuplicate, possibleDuplicates } from "./duplicates.ts";
import type { Frame } from "./frames.ts";
import { macRuleOf } from "./rules/mac_rules.ts";
import type { AlternativeCost, IterationCost, Tally } from "./tally.ts";

/** How much of the graph the count stands on. */
export interface Coverage {
  /** Nodes whose multiply-adds were counted. */
  readonly countedNodes: number;
  /** Nodes that are free by rule: element-wise work, normalization, layout. */
  readonly freeNodes: number;
  /** Operators that no rule knows, with how often they occur; `domain.Op` of foreign sets. */
  readonly unknownOps: Readonly<Record<string, number>>;
  /** Nodes with a rule that needs a shape which nobody knows before the model runs. */
  readonly unknownShapes: readonly string[];
  /** Nodes whose graphs inside run as often as data say: they are in no total. */
  readonly perIteration: readonly IterationCost[];
  /** Nodes that run one of several graphs, as data say: totals have the least and the most. */
  readonly alternatives: readonly AlternativeCost[];
  /** Nodes that no output needs: listed here, counted nowhere. */
  readonly unusedNodes: readonly string[];
  /** Learned parameters that no output needs; `params` holds them as a checkpoint does. */
  readonly unusedParams: bigint;
  /** Learned tensors that may be one: told by sizes and places, never merged. */
  readonly possibleDuplicates: readonly PossibleDuplicate[];
  /** Fixed numbers that stand where weights do, by name; they are not among `params`. */
  readonly constantWeights: readonly string[];
}

/** The coverage of a graph that was counted. */
export function coverageOf(
  frame: Frame,
  { unknownOps, countedNodes, freeNodes, unknownShapes, perIteration, alternatives }: Tally,
  { unusedParams }: Pick<Coverage, "unusedParams">,
): Coverage {
  const { graph } = frame;
  const needed = neededNodes(graph);
  return {
    countedNodes,
    freeNodes,
    unknownOps: Object.fromEntries(
      [...Map.groupBy(unknownOps, (name) => name)].map(([name, { length }]) => [name, length]),
    ),
    unknownShapes,
    perIteration,
    alternatives,
    unusedNodes: needed === graph.nodes ? [] : namesWithout(graph.nodes, new Set(needed)),
    unusedParams,
    possibleDuplicates: possibleDuplicates(frame),
    constantWeights: constantWeights(graph, needed),
  };
}

function namesWithout(nodes: readonly Node[], left: ReadonlySet<Node>): readonly string[] {
  return nodes.filter((node) => !left.has(node)).map(({ name }) => name);
}

const REAL = /float/;
const NO_PLACES: readonly number[] = [];

function isFixedNumbers({ role, dtype }: Parameter): boolean {
  return role === "constant" && REAL.test(dtype);
}

/** Constants of real numbers that reach the weights of a node, through layout or other constants. */
function constantWeights(graph: Graph, needed: readonly Node[]): readonly string[] {
  if (!graph.parameters.some(isFixedNumbers)) return [];
  const fixed = new Set(
    graph.parameters.filter(({ role }) => role === "constant").map(({ name }) => name),
  );
  const madeBy = new Map<string, readonly string[]>();
  const isFixed = (name: string) => name === "" || fixed.has(name);
  for (const { inputs, outputs } of graph.nodes) {
    if (!inputs.every(isFixed)) continue;
    const given = inputs.filter((name) => name !== "");
    if (given.length === 0) continue;
    for (const name of outputs) {
      fixed.add(name);
      madeBy.set(name, given);
    }
  }
  // Each value is looked at once, however many ways lead to it.
  const origins = new Set<string>();
  for (const node of needed) {
    for (const place of macRuleOf(node)?.weights ?? NO_PLACES) {
      const name = node.inputs[place] ?? "";
      if (fixed.has(name)) origins.add(name);
    }
  }
  for (const name of origins) {
    for (const source of madeBy.get(name) ?? []) origins.add(source);
  }
  return graph.parameters.filter(isFixedNumbers).map(({ name }) => name)
    .filter((name) => origins.has(name));
}

/** For messages: `Conv x 3` of each unknown operator, empty if all are known. */
export function unknownText({ unknownOps }: Pick<Coverage, "unknownOps">): string {
  return Object.entries(unknownOps).map(([op, times]) => `${op} x ${times}`).join(", ");
}

/** Whether a total is a lower bound, and whoever needs all of it has to look elsewhere. */
export function isLowerBound(coverage: Coverage): boolean {
  return lacks(coverage).length > 0;
}

/** What a total lacks, a phrase each, to follow "is a lower bound"; none if it is whole. */
export function lacks(coverage: Coverage): readonly string[] {
  const { unknownShapes, perIteration } = coverage;
  const unknown = unknownText(coverage);
  return [
    ...unknown === "" ? [] : [`not counted: ${unknown}`],
    ...unknownShapes.length === 0
      ? []
      : [`shapes that data decide, not counted: ${listText(unknownShapes)}`],
    ...perIteration.map(({ name, macs, macsMax }) =>
      `"${name}" costs ${rangeText(macs, macsMax)} per iteration (MACs), as often as data say`
    ),
  ];
}

/** `128`, or `128 to 512`. */
export function rangeText(least: bigint, most: bigint): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** Names that a list spells out. */
const MOST_NAMES = 20;

function listText(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** What a reader of a count should know beside it, a sentence each; none for most networks. */
export function coverageRemarks(
  { alternatives, unusedNodes, unusedParams, constantWeights, possibleDuplicates }: Coverage,
): readonly string[] {
  const branches = alternatives.map(({ name, branches }) => {
    const costs = Object.entries(branches).map(([branch, macs]) => `${branch} ${macs}`);
    return `data decide what "${name}" runs, MACs of each: ${costs.join(", ")}`;
  });
  const also = unusedParams === 0n
    ? ""
    : `; their ${unusedParams} learned parameters are among Params`;
  const unused = unusedNodes.length === 0 ? [] : [
    `nodes that no output needs are not counted: ${listText(unusedNodes)}${also}`,
  ];
  const loose = unusedNodes.length > 0 || unusedParams === 0n
    ? []
    : [`${unusedParams} of the learned parameters are read by no node; they are among Params`];
  const constants = constantWeights.length === 0 ? [] : [
    `fixed numbers stand where weights do and are not among Params: ${listText(constantWeights)}`,
  ];
  return [
    ...branches,
    ...unused,
    ...loose,
    ...constants,
    ...possibleDuplicates.map(duplicateText),
  ];
}
