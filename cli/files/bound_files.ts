// Model files of the user's as graphs, their open dimensions bound.

import type { FileModel } from "../../models/file/file_model.ts";
import { graphOfFile } from "../../models/file/import/graph_of_file.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { note } from "../shell/print.ts";
import { UsageError } from "../shell/usage_error.ts";
import { readModelFile } from "./read_model_file.ts";

/** A file with its graph. */
export interface BoundFile {
  /** As it was written. */
  readonly path: string;
  /** What it says. */
  readonly model: FileModel;
  readonly graph: Graph;
  /** Images of a run: `"N"` as many as one likes. */
  readonly batch: number | "N";
  /** Those of the given sizes that are its own. */
  readonly dims: ReadonlyMap<string, number>;
}

/** What is said of files while they are read. */
export interface FileNotes {
  /** Nothing is, as no note is a warning. @default false */
  readonly quiet?: boolean;
}

/**
 * Reads files; what is to be said of them goes to stderr.
 *
 * @throws {UsageError} If one cannot be read or a dimension stays open, or none has one that is bound.
 */
export function boundFiles(
  paths: readonly string[],
  dims: ReadonlyMap<string, number>,
  notes: FileNotes = {},
): readonly BoundFile[] {
  const files = paths.map((path) => ({ path, model: readModelFile(path) }));
  const lacking = [...dims.keys()].find((key) =>
    !files.some(({ model }) => hasDimension(model, key))
  );
  if (files.length > 1 && lacking !== undefined) {
    throw new UsageError(
      `Cannot bind "${lacking}" as none of the files leaves such a dimension open: ` +
        `"deno task list FILE" shows the names`,
    );
  }
  return files.map(({ path, model }) => {
    const own = files.length === 1
      ? dims
      : new Map([...dims].filter(([key]) => hasDimension(model, key)));
    return boundFile(path, model, own, notes);
  });
}

/** As {@linkcode boundFiles}, of one file. */
export function boundFileAt(
  path: string,
  dims: ReadonlyMap<string, number>,
  notes: FileNotes = {},
): BoundFile {
  return boundFile(path, readModelFile(path), dims, notes);
}

/** Whether a name or `INPUT:AXIS` is a dimension that the model's inputs leave open. */
function hasDimension({ graph }: FileModel, key: string): boolean {
  return graph.inputs.some(({ name, shape }) => {
    if (shape === null) return key.startsWith(`${name}:`);
    return shape.some((size, axis) =>
      typeof size !== "number" && (size === key || `${name}:${axis}` === key)
    );
  });
}

function boundFile(
  path: string,
  model: FileModel,
  dims: ReadonlyMap<string, number>,
  { quiet = false }: FileNotes,
): BoundFile {
  const { graph, batch, notices } = ownFaults(path, () => graphOfFile(model, { name: path, dims }));
  const remarks = quiet ? [] : [`the batch ${batch.remark}`, ...notices];
  for (const remark of remarks) note(`note: ${path}: ${remark}`);
  return { path, model, graph, batch: batch.size, dims };
}

/** A file's own faults, with its path. */
function ownFaults<Result>(path: string, build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`"${path}": ${error.message}`, { cause: error });
  }
}
