// Walks a graph once with one convention's table. All tools share this walk.

import {
  dimensionSize,
  type Graph,
  type Shape,
  type Spelling,
} from "../../../models/graph/graph.ts";
import { neededNodes } from "../../../models/graph/needed_nodes.ts";
import { type CountOptions, nodeMacs } from "../count.ts";
import { coverageOf } from "../coverage.ts";
import { requireBatch, safeNumber } from "../exact.ts";
import { operatorName } from "../mac_rules.ts";
import { type MacWork, workOf } from "../mac_work.ts";
import type { Convention, CountUnit, Work } from "./tools/convention.ts";
import { spellingOf } from "./spelling.ts";

/** What a tool would print for a network; all figures are exact integers. */
export interface ConventionCount<Integer extends number | bigint = number> {
  /** Id of the convention. */
  readonly id: string;
  /** What `total` and `byOp` are in. */
  readonly unit: CountUnit;
  /** Exact, of `batch` images. */
  readonly total: Integer;
  /**
   * The total split by how the code is written (by operator where PyTorch has no way), in order of
   * first use; what counts 0 is left out. In a variant too the keys are the spellings of the graph.
   */
  readonly byOp: Readonly<Record<string, Integer>>;
  /** Images that the figures are for. */
  readonly batch: number;
  /** Operators that no rule knows, with how often they occur: never 0, unknown. */
  readonly unknownOps: Readonly<Record<string, number>>;
}

/**
 * Counts a graph as a tool would, in plain numbers.
 *
 * @param options The batch.
 * @throws {RangeError} If the batch is no whole number from 1 on, a node does not fit its operator,
 * or the total leaves the exact integers (2^53): {@linkcode countByConventionExactly} has no limit.
 */
export function countByConvention(
  graph: Graph,
  convention: Convention,
  options: CountOptions = {},
): ConventionCount {
  return inPlainNumbers(graph, countByConventionExactly(graph, convention, options));
}

/**
 * The same count in plain numbers.
 *
 * @throws {RangeError} If its total leaves the exact integers (2^53).
 */
export function inPlainNumbers(
  { name }: Graph,
  { total, byOp, ...count }: ConventionCount<bigint>,
): ConventionCount {
  const plain = (part: bigint) =>
    safeNumber(
      part,
      `"${name}" by ${count.id}`,
      "use a smaller input or batch, or countByConventionExactly()",
    );
  return {
    ...count,
    total: plain(total),
    byOp: Object.fromEntries(Object.entries(byOp).map(([op, part]) => [op, plain(part)])),
  };
}

/**
 * Counts a graph as a tool would, in integers of any size. Tools count what runs, needed or not; the
 * suite's own conventions count what an output needs.
 *
 * @throws {RangeError} If the batch is no whole number from 1 on, or a node does not fit its operator.
 */
export function countByConventionExactly(
  graph: Graph,
  convention: Convention,
  { batch = 1 }: CountOptions = {},
): ConventionCount<bigint> {
  return conventionCount(seenByConventions(graph, batch), convention);
}

/** A graph as every convention sees it; the tables differ, this does not. */
export interface SeenGraph {
  readonly batch: number;
  readonly nodes: readonly SeenNode[];
  /** Of {@linkcode coverageOf}. */
  readonly unknownOps: Readonly<Record<string, number>>;
}

/** A node that some table may count. */
interface SeenNode {
  /** How the code is written; `undefined` where PyTorch has no way. */
  readonly spelling: Spelling | undefined;
  /** What it is listed under. */
  readonly name: string;
  readonly work: Work;
  readonly isNeeded: boolean;
}

/**
 * Prepares a graph for any number of conventions.
 *
 * @throws {RangeError} As countByConvention().
 */
export function seenByConventions(graph: Graph, batch: number): SeenGraph {
  requireBatch(graph.name, batch);
  const needed = new Set(neededNodes(graph));
  const nodes = graph.nodes.flatMap((node) => {
    const macs = nodeMacs(graph, node, batch);
    const spelling = spellingOf(node);
    if (spelling === undefined && macs === undefined) return [];
    return [{
      spelling,
      name: spelling ?? operatorName(node),
      work: seenByRules(workOf(graph, node, batch), macs),
      isNeeded: needed.has(node),
    }];
  });
  return { batch, nodes, unknownOps: coverageOf(graph).unknownOps };
}

/** Counts by one convention's table. */
export function conventionCount(
  { batch, nodes, unknownOps }: SeenGraph,
  { id, unit, tool, rules, otherwise }: Convention,
): ConventionCount<bigint> {
  const unknown = new Map(Object.entries(unknownOps));
  const byOp = new Map<string, bigint>();
  let total = 0n;
  for (const { spelling, name, work, isNeeded } of nodes) {
    if (tool === undefined && !isNeeded) continue;
    const rule = spelling === undefined ? otherwise : rules[spelling];
    if (spelling === undefined && rule === undefined) {
      unknown.set(name, (unknown.get(name) ?? 0) + 1);
    }
    const operations = rule?.(work) ?? 0n;
    if (operations === 0n) continue;
    byOp.set(name, (byOp.get(name) ?? 0n) + operations);
    total += operations;
  }
  return {
    ...{ id, unit, total, batch },
    byOp: Object.fromEntries(byOp),
    unknownOps: Object.fromEntries(unknown),
  };
}

function seenByRules({ node, inputs, output, batch }: MacWork, macs = 0n): Work {
  const filled = (shape: Shape): Shape => shape.map((size) => dimensionSize(size, batch));
  return {
    ...{ macs, batch, attributes: node.attributes },
    inputs: inputs.map((value) => value && filled(value.shape)),
    output: filled(output.shape),
  };
}
