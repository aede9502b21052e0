// Where a row stands against the machine's ceilings of the same rounds.

import { DATA_TYPES } from "../../models/graph/data_type.ts";
import type { Graph, Node, Parameter, Value } from "../../models/graph/graph.ts";
import { exactElements, exactSum, requireBatch } from "../count/rules/exact.ts";
import { type Grouping, groupNameOf } from "../count/groupings.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import { type Frame, frameOf } from "../count/frames.ts";
import { runningNodes } from "../count/running_nodes.ts";
import type { TimingRecord } from "../record/record.ts";
import { boundsOf, type MedianInterval } from "../samples/statistics.ts";

const BITS_PER_BYTE = 8n;

/**
 * Bytes that a run must move at least once: every parameter read once, every value written once by
 * its node and read once by each reader, for a batch. Caches may save some of it, so the figure is
 * an upper estimate of the traffic to memory.
 */
export function trafficBytes(graph: Graph, batch: number): number {
  return Number(exactSum(nodeTraffic(graph, batch).map(({ bytes }) => bytes)));
}

/**
 * Splits {@linkcode trafficBytes}, in integers of any size; a parameter belongs to the first node that
 * reads it.
 */
export function groupTrafficBytes(
  graph: Graph,
  batch: number,
  by: Grouping,
): ReadonlyMap<string, bigint> {
  const groups = new Map<string, bigint>();
  for (const { node, bytes } of nodeTraffic(graph, batch)) {
    const group = groupNameOf(node, by);
    groups.set(group, (groups.get(group) ?? 0n) + bytes);
  }
  return groups;
}

/** What a node reads and writes. */
interface NodeTraffic {
  readonly node: Node;
  readonly bytes: bigint;
}

/**
 * Every node in the order in which they run, those of graphs inside of nodes as often as they do;
 * where data decide how often, they are not among them.
 */
function nodeTraffic(graph: Graph, batch: number): readonly NodeTraffic[] {
  requireBatch(graph.name, batch);
  const read = new Set<Parameter>();
  const bytesOf = ({ shape, dtype }: Pick<Value, "shape" | "dtype">) =>
    exactElements(shape, batch) * BigInt(DATA_TYPES[dtype].bits ?? 0) / BITS_PER_BYTE;
  function trafficOf(frame: Frame, name: string, times: bigint): bigint {
    const parameter = frame.parameterOf(name);
    if (parameter === undefined) {
      const value = frame.valueOf(name);
      return value === undefined ? 0n : times * bytesOf(value);
    }
    if (read.has(parameter)) return 0n;
    read.add(parameter);
    return bytesOf(parameter);
  }
  return runningNodes(frameOf(graph)).running.map(({ node, frame, times }) => {
    const names = [...node.inputs, ...node.outputs];
    return { node, bytes: exactSum(names.map((name) => trafficOf(frame, name, times))) };
  });
}

/** Names of nodes whose graphs inside run as often as data say: no traffic has what these move. */
export function nodesOfOpenTraffic(graph: Graph): readonly string[] {
  return runningNodes(frameOf(graph)).open.map(({ name }) => name);
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
