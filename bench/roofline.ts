// Where a row stands against the machine's ceilings of the same rounds.

import { type DataType, elementCount, type Graph, usedParameters } from "../models/graph.ts";
import { FLOPS_PER_MAC } from "./count.ts";

const ELEMENT_BYTES: Readonly<Record<DataType, number>> = { float32: 4, float16: 2, int64: 8 };

/**
 * Bytes that a run must move at least once: every parameter read once, every value written once by
 * its node and read once by each reader, for a batch. Caches may save some of it, so the figure is
 * an upper estimate of the traffic to memory.
 */
export function trafficBytes(graph: Graph, batch: number): number {
  const parameters = usedParameters(graph);
  const parameterNames = new Set(parameters.map(({ name }) => name));
  const parameterBytes = parameters
    .reduce((sum, { shape, dtype }) => sum + elementCount(shape) * ELEMENT_BYTES[dtype], 0);
  const flowing = graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])
    .filter((name) => !parameterNames.has(name))
    .flatMap((name) => graph.values.get(name) ?? []);
  return flowing.reduce(
    (sum, { shape, dtype }) => sum + elementCount(shape, batch) * ELEMENT_BYTES[dtype],
    parameterBytes,
  );
}

/** What is compared. */
export interface RooflineInput {
  readonly macsPerImage: number;
  readonly trafficBytesPerImage: number;
  readonly imagesPerSecond: number;
  readonly matrixFlopsPerSecond: number;
  readonly copyBytesPerSecond: number;
}

/** Shares of the ceilings, and which of them binds. */
export interface Roofline {
  /** 2 x MACs x images/s over the matrix ceiling. */
  readonly matrixShare: number;
  /** Bytes on the graph x images/s over the copy ceiling. */
  readonly copyShare: number;
  /** The ceiling that would be reached first if both were used perfectly. */
  readonly bound: "compute" | "memory";
}

/** Whether a rate lies beyond what the arithmetic of the machine can reach. */
export function isImpossible(matrixShare: number): boolean {
  return matrixShare > 1;
}

/** Shares of a rate in the ceilings. */
export function rooflineOf(input: RooflineInput): Roofline {
  const { macsPerImage, trafficBytesPerImage, imagesPerSecond } = input;
  const matrixSeconds = FLOPS_PER_MAC * macsPerImage / input.matrixFlopsPerSecond;
  const copySeconds = trafficBytesPerImage / input.copyBytesPerSecond;
  return {
    matrixShare: matrixSeconds * imagesPerSecond,
    copyShare: copySeconds * imagesPerSecond,
    bound: matrixSeconds >= copySeconds ? "compute" : "memory",
  };
}
