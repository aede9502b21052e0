// Model files of the user's as models to measure.

import { resolve } from "node:path";
import { inputPlan, plannedInputText } from "../../bench/job/input_plan.ts";
import type { PlannedModel } from "../../bench/plan/plan.ts";
import { CATALOG } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { type ImageSize, NO_IMAGE } from "../../models/graph/image_size.ts";
import { fileSha256 } from "../shell/files.ts";
import { type BoundFile, boundFiles, type FileNotes } from "./bound_files.ts";
import { distinctNames } from "./distinct_names.ts";
import { arraysFor, type InputArrays, requireArrays } from "./input_arrays.ts";

/** A file as a model to measure. */
export interface FileEntry extends PlannedModel {
  readonly file: NonNullable<PlannedModel["file"]>;
  /** As it was written. */
  readonly path: string;
  /** Height and width of its images. */
  readonly defaultSize: ImageSize;
}

/** What a call says of the inputs of its files. */
export interface FileInputs extends FileNotes {
  readonly dims: ReadonlyMap<string, number>;
  readonly arrays: InputArrays;
}

/**
 * Reads the files; what is to be said of them goes to stderr.
 *
 * @throws {UsageError} If one is no model, or a dimension is open.
 */
export function fileEntries(
  paths: readonly string[],
  { dims, arrays, ...notes }: FileInputs,
): readonly FileEntry[] {
  const distinct = [...new Map(paths.map((path) => [resolve(path), path])).values()];
  const files = boundFiles(distinct, dims, notes);
  requireArrays(arrays, files);
  const names = distinctNames(files.map(({ path }) => path), CATALOG_IDS);
  return files.map((file, index) => fileEntry(file, names[index] ?? file.path, arrays));
}

const CATALOG_IDS: ReadonlySet<string> = new Set(CATALOG.map(({ id }) => id));

function fileEntry(
  { path, graph, dims, batch }: BoundFile,
  id: string,
  given: InputArrays,
): FileEntry {
  const arrays = arraysFor(graph, given);
  const inputs = inputPlan(graph).map((input) => {
    const array = arrays.get(input.name);
    return plannedInputText(input, array === undefined ? undefined : fileSha256(array));
  });
  return {
    id,
    method: id,
    path,
    defaultSize: imageSizeOf(graph),
    build: () => graph,
    file: {
      path: resolve(path),
      dims: Object.fromEntries(dims),
      arrays: Object.fromEntries(arrays.entries().map(([name, array]) => [name, resolve(array)])),
      sha256: fileSha256(path),
      inputs,
      isBatchFixed: batch !== "N",
    },
  };
}

/** Sides of the one input, if it is an image; channels come first or last. */
function imageSizeOf({ inputs: [only, second] }: Graph): ImageSize {
  if (only === undefined || second !== undefined || only.shape.length !== 4) return NO_IMAGE;
  const sizes = only.shape.map(Number);
  const isLast = MOST_CHANNELS >= (sizes[3] ?? 0) && MOST_CHANNELS < (sizes[1] ?? 0);
  const [height = 0, width = 0] = isLast ? sizes.slice(1, 3) : sizes.slice(2);
  return { height, width };
}

/** An image has no more channels; a side of more pixels is no number of channels. */
const MOST_CHANNELS = 4;
