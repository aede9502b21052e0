// A network of the catalog with the weights of a checkpoint, built for as many classes as that has.

import type { CatalogEntry } from "../../catalog.ts";
import type { Graph } from "../../graph/graph.ts";
import type { ImageSize } from "../../graph/image_size.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { classesOf } from "./class_count.ts";
import { loadCheckpoint, type Loaded, type LoadOptions } from "./load_checkpoint.ts";

/** A graph with its values. */
export interface LoadedModel extends Loaded {
  readonly graph: Graph;
  /** Classes of the checkpoint, where they are not the usual ones; null: they are. */
  readonly classes: number | null;
}

/**
 * Builds a network for as many classes as a checkpoint has, and loads that.
 *
 * @param options The size of the input, and how the checkpoint is loaded.
 * @throws {RangeError} If the network does not allow the size.
 * @throws {LoadingError} If the checkpoint does not fit.
 * @throws {CheckpointError} If values cannot be read.
 */
export function loadModel(
  model: Pick<CatalogEntry, "build">,
  checkpoint: Checkpoint,
  { size, ...options }: LoadOptions & { readonly size?: ImageSize },
): LoadedModel {
  const sized = size === undefined ? {} : { size };
  const found = classesOf(model, checkpoint, sized);
  const usual = model.build(sized);
  const graph = found === null ? usual : model.build({ ...sized, classes: found });
  const isUsual = found === null || shapesOf(graph) === shapesOf(usual);
  return {
    ...loadCheckpoint(graph, checkpoint, options),
    graph,
    classes: isUsual ? null : found,
  };
}

function shapesOf({ parameters }: Graph): string {
  return JSON.stringify(parameters.map(({ shape }) => shape));
}
