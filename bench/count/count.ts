// Counts a graph: parameters, buffers, multiply-adds. Needs shapes only, no tensor data, no runtime.
//
// `macs` counts convolutions, linear layers and attention products; bias and element-wise work are
// left out, as in the tables of the papers. 1 MAC = 2 FLOPs. An operator that no rule knows is
// never 0: it is listed in the coverage, and the total is then a lower bound.

import type { Graph } from "../../models/graph/graph.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { FLOPS_PER_MAC } from "./flops.ts";
import { frameOf } from "./frames.ts";
import { parameterCounts } from "./parameter_counts.ts";
import { requireBatch, safeNumber } from "./rules/exact.ts";
import { type NodeCount, tallyOf, totalOf } from "./tally.ts";

/** What a network costs; all figures are exact integers. */
export interface Count<Integer extends number | bigint = number> {
  /** Learned parameters; one used twice counts once, a packed one by its elements. */
  readonly params: Integer;
  /** Elements that BatchNorm tracks: running mean and variance, one batch counter a layer. */
  readonly buffers: Integer;
  /** Scales and zero points of integers that stand for real numbers. */
  readonly quantization: Integer;
  /** Multiply-adds of `batch` images; at least, where data decide which branch of an If runs. */
  readonly macs: Integer;
  /** The same at most; equal to `macs` in nearly every network. */
  readonly macsMax: Integer;
  /** Those of `macs` that multiply integers. */
  readonly macsInteger: Integer;
  /** 2 x macs. */
  readonly flops: Integer;
  /** Images that `macs` and `flops` are for. */
  readonly batch: number;
  /** Every node that counts, also those in graphs inside of nodes. */
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
    quantization: plain(count.quantization),
    macs: plain(count.macs),
    macsMax: plain(count.macsMax),
    macsInteger: plain(count.macsInteger),
    flops: plain(count.flops),
    nodes: nodes.map((node) => ({
      ...node,
      macs: plain(node.macs),
      macsMax: plain(node.macsMax),
      macsInteger: plain(node.macsInteger),
    })),
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
  const frame = frameOf(graph);
  const tally = tallyOf(frame, batch);
  const { macs, macsMax, macsInteger } = totalOf(tally);
  const { unusedParams, ...parameters } = parameterCounts(frame);
  return {
    ...parameters,
    macs,
    macsMax,
    macsInteger,
    flops: BigInt(FLOPS_PER_MAC) * macs,
    batch,
    nodes: tally.nodes,
    coverage: coverageOf(frame, tally, { unusedParams }),
  };
}
