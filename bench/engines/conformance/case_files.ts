// The tiny network in files, and what an engine is asked to do with it.

import { dimensionSize, type Graph } from "../../../models/graph/graph.ts";
import { graphJson } from "../../../models/graph/graph_json.ts";
import { encodeOnnx } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { halfPrecision } from "../../../models/rewrite/variants/half_precision.ts";
import { fixBatch } from "../../../models/rewrite/variants/fix_batch.ts";
import type { EngineDescription } from "../../engine/description.ts";
import { PROTOCOL_VERSION, type StartRequest } from "../../engine/requests.ts";
import { writeModel } from "../../prepare/model_files.ts";
import { TINY_NETWORK, tinyImages, WEIGHTS_SEED } from "./tiny_network.ts";

/** Which images an engine gets, how many of them at once. */
export interface Feed {
  readonly seed: number;
  readonly batch: number;
}

/** What may be asked for besides: what is left out is as usual. */
export type Wishes = Partial<
  Pick<StartRequest, "threads" | "variant" | "residency" | "cores" | "options" | "trace">
>;

/** Where an engine computes, and in what, of which file. */
export interface Placement extends Pick<StartRequest, "device" | "precision"> {
  /** Whether the file itself is in half precision. */
  readonly isHalfFile: boolean;
  /** What the engine takes. */
  readonly takes: EngineDescription["takes"];
}

/** Writes the tiny network with its images, and gives the request that starts it. */
export function startRequest(
  folder: string,
  { seed, batch }: Feed,
  placement: Placement,
  wishes: Wishes = {},
): Promise<StartRequest> {
  const network = { graph: TINY_NETWORK, images: tinyImages(seed, batch), batch };
  return requestOf(folder, network, placement, wishes);
}

/** A network with one input, what it is fed with, and how much of it at once. */
export interface FedNetwork {
  readonly graph: Graph;
  readonly images: Float32Array<ArrayBuffer>;
  readonly batch: number;
}

/** Writes a network of a fixed batch with its images, and gives the request that starts it. */
export async function requestOf(
  folder: string,
  { graph: whole, images, batch }: FedNetwork,
  { device, precision, isHalfFile, takes }: Placement,
  wishes: Wishes = {},
): Promise<StartRequest> {
  const own = await Deno.makeTempDir({ dir: folder, prefix: "case-" });
  const graph = fixBatch(isHalfFile ? halfPrecision(whole) : whole, batch);
  const encoded = encodeOnnx(graph, seededValues(WEIGHTS_SEED));
  const paths = await writeModel(own, encoded, graphJson(graph, encoded));
  await Deno.writeFile(`${own}/image.bin`, new Uint8Array(images.buffer));
  return {
    kind: "start",
    protocol: PROTOCOL_VERSION,
    model: { path: paths[takes] ?? "", format: takes, dimensions: {} },
    inputs: graph.inputs.map(({ name, dtype, shape }) => ({
      name,
      type: dtype,
      shape: shape.map((size) => dimensionSize(size, batch)),
      path: `${own}/${name}.bin`,
    })),
    outputs: graph.outputs.map(({ name }) => name),
    folder: own,
    batch,
    threads: 1,
    device,
    precision,
    residency: "copied",
    options: {},
    trace: false,
    ...wishes,
  };
}
