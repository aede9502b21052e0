// What a job measures: a graph, and the input that it is fed with.

import { findModel } from "../models/catalog.ts";
import { dimensionSize, type Graph } from "../models/graph.ts";
import { expandInput } from "../models/rewrite/expanded_input.ts";
import { fastGraph } from "../models/rewrite/fast.ts";
import { halfPrecision } from "../models/rewrite/half_precision.ts";
import { findCeiling } from "./ceiling.ts";
import { DEVICE_REWRITES } from "./device_rewrites.ts";
import type { Device, GraphVariant, Job } from "./protocol.ts";

/** The equivalent graphs of a network, for a device. */
const VARIANTS: Readonly<Record<GraphVariant, (graph: Graph, device: Device) => Graph>> = {
  plain: (graph) => graph,
  fast: (graph, device) => fastGraph(graph, DEVICE_REWRITES[device].rewrites).graph,
};

/** The plain graph of a job: a network at the job's size, or a ceiling. */
export function plainGraphOf({ model, height, width }: Job): Graph {
  const ceiling = findCeiling(model);
  return ceiling?.build() ?? findModel(model).build({ size: { height, width } });
}

/** The graph that a job runs. */
export function graphOf(job: Job): Graph {
  const graph = VARIANTS[job.graph](plainGraphOf(job), job.device);
  const precise = job.precision === "fp16" ? halfPrecision(graph) : graph;
  const isCeiling = findCeiling(job.model) !== undefined;
  return job.input === "expanded" && !isCeiling ? expandInput(precise, job.batch) : precise;
}

/** Sizes of a graph's input with its batch filled in. */
export function inputDims(graph: Graph, batch: number): readonly number[] {
  return graph.inputs[0]?.shape.map((size) => dimensionSize(size, batch)) ?? [];
}
