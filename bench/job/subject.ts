// What a job measures: a graph, and the input that it is fed with.

import { findModel } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { expandInput } from "../../models/rewrite/variants/expand_input.ts";
import { fastGraph } from "../../models/rewrite/fast.ts";
import { halfPrecision } from "../../models/rewrite/variants/half_precision.ts";
import { findCeiling } from "./ceiling.ts";
import { deviceRewrites, type Rewrites } from "./device_rewrites.ts";
import type { Device, GraphVariant, Job } from "./protocol.ts";

/** The equivalent graphs of a network, for a device. */
const VARIANTS: Readonly<Record<GraphVariant, (graph: Graph, device: Device) => Graph>> = {
  plain: (graph) => graph,
  fast: (graph, device) => fastGraph(graph, deviceRewrites(device).rewrites).graph,
};

/** The plain graph of a job: a network at the job's size, or a ceiling. */
export function plainGraphOf({ model, height, width }: Job): Graph {
  const ceiling = findCeiling(model);
  return ceiling?.build() ?? findModel(model).build({ size: { height, width } });
}

/** The graph that a job runs, from its plain one. */
export function graphOf(job: Job, plain: Graph): Graph {
  return fed(VARIANTS[job.graph](plain, job.device), job);
}

/** The graph that a job would run with these rewrites alone, from its plain one. */
export function rewrittenGraphOf(job: Job, plain: Graph, rewrites: Rewrites): Graph {
  return fed(fastGraph(plain, rewrites).graph, job);
}

/** Names of a device's rewrites that have an effect on a network, in order. */
export function appliedRewrites({ device }: Job, plain: Graph): readonly string[] {
  return fastGraph(plain, deviceRewrites(device).rewrites).applied;
}

/** A graph in the job's precision, with its input as the job feeds it. */
function fed(graph: Graph, job: Job): Graph {
  const precise = job.precision === "fp16" ? halfPrecision(graph) : graph;
  const isCeiling = findCeiling(job.model) !== undefined;
  return job.input === "expanded" && !isCeiling ? expandInput(precise, job.batch) : precise;
}
