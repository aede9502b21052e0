// Files of the user's that `count` counts.

import { openFileSource } from "../../bench/files/file_source.ts";
import { weightCopies } from "../../bench/files/weight_copies.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { type BoundFile, boundFiles } from "../files/bound_files.ts";
import { asUsageOf } from "../files/read_model_file.ts";
import type { Built, CountSubject } from "./count_subject.ts";

/** Inputs that a table spells out. */
const MOST_INPUTS = 3;

/**
 * The graphs of files; what is to be said of one goes to stderr.
 *
 * @throws {UsageError} If a file cannot be read or needs a --dim.
 */
export function countedFiles(paths: readonly string[], asked: Built): readonly CountSubject[] {
  return boundFiles(paths, asked.dims).map((file) => fileSubject(file, asked));
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
