// What `count` counts: networks of the catalog and files of the user's, as graphs.

import { openFileSource } from "../../bench/files/file_source.ts";
import { type WeightCopies, weightCopies } from "../../bench/files/weight_copies.ts";
import type { CatalogEntry } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { type BoundFile, boundFiles } from "../files/bound_files.ts";
import { asUsageOf } from "../files/read_model_file.ts";
import { asUsage } from "../shell/usage_error.ts";
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
  /** Weights of a file that are there twice, by their bytes. */
  readonly copies?: WeightCopies;
  /** Whether the figures are those of one run; absent: of what the file tells. */
  readonly isTraced?: boolean;
}

type Built = Pick<CountOptions, "models" | "dims" | "size" | "batch">;

/**
 * The graphs of all models of a call; what is to be said of a file goes to stderr.
 *
 * @throws {UsageError} If a network cannot have the size, or a file cannot be read or needs a --dim.
 */
export function countSubjects(options: Built): readonly CountSubject[] {
  const paths = options.models.flatMap((model) => "path" in model ? [model.path] : []);
  const files = boundFiles([...new Set(paths)], options.dims);
  const byPath = new Map(files.map((file) => [file.path, fileSubject(file, options)]));
  return options.models.map((model) => {
    if (!("path" in model)) return catalogSubject(model, options);
    const subject = byPath.get(model.path);
    if (subject === undefined) throw new TypeError(`Cannot find "${model.path}" among the files`);
    return subject;
  });
}

function catalogSubject(entry: CatalogEntry, { size, batch }: Built): CountSubject {
  const used = size ?? entry.defaultSize;
  const graph = asUsage(() => entry.build({ size: used }));
  const { id, method } = entry;
  return { id, method, graph, size: imageSizeText(used), batch, isFile: false };
}

function fileSubject({ path, model, graph, batch }: BoundFile, asked: Built): CountSubject {
  using source = asUsageOf(path, () => openFileSource(path));
  const learned = graph.parameters.filter(({ role }) => role === "learned");
  return {
    copies: asUsageOf(path, () => weightCopies(model, learned, { source })),
    id: path,
    method: (path.split(/[/\\]/).at(-1) ?? path).replace(/\.onnx$/i, ""),
    graph,
    size: inputsText(graph),
    batch: batch === "N" ? asked.batch : batch,
    isFile: true,
  };
}

/** `Nx3x224x224`; of several inputs with their names. */
function inputsText({ inputs }: Graph): string {
  const shapes = inputs.slice(0, MOST_INPUTS).map(({ name, shape }) =>
    `${inputs.length === 1 ? "" : `${name} `}${shape.join("x") || "scalar"}`
  );
  const more = inputs.length > MOST_INPUTS ? [`${inputs.length - MOST_INPUTS} more`] : [];
  return [...shapes, ...more].join(", ");
}
