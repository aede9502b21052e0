// The network of a job: from the catalog with seeded weights or those of a checkpoint, from a graph in a file
// of ours, or a model of the user's.

import { findModel } from "../../models/catalog.ts";
import { loadModel } from "../../models/checkpoint/loading/load_model.ts";
import { graphOfFile } from "../../models/file/import/graph_of_file.ts";
import type { FileModel } from "../../models/file/file_model.ts";
import { withValues } from "../../models/file/values/with_values.ts";
import { dimensionSize, type Graph } from "../../models/graph/graph.ts";
import { seededValues, type ValueSource } from "../../models/graph/parameter_values.ts";
import type { NpyArray } from "../files/npy_array.ts";
import { readNpy } from "../files/read_npy.ts";
import { openCheckpoint } from "../files/open_checkpoint.ts";
import { openModel } from "../files/open_model.ts";
import { hasOpenBatch } from "../job/input_plan.ts";
import type { Job, ModelFile, WeightsFile } from "../job/protocol.ts";
import { plainGraphOf } from "../job/subject.ts";
import { readGraph } from "./graph_file.ts";
import type { Subject } from "./preparation.ts";

/** A network, ready to be loaded in any variant until it is disposed of. */
export interface Network extends Disposable {
  readonly plain: Graph;
  /** Where the values of its parameters come from. */
  readonly values: ValueSource;
  /** Inputs that are given, by name; the others are made up. */
  readonly arrays: ReadonlyMap<string, NpyArray>;
  /** What runs where the plain graph does; absent: it is encoded. */
  readonly file?: RunnableFile;
}

/** A model that the runtime reads as it is. */
export interface RunnableFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** What its named dimensions are for a batch. */
  readonly sizesByName: (batch: number) => Readonly<Record<string, number>>;
}

/**
 * Opens the network of a job.
 *
 * @param options Whether a file's own values are written anywhere; those of others always are there.
 * @throws {RangeError} If the catalog or the network refuses the job.
 * @throws {FileError} If its file is no model, or its checkpoint cannot be read.
 * @throws {LoadingError} If its checkpoint does not fit.
 */
export async function openNetwork(
  { job, graphFile, modelFile, weightsFile }: Subject,
  { needsValues }: { readonly needsValues: boolean },
): Promise<Network> {
  if (modelFile !== undefined) return networkOfFile(modelFile, job, needsValues);
  if (weightsFile !== undefined) return networkOfCheckpoint(weightsFile, job);
  return {
    plain: graphFile === undefined ? plainGraphOf(job) : await readGraph(graphFile),
    values: seededValues(job.seed),
    arrays: new Map(),
    [Symbol.dispose]: () => undefined,
  };
}

/** A network of the catalog, for as many classes as its checkpoint has. */
function networkOfCheckpoint({ path, key, allowMissing }: WeightsFile, job: Job): Network {
  using stack = new DisposableStack();
  const { checkpoint } = stack.use(openCheckpoint(path, key === undefined ? {} : { key }));
  const { height, width, seed } = job;
  const { graph, values } = loadModel(findModel(job.model), checkpoint, {
    size: { height, width },
    others: seededValues(seed),
    allowMissing,
    looksAtValues: false,
  });
  const held = stack.move();
  return { plain: graph, values, arrays: new Map(), [Symbol.dispose]: () => held.dispose() };
}

/** Values are read only where the graph is written: as it is, the runtime reads the file itself. */
function networkOfFile(
  { path, dims, arrays }: ModelFile,
  job: Job,
  needsValues: boolean,
): Network {
  using stack = new DisposableStack();
  const { model, tensors } = stack.use(openModel(path));
  const { graph } = graphOfFile(model, { dims: new Map(Object.entries(dims)) });
  if (!hasOpenBatch(graph) && job.batch !== 1) {
    throw new RangeError(
      `Cannot run it with batch ${job.batch} as its batch is fixed in the file: pass --batch 1, ` +
        `which runs it as it is`,
    );
  }
  const { graph: plain, values } = needsValues
    ? withValues(graph, model, tensors)
    : { graph, values: seededValues(job.seed) };
  const held = stack.move();
  return {
    plain,
    values,
    arrays: new Map(Object.entries(arrays).map(([name, file]) => [name, readNpy(file)])),
    file: {
      path,
      sizeBytes: tensors.model.size,
      sizesByName: (batch) => sizesByName(model, plain, batch),
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}

function sizesByName({ graph }: FileModel, { inputs }: Graph, batch: number) {
  return Object.fromEntries(
    graph.inputs.flatMap(({ name, shape }) => {
      const sizes = inputs.find((input) => input.name === name)?.shape ?? [];
      return (shape ?? []).flatMap((size, axis) => {
        const bound = sizes[axis];
        return typeof size === "string" && bound !== undefined
          ? [[size, dimensionSize(bound, batch)]]
          : [];
      });
    }),
  );
}
