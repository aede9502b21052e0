// Where models are built and written. The network of the last request and its reference outputs are
// kept, as graph variants and engines of one model follow each other.

import { fixBatch } from "../../models/rewrite/variants/fix_batch.ts";
import { type Graph, outputNames } from "../../models/graph/graph.ts";
import { graphJson } from "../../models/graph/graph_json.ts";
import { encodeOnnx, graphHash } from "../../models/graph/onnx.ts";
import { countGraph } from "../count/count.ts";
import { ONNX_RUNTIME, type Runtime } from "../engines/onnxruntime_node/session.ts";
import { areFinite, largestDifference } from "../job/agreement.ts";
import type { BuiltGraph, Job } from "../job/protocol.ts";
import { graphOf } from "../job/subject.ts";
import { feedsOf, writeFeeds } from "./feeds.ts";
import { writeModel } from "./model_files.ts";
import { type Network, openNetwork } from "./network.ts";
import { readOutputs } from "./read_outputs.ts";
import { referenceOutputs } from "./reference.ts";
import type { Compared, CompareRequest, Prepared, PrepareRequest, Subject } from "./preparation.ts";

/** Prepares models; throws Error where one cannot be built or written. */
export interface Workshop extends Disposable {
  readonly prepare: (request: PrepareRequest) => Promise<Prepared>;
  readonly compare: (request: CompareRequest) => Promise<Compared>;
}

/** @param runtime Runs the reference, and tells the time; tests put a fake in its place. */
export function openWorkshop(runtime: Runtime = ONNX_RUNTIME): Workshop {
  let network: Network | undefined;
  let networkKey = "";
  let hasValues = false;
  let references: readonly Float32Array[] | undefined;
  let referenceKey = "";

  async function networkOf(subject: Subject, needsValues: boolean): Promise<Network> {
    const key = keyOf(subject);
    const isKnown = key === networkKey && (hasValues || !needsValues);
    if (network !== undefined && isKnown) return network;
    network?.[Symbol.dispose]();
    network = undefined;
    network = await openNetwork(subject, { needsValues });
    networkKey = key;
    hasValues = needsValues;
    return network;
  }

  async function referencesOf(
    request: PrepareRequest | CompareRequest,
    opened: Network,
  ): Promise<readonly Float32Array[] | undefined> {
    if (!request.needsReference) return undefined;
    const key = keyOf(request);
    if (references === undefined || key !== referenceKey) {
      references = await referenceOutputs(opened, { ...request, runtime });
      referenceKey = key;
    }
    return references;
  }

  return {
    async prepare(request) {
      const { job, folder, formats } = request;
      const opened = await networkOf(request, job.graph !== "plain" || formats.includes("graph"));
      await referencesOf(request, opened);
      const buildStart = runtime.now();
      const graph = graphOf(job, opened.plain);
      const written = await writtenModel(opened, graph, request);
      const buildMs = runtime.now() - buildStart;
      const { batch, seed } = job;
      return {
        kind: "prepared",
        ...written,
        inputs: await writeFeeds(folder, feedsOf(graph, { batch, seed, arrays: opened.arrays })),
        outputs: outputNames(graph),
        built: await builtGraph(opened.plain, graph),
        buildMs,
      };
    },
    async compare(request) {
      const opened = await networkOf(request, false);
      const expected = await referencesOf(request, opened);
      const outputs = await readOutputs(request.outputs, outputNames(opened.plain));
      return {
        kind: "compared",
        finite: areFinite(outputs),
        difference: expected === undefined ? null : largestDifference(outputs, expected),
        sha256: await sha256(outputs),
      };
    },
    [Symbol.dispose]: () => network?.[Symbol.dispose](),
  };
}

/** Equal for subjects of which the plain graph's outputs are the same. */
function keyOf({ job, graphFile, modelFile, weightsFile }: Subject): string {
  const { model, height, width, batch, seed } = job;
  return JSON.stringify([model, height, width, batch, seed, graphFile, modelFile, weightsFile]);
}

/** The user's own file where it is that graph, else written. */
async function writtenModel(
  { plain, values, file }: Network,
  graph: Graph,
  { job, folder, formats }: { readonly job: Job } & Pick<PrepareRequest, "folder" | "formats">,
): Promise<Pick<Prepared, "paths" | "dimensions" | "ownFileBytes">> {
  const isOwn = file !== undefined && graph === plain;
  const own = isOwn ? { onnx: file.path } : {};
  const dimensions = isOwn ? file.sizesByName(job.batch) : {};
  const ownFileBytes = isOwn ? { ownFileBytes: file.sizeBytes } : {};
  if (isOwn && !formats.includes("graph")) return { paths: own, dimensions, ...ownFileBytes };

  const fixed = fixBatch(graph, job.batch);
  const encoded = encodeOnnx(fixed, values);
  const json = formats.includes("graph") ? graphJson(fixed, encoded) : undefined;
  const paths = await writeModel(folder, encoded, json);
  return { paths: { ...paths, ...own }, dimensions, ...ownFileBytes };
}

async function builtGraph(plain: Graph, timed: Graph): Promise<BuiltGraph> {
  const { params, buffers, macs } = countGraph(plain);
  const executedMacs = timed === plain ? macs : countGraph(timed).macs;
  return { graphHash: await graphHash(plain), params, buffers, macs, executedMacs };
}

/** Of all outputs, one after the other. */
async function sha256(outputs: readonly Float32Array<ArrayBuffer>[]): Promise<string> {
  const bytes = await new Blob([...outputs]).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
