// Which networks of the catalog a checkpoint fits, for who named another one.

import { CATALOG } from "../../catalog.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { classesOf } from "./class_count.ts";
import { bestMatching } from "./matching.ts";

/** Ids of the networks that take every tensor of a checkpoint, each at its usual size. */
export function fittingModels(checkpoint: Checkpoint): readonly string[] {
  return CATALOG.filter((model) => {
    const classes = classesOf(model, checkpoint);
    return fits(model.build(classes === null ? {} : { classes }), checkpoint);
  }).map(({ id }) => id);
}

function fits(graph: Graph, { tensors }: Checkpoint): boolean {
  const { unlike, missing, unexpected } = bestMatching(graph, tensors);
  return unlike.length + missing.length + unexpected.length === 0;
}
