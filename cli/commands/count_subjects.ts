// What `count` counts: networks of the catalog and files of the user's, as graphs.

import type { CatalogEntry } from "../../models/catalog.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";
import { asUsage } from "../shell/usage_error.ts";
import type { Built, CountSubject } from "./count_subject.ts";

/**
 * The graphs of all models of a call; what is to be said of a file goes to stderr. Networks are built
 * when their turn comes, so that nobody has to hold them all.
 *
 * @throws {UsageError} If a file cannot be read or needs a --dim, and in its turn if a network cannot
 * have the size.
 */
export async function countSubjects(options: Built): Promise<Iterable<CountSubject>> {
  const paths = options.models.flatMap((model) => "path" in model ? [model.path] : []);
  const files = paths.length === 0 ? [] : await fileSubjects([...new Set(paths)], options);
  const checked = await checkedGraphs(options);
  const byPath = new Map(files.map((file) => [file.id, file]));
  return options.models.values().map((model) => {
    if (!("path" in model)) return catalogSubject(model, options, checked.get(model));
    const subject = byPath.get(model.path);
    if (subject === undefined) throw new TypeError(`Cannot find "${model.path}" among the files`);
    return subject;
  });
}

/** Networks of the catalog are counted without what reads files. */
async function fileSubjects(paths: readonly string[], options: Built) {
  const { countedFiles } = await import("./counted_files.ts");
  return countedFiles(paths, options);
}

/** Networks as their checkpoints have them: it is the model that is counted, and not the file. */
async function checkedGraphs(
  { checkpoints = new Map(), size }: Built,
): Promise<ReadonlyMap<CatalogEntry, Graph>> {
  if (checkpoints.size === 0) return new Map();
  const { openWeights } = await import("../files/checkpoint_weights.ts");
  const graphs = [...checkpoints].map(([entry, choice]): [CatalogEntry, Graph] => {
    using weights = asUsage(() =>
      openWeights(entry, choice, { size, seed: 0, looksAtValues: false })
    );
    return [entry, weights.graph];
  });
  return new Map(graphs);
}

function catalogSubject(
  entry: CatalogEntry,
  { size, batch }: Built,
  checked: Graph | undefined,
): CountSubject {
  const used = size ?? entry.defaultSize;
  const graph = checked ?? asUsage(() => entry.build({ size: used }));
  const { id, method } = entry;
  return { id, method, graph, size: imageSizeText(used), batch, isFile: false };
}
