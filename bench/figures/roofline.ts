// Where a row stands against the machine's ceilings of the same rounds.

import { DATA_TYPES } from "../../models/graph/data_type.ts";
import type { Graph, Value } from "../../models/graph/graph.ts";
import { exactElements, exactSum, requireBatch } from "../count/rules/exact.ts";
import { type Grouping, groupNameOf } from "../count/count.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import type { TimingRecord } from "../record/record.ts";
import { boundsOf, type MedianInterval } from "../samples/statistics.ts";

const BITS_PER_BYTE = 8n;

/**
 * Bytes that a run must move at least once: every parameter read once, every value written once by
 * its node and read once by each reader, for a batch. Caches may save some of it, so the figure is
 * an upper estimate of the traffic to memory.
 */
export function trafficBytes(graph: Graph, batch: number): number {
  return Number(exactSum(nodeTrafficBytes(graph, batch)));
}

/** Splits {@linkcode trafficBytes}; a parameter belongs to the first node that reads it. */
export function groupTrafficBytes(
  graph: Graph,
  batch: number,
  by: Grouping,
): ReadonlyMap<string, number> {
  const groups = groupTrafficBytesExactly(graph, batch, by);
  return new Map([...groups].map(([part, bytes]) => [part, Number(bytes)]));
}

/** {@linkcode groupTrafficBytes} in integers of any size. */
export function groupTrafficBytesExactly(
  graph: Graph,
  batch: number,
  by: Grouping,
): ReadonlyMap<string, bigint> {
  const bytesByNode = nodeTrafficBytes(graph, batch);
  const groups = new Map<string, bigint>();
  for (const [index, node] of graph.nodes.entries()) {
    const group = groupNameOf(node, by);
    groups.set(group, (groups.get(group) ?? 0n) + (bytesByNode[index] ?? 0n));
  }
  return groups;
}

/** What each node reads and writes, in the order of the graph. */
function nodeTrafficBytes(graph: Graph, batch: number): readonly bigint[] {
  requireBatch(graph.name, batch);
  const unread = new Map(graph.parameters.map((parameter) => [parameter.name, parameter]));
  const parameterNames = new Set(unread.keys());
  const bytesOf = ({ shape, dtype }: Pick<Value, "shape" | "dtype">) =>
    exactElements(shape, batch) * BigInt(DATA_TYPES[dtype].bits ?? 0) / BITS_PER_BYTE;
  const trafficOf = (name: string) => {
    if (!parameterNames.has(name)) {
      const value = graph.values.get(name);
      return value === undefined ? 0n : bytesOf(value);
    }
    const parameter = unread.get(name);
    unread.delete(name);
    return parameter === undefined ? 0n : bytesOf(parameter);
  };
  return graph.nodes.map(({ inputs, outputs }) => exactSum([...inputs, ...outputs].map(trafficOf)));
}

interface RooflineInput {
  readonly macsPerImage: number;
  readonly trafficBytesPerImage: number;
  readonly imagesPerSecond: number;
  readonly matrixFlopsPerSecond: number;
  readonly copyBytesPerSecond: number;
}

/** Whether a share of the machine's arithmetic lies beyond it, with its whole interval. */
export function isImpossible(share: MedianInterval): boolean {
  const bounds = boundsOf(share);
  return bounds !== undefined && bounds.low > 1;
}

/** The share of a rate in the copy ceiling, and the ceiling that would be reached first. */
export function rooflineOf(
  input: RooflineInput,
): Pick<NonNullable<TimingRecord["roofline"]>, "copyShare" | "bound"> {
  const matrixSeconds = FLOPS_PER_MAC * input.macsPerImage / input.matrixFlopsPerSecond;
  const copySeconds = input.trafficBytesPerImage / input.copyBytesPerSecond;
  return {
    copyShare: copySeconds * input.imagesPerSecond,
    bound: matrixSeconds >= copySeconds ? "compute" : "memory",
  };
}
