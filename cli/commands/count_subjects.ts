// What `count` counts: networks of the catalog and files of the user's, as graphs.

import type { CatalogEntry } from "../../models/catalog.ts";
import { graphOfFile } from "../../models/file/import/graph_of_file.ts";
import type { FileModel } from "../../models/file/file_model.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { readModelFile } from "../files/read_model_file.ts";
import { note } from "../shell/print.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import type { CountOptions } from "./count_options.ts";

/** Inputs that a table spells out. */
const MOST_INPUTS = 3;

/** A model that is counted. */
export interface CountSubject {
  /** The catalog's id, or the file's path as it was written. */
  readonly id: string;
  /** As the papers print it, or the file's name without its ending. */
  readonly method: string;
  readonly graph: Graph;
  /** Of the image, or of a file's inputs. */
  readonly size: string;
  /** Images that its figures are for: those asked for, or those that its file is fixed to. */
  readonly batch: number;
  /** A file of the user's: what only PyTorch code tells is not known of it. */
  readonly isFile: boolean;
}

type Built = Pick<CountOptions, "models" | "dims" | "size" | "batch">;

/**
 * The graphs of all models of a call; what is to be said of a file goes to stderr.
 *
 * @throws {UsageError} If a network cannot have the size, or a file cannot be read or needs a --dim.
 */
export function countSubjects(options: Built): readonly CountSubject[] {
  const files = options.models.flatMap((model) =>
    "path" in model ? [{ path: model.path, model: readModelFile(model.path) }] : []
  );
  const lacking = [...options.dims.keys()].find((key) =>
    !files.some(({ model }) => hasDimension(model, key))
  );
  if (files.length > 1 && lacking !== undefined) {
    throw new UsageError(
      `Cannot bind "${lacking}" as none of the files leaves such a dimension open: ` +
        `"deno task list FILE" shows the names`,
    );
  }
  const byPath = new Map(files.map(({ path, model }) => [path, model]));
  return options.models.map((model) => {
    if (!("path" in model)) return catalogSubject(model, options);
    const file = byPath.get(model.path);
    if (file === undefined) throw new TypeError(`Cannot find "${model.path}" among the files`);
    const dims = files.length === 1
      ? options.dims
      : new Map([...options.dims].filter(([key]) => hasDimension(file, key)));
    return fileSubject(model.path, file, { ...options, dims });
  });
}

function catalogSubject(entry: CatalogEntry, { size, batch }: Built): CountSubject {
  const used = size ?? entry.defaultSize;
  const graph = asUsage(() => entry.build({ size: used }));
  const { id, method } = entry;
  return { id, method, graph, size: imageSizeText(used), batch, isFile: false };
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

function fileSubject(path: string, file: FileModel, { dims, batch }: Built): CountSubject {
  const method = (path.split(/[/\\]/).at(-1) ?? path).replace(/\.onnx$/i, "");
  const of = fileGraph(path, () => graphOfFile(file, { name: path, dims }));
  note(`note: ${path}: the batch ${of.batch.remark}`);
  for (const notice of of.notices) note(`note: ${path}: ${notice}`);
  const { graph } = of;
  return {
    id: path,
    method,
    graph,
    size: inputsText(graph),
    batch: of.batch.size === "N" ? batch : of.batch.size,
    isFile: true,
  };
}

/** A file's own faults, with its path. */
function fileGraph<Result>(path: string, build: () => Result): Result {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`"${path}": ${error.message}`, { cause: error });
  }
}

/** `Nx3x224x224`; of several inputs with their names. */
function inputsText({ inputs }: Graph): string {
  const shapes = inputs.slice(0, MOST_INPUTS).map(({ name, shape }) =>
    `${inputs.length === 1 ? "" : `${name} `}${shape.join("x") || "scalar"}`
  );
  const more = inputs.length > MOST_INPUTS ? [`${inputs.length - MOST_INPUTS} more`] : [];
  return [...shapes, ...more].join(", ");
}
