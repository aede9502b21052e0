// A graph as files for engines that take it as JSON.

import { writeModel } from "../../bench/prepare/model_files.ts";
import { graphJson } from "../../models/graph/graph_json.ts";
import type { Graph } from "../../models/graph/graph.ts";
import { encodeOnnx } from "../../models/graph/onnx.ts";
import { seededValues } from "../../models/graph/parameter_values.ts";
import { fixBatch } from "../../models/rewrite/variants/fix_batch.ts";
import { REFERENCE_SEED } from "./run_graph.ts";

/** Writes a graph with the seeded weights of the references into a folder; gives the JSON's path. */
export async function writeGraphFiles(
  folder: string,
  graph: Graph,
  batch: number,
): Promise<string> {
  const fixed = fixBatch(graph, batch);
  const encoded = encodeOnnx(fixed, seededValues(REFERENCE_SEED));
  const { graph: path = "" } = await writeModel(folder, encoded, graphJson(fixed, encoded));
  return path;
}
