// Walks a graph once with one convention's table. All tools share this walk.

import {
  dimensionSize,
  type Graph,
  type Shape,
  type Spelling,
} from "../../../models/graph/graph.ts";
import type { CountOptions } from "../count.ts";
import { frameOf } from "../frames.ts";
import { type RunningNode, runningNodes } from "../running_nodes.ts";
import { requireBatch, safeNumber } from "../rules/exact.ts";
import { macRuleOf, operatorName } from "../rules/mac_rules.ts";
import { optionalInput, outputOf, UnknownShapeError } from "../rules/mac_work.ts";
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
  /**
   * Operators that no rule knows, whose shapes nobody knows or that run as often as data say, with how
   * often they occur: never 0, unknown.
   */
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
  /** Operators that no rule knows, and what could not be seen. */
  readonly unknownOps: Readonly<Record<string, number>>;
}

/** A node that some table may count. */
interface SeenNode {
  /** How the code is written; `undefined` where PyTorch has no way. */
  readonly spelling: Spelling | undefined;
  /** What it is listed under. */
  readonly name: string;
  readonly work: Work;
  /** How often it runs. */
  readonly times: bigint;
  readonly isNeeded: boolean;
}

/**
 * Prepares a graph for any number of conventions.
 *
 * @throws {RangeError} As countByConvention().
 */
export function seenByConventions(graph: Graph, batch: number): SeenGraph {
  requireBatch(graph.name, batch);
  const frame = frameOf(graph);
  const unknown = new Map<string, number>();
  const miss = (name: string) => unknown.set(name, (unknown.get(name) ?? 0) + 1);
  const { running, open, unknownOps } = runningNodes(frame);
  for (const name of unknownOps) miss(name);
  for (const node of open) miss(operatorName(node));
  const nodes = running.flatMap((one): readonly SeenNode[] => {
    try {
      return seenNode(one, batch);
    } catch (error) {
      if (!(error instanceof UnknownShapeError)) throw error;
      miss(operatorName(one.node));
      return [];
    }
  });
  return { batch, nodes, unknownOps: Object.fromEntries(unknown) };
}

function seenNode({ node, frame, times, isNeeded }: RunningNode, batch: number) {
  const work = { node, valueOf: frame.valueOf, batch };
  const macs = macRuleOf(node)?.macs(work);
  const spelling = spellingOf(node, frame);
  if (spelling === undefined && macs === undefined) return [];
  const filled = (shape: Shape): Shape => shape.map((size) => dimensionSize(size, batch));
  const inputs = node.inputs.map((_, place) => {
    const value = optionalInput(work, place);
    return value && filled(value.shape);
  });
  const output = filled(outputOf(work).shape);
  return [{
    spelling,
    name: spelling ?? operatorName(node),
    work: { macs: macs ?? 0n, batch, attributes: node.attributes, inputs, output },
    times,
    isNeeded,
  }];
}

/** Counts by one convention's table. */
export function conventionCount(
  { batch, nodes, unknownOps }: SeenGraph,
  { id, unit, tool, rules, otherwise }: Convention,
): ConventionCount<bigint> {
  const unknown = new Map(Object.entries(unknownOps));
  const byOp = new Map<string, bigint>();
  let total = 0n;
  for (const { spelling, name, work, times, isNeeded } of nodes) {
    if (tool === undefined && !isNeeded) continue;
    const rule = spelling === undefined ? otherwise : rules[spelling];
    if (spelling === undefined && rule === undefined) {
      unknown.set(name, (unknown.get(name) ?? 0) + 1);
    }
    const operations = times * (rule?.(work) ?? 0n);
    if (operations === 0n) continue;
    byOp.set(name, (byOp.get(name) ?? 0n) + operations);
    total += operations;
  }
  return {
    id,
    unit,
    total,
    batch,
    byOp: Object.fromEntries(byOp),
    unknownOps: Object.fromEntries(unknown),
  };
}
