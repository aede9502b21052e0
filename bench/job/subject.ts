// What a job measures: a graph, and the input that it is fed with.

import { findModel } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { expandInput } from "../../models/rewrite/variants/expand_input.ts";
import { fastGraph } from "../../models/rewrite/fast.ts";
import { halfPrecision } from "../../models/rewrite/variants/half_precision.ts";
import { findCeiling } from "./ceiling.ts";
import { deviceRewrites, type Rewrites } from "./device_rewrites.ts";
import type { GraphVariant, Job } from "./protocol.ts";

/** The equivalent graphs of a network, for a device. */
const VARIANTS: Readonly<Record<GraphVariant, (graph: Graph, job: Listed) => Graph>> = {
  plain: (graph) => graph,
  fast: (graph, job) => fastGraph(graph, rewritesOf(job)).graph,
};

type Listed = Pick<Job, "device" | "rewrites">;

/** The rewrites of a job: those of its device, or what of them it names. */
function rewritesOf({ device, rewrites }: Listed): Rewrites {
  const all = deviceRewrites(device).rewrites;
  if (rewrites === undefined) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => rewrites.includes(name)));
}

/** The plain graph of a job: a network at the job's size, or a ceiling. */
export function plainGraphOf({ model, height, width }: Job): Graph {
  const ceiling = findCeiling(model);
  return ceiling?.build() ?? findModel(model).build({ size: { height, width } });
}

/** The graph that a job runs, from its plain one. */
export function graphOf(job: Job, plain: Graph): Graph {
  return fed(VARIANTS[job.graph](plain, job), job);
}

/** The graph that a job would run with these rewrites alone, from its plain one. */
export function rewrittenGraphOf(job: Job, plain: Graph, rewrites: Rewrites): Graph {
  return fed(fastGraph(plain, rewrites).graph, job);
}

/** Names of a job's rewrites that have an effect on a network, in order. */
export function appliedRewrites(job: Job, plain: Graph): readonly string[] {
  return fastGraph(plain, rewritesOf(job)).applied;
}

/** A graph in the job's precision, with its input as the job feeds it. */
function fed(graph: Graph, job: Job): Graph {
  const precise = job.precision === "fp16" ? halfPrecision(graph) : graph;
  const isCeiling = findCeiling(job.model) !== undefined;
  return job.input === "expanded" && !isCeiling ? expandInput(precise, job.batch) : precise;
}
