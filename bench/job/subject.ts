// What a job measures: a graph, and the input that it is fed with.

import { findModel } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { expandInput } from "../../models/rewrite/variants/expand_input.ts";
import { fastGraph, REWRITES } from "../../models/rewrite/fast.ts";
import { halfPrecision } from "../../models/rewrite/variants/half_precision.ts";
import { findCeiling } from "./ceiling.ts";
import { deviceRewrites, listOwner, type Rewrites } from "./device_rewrites.ts";
import type { GraphVariant, Job } from "./protocol.ts";

/** The equivalent graphs of a network, for a device. */
const VARIANTS: Readonly<Record<GraphVariant, (graph: Graph, job: Listed) => Graph>> = {
  plain: (graph) => graph,
  fast: (graph, job) => fastGraph(graph, rewritesOf(job)).graph,
};

type Listed = Pick<Job, "device" | "engine" | "rewrites">;

/** The rewrites of a job: those that it names, else those of the list that it takes. */
function rewritesOf(job: Listed): Rewrites {
  const { rewrites: names } = job;
  if (names === undefined) return deviceRewrites(listOwner(job)).rewrites;
  const named = Object.entries(REWRITES).filter(([name]) => names.includes(name));
  return Object.fromEntries(named);
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
