// Adds up the nodes of a graph and of the graphs inside of it. A branch that is taken counts, a body
// counts as often as it runs; where data decide, an If costs one branch or the other and a Loop costs
// something for each iteration, which no total has.

import type { Node, Shape, Stream } from "../../models/graph/graph.ts";
import { neededNodes } from "../../models/graph/needed_nodes.ts";
import { type Frame, framesInside } from "./frames.ts";
import { integerMacs } from "./integer_macs.ts";
import { isFree, macRuleOf, operatorName } from "./rules/mac_rules.ts";
import { type MacWork, UnknownShapeError } from "./rules/mac_work.ts";

/** Work of one node. */
export interface NodeCount<Integer extends number | bigint = number> {
  /** As in the graph. */
  readonly name: string;
  /** `Conv`; of another operator set than ONNX's own `com.microsoft.FusedConv`. */
  readonly op: string;
  /** Module path, e.g. `blocks3.0.mlp.fc1`. */
  readonly scope: string;
  /** Module path of its stage, where that is not the first module of its path. */
  readonly stage: string | undefined;
  /** The part of a network with two streams. */
  readonly stream: Stream | undefined;
  /** Sizes of its first output; undefined: not known. */
  readonly output: Shape | undefined;
  /** Multiply-adds of the batch, as often as the node runs; of an If the cheaper branch. */
  readonly macs: Integer;
  /** The same; of an If whose condition data decide the dearer branch. */
  readonly macsMax: Integer;
  /** Those of `macs` that multiply integers. */
  readonly macsInteger: Integer;
}

/** A node whose graph inside runs as often as data say. */
export interface IterationCost {
  /** As in the graph. */
  readonly name: string;
  /** Multiply-adds of one iteration, at least. */
  readonly macs: bigint;
  /** The same, at most. */
  readonly macsMax: bigint;
}

/** An If whose condition data decide. */
export interface AlternativeCost {
  /** As in the graph. */
  readonly name: string;
  /** Multiply-adds of each branch, at least. */
  readonly branches: Readonly<Record<string, bigint>>;
}

/** What nodes add up to. */
export interface Tally {
  readonly nodes: readonly NodeCount<bigint>[];
  readonly countedNodes: number;
  readonly freeNodes: number;
  /** Names of operators that no rule knows, as often as they occur. */
  readonly unknownOps: readonly string[];
  /** Nodes with a rule that needs a shape which nobody knows. */
  readonly unknownShapes: readonly string[];
  readonly perIteration: readonly IterationCost[];
  readonly alternatives: readonly AlternativeCost[];
}

/** What nodes add up to so far. */
interface Sums extends Tally {
  readonly nodes: NodeCount<bigint>[];
  countedNodes: number;
  freeNodes: number;
  readonly unknownOps: string[];
  readonly unknownShapes: string[];
  readonly perIteration: IterationCost[];
  readonly alternatives: AlternativeCost[];
}

function nothing(): Sums {
  return {
    nodes: [],
    countedNodes: 0,
    freeNodes: 0,
    unknownOps: [],
    unknownShapes: [],
    perIteration: [],
    alternatives: [],
  };
}

/** Operators that run the graphs inside of them. */
const CONTROL: ReadonlySet<string> = new Set(["If", "Loop", "Scan", "SequenceMap"]);

/**
 * The nodes that the outputs of a graph need.
 *
 * @throws {RangeError} If a node does not fit its operator.
 */
export function tallyOf(frame: Frame, batch: number): Tally {
  const sums = nothing();
  const place: Place = { frame, batch };
  for (const node of neededNodes(frame.graph)) addNode(sums, node, place);
  return sums;
}

/** Whether a node runs graphs inside of it. */
export function isControl(node: Node): boolean {
  return node.subgraphs !== undefined && CONTROL.has(operatorName(node));
}

/** Multiply-adds, as in {@linkcode NodeCount}. */
type Work = Pick<NodeCount<bigint>, "macs" | "macsMax" | "macsInteger">;

/** The least and the most that nodes add up to. */
export function totalOf({ nodes }: Pick<Tally, "nodes">): Work {
  let [macs, macsMax, macsInteger] = [0n, 0n, 0n];
  for (const node of nodes) {
    macs += node.macs;
    macsMax += node.macsMax;
    macsInteger += node.macsInteger;
  }
  return { macs, macsMax, macsInteger };
}

/**
 * One node, with the graphs inside of it.
 *
 * @throws {RangeError} If it does not fit its operator.
 */
export function nodeTally(frame: Frame, node: Node, batch: number): Tally {
  const sums = nothing();
  addNode(sums, node, { frame, batch });
  return sums;
}

/** Where a node is counted. */
interface Place {
  readonly frame: Frame;
  readonly batch: number;
}

function addNode(sums: Sums, node: Node, { frame, batch }: Place): void {
  if (isControl(node)) return addTally(sums, controlTally(frame, node, batch));
  const rule = macRuleOf(node);
  if (rule === undefined) {
    if (isFree(node)) sums.freeNodes++;
    else sums.unknownOps.push(operatorName(node));
    return;
  }
  const work: MacWork = { node, valueOf: frame.valueOf, batch };
  try {
    const macs = rule.macs(work);
    const macsInteger = integerMacs(frame, rule, { work, macs });
    sums.nodes.push(nodeCount(frame, node, { macs, macsMax: macs, macsInteger }));
    sums.countedNodes++;
  } catch (error) {
    if (!(error instanceof UnknownShapeError)) throw error;
    sums.unknownShapes.push(node.name);
  }
}

function nodeCount(
  frame: Frame,
  node: Node,
  { macs, macsMax, macsInteger }: Work,
): NodeCount<bigint> {
  const { name, scope, stage, stream } = node;
  const output = frame.valueOf(node.outputs[0] ?? "")?.shape;
  const op = operatorName(node);
  return { name, op, scope, stage, stream, output, macs, macsMax, macsInteger };
}

function controlTally(frame: Frame, node: Node, batch: number): Tally {
  const inside = framesInside(node, frame).map(([name, inner]) => ({
    name,
    tally: tallyOf(inner, batch),
    runs: node.runs?.[name],
  }));
  if (inside.every(({ runs }) => runs !== undefined)) {
    return together(inside.map(({ tally, runs = 0 }) => repeated(tally, runs)));
  }
  const all = together(inside.map(({ tally }) => tally));
  if (node.op === "If") {
    const branches = inside.map(({ name, tally }) => ({ name, ...totalOf(tally) }));
    return eitherOf(frame, node, { all, branches });
  }
  const { macs, macsMax } = totalOf(all);
  const own = macsMax === 0n ? [] : [{ name: node.name, macs, macsMax }];
  return { ...all, nodes: [], perIteration: [...own, ...all.perIteration] };
}

function eitherOf(
  frame: Frame,
  node: Node,
  { all, branches }: {
    readonly all: Tally;
    readonly branches: readonly (Work & { readonly name: string })[];
  },
): Tally {
  const [cheapest] = branches.toSorted((a, b) => Number(a.macs - b.macs));
  if (cheapest === undefined) return all;
  const { macs, macsInteger } = cheapest;
  const macsMax = branches.reduce(
    (most, branch) => branch.macsMax > most ? branch.macsMax : most,
    0n,
  );
  const own: AlternativeCost = {
    name: node.name,
    branches: Object.fromEntries(branches.map((branch) => [branch.name, branch.macs])),
  };
  return {
    ...all,
    nodes: macsMax === 0n ? [] : [nodeCount(frame, node, { macs, macsMax, macsInteger })],
    alternatives: [...macs === macsMax ? [] : [own], ...all.alternatives],
  };
}

function repeated(tally: Tally, times: number): Tally {
  if (times === 0) return nothing();
  const factor = BigInt(times);
  return {
    ...tally,
    nodes: tally.nodes.map(({ macs, macsMax, macsInteger, ...node }) => ({
      ...node,
      macs: factor * macs,
      macsMax: factor * macsMax,
      macsInteger: factor * macsInteger,
    })),
  };
}

function together(tallies: readonly Tally[]): Tally {
  const sums = nothing();
  for (const tally of tallies) addTally(sums, tally);
  return sums;
}

function addTally(sums: Sums, tally: Tally): void {
  for (const node of tally.nodes) sums.nodes.push(node);
  sums.countedNodes += tally.countedNodes;
  sums.freeNodes += tally.freeNodes;
  for (const name of tally.unknownOps) sums.unknownOps.push(name);
  for (const name of tally.unknownShapes) sums.unknownShapes.push(name);
  for (const cost of tally.perIteration) sums.perIteration.push(cost);
  for (const cost of tally.alternatives) sums.alternatives.push(cost);
}
