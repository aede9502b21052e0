// Which networks of the catalog a checkpoint fits, for who named another one.

import { CATALOG } from "../../catalog.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { classesOf } from "./class_count.ts";
import { knownBufferOf } from "./known_buffers.ts";
import { bestMatching, wantedParameters } from "./matching.ts";

/** Tensors for a parameter: queries, keys and values apart come to fewer than two for each. */
const MOST_FOR_EACH = 2;

/** Ids of the networks that take every tensor of a checkpoint, each at its usual size. */
export function fittingModels(checkpoint: Checkpoint): readonly string[] {
  const count = checkpoint.tensors.filter(({ name }) => knownBufferOf(name) === undefined).length;
  return CATALOG.filter((model) => {
    const wanted = wantedParameters(model.build()).length;
    if (count < wanted || count > MOST_FOR_EACH * wanted) return false;
    const classes = classesOf(model, checkpoint);
    return fits(model.build(classes === null ? {} : { classes }), checkpoint);
  }).map(({ id }) => id);
}

function fits(graph: Graph, { tensors }: Checkpoint): boolean {
  const { unlike, missing, unexpected } = bestMatching(graph, tensors);
  return unlike.length + missing.length + unexpected.length === 0;
}
