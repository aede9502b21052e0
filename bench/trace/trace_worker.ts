// A process that runs a model of the user's once and says what the run did. Started by
// trace_supervisor.ts with a TraceRequest and the folder of the trace as its arguments.

import * as ort from "onnxruntime-node";
import { dirname } from "node:path";
import { graphOfFile } from "../../models/file/import/graph_of_file.ts";
import { dimensionSize, elementCount, type Graph, type Value } from "../../models/graph/graph.ts";
import { LOG_SEVERITY_ERROR, runtimeVersion } from "../engines/onnxruntime_node/session.ts";
import { type Feeds, runtimeTensor } from "../engines/onnxruntime_node/tensors.ts";
import { loadProblem } from "../files/load_problem.ts";
import { readModelAt } from "../files/open_model.ts";
import { readNpy } from "../files/read_npy.ts";
import { errorText } from "../job/error_text.ts";
import { type FeedOptions, feedsOf } from "../prepare/feeds.ts";
import { type Execution, executionOf, mapsAsLists, tracedType } from "./executions.ts";
import { type NamedModel, namedModel } from "./named_model.ts";
import type { TraceFailure, TraceRequest, TraceResult } from "./trace_request.ts";

const TRACE_PREFIX = "trace";
/** A trace of so many bytes has a few hundred thousand steps and takes ten times that to read. */
const MOST_TRACE_BYTES = 2 ** 27;
/** Most bytes of one message of protobuf, less one; with more, the runtime loads nothing. */
const MOST_MODEL_BYTES = 2 ** 31;

async function traced(request: TraceRequest, folder: string): Promise<TraceResult> {
  const { path, dims, batch, seed } = request;
  const { graph } = graphOfFile(readModelAt(path), { dims: new Map(Object.entries(dims)) });
  const arrays = new Map(
    Object.entries(request.arrays).map(([name, file]) => [name, readNpy(file)]),
  );
  const model = namedModel(await modelBytes(path));
  const session = await created(model, path, folder);
  const outputs = await ran(session, graph, tensorsOf(graph, { batch, seed, arrays })).catch(
    (error) => {
      throw new Error(model.renamed(errorText(error)).split("\n")[0], { cause: error });
    },
  );
  session.endProfiling();
  const execution = executionOf(await traceText(folder), model.graph);
  return { runtime: runtimeVersion(), execution: withOutputs(execution, outputs) };
}

/** Text has no bytes that engines could be handed; here the runtime is at hand. */
function tensorsOf(graph: Graph, options: FeedOptions): Feeds {
  const isText = ({ dtype }: Value) => dtype === "string";
  const numbers = { ...graph, inputs: graph.inputs.filter((input) => !isText(input)) };
  const feeds = feedsOf(numbers, options).map((feed) => [feed.name, runtimeTensor(feed)] as const);
  const texts = graph.inputs.filter(isText).map(({ name, shape }) => {
    const sizes = shape.map((size) => dimensionSize(size, options.batch));
    const elements = new Array<string>(elementCount(sizes)).fill("1");
    return [name, new ort.Tensor("string", elements, sizes)] as const;
  });
  return Object.fromEntries([...feeds, ...texts]);
}

async function modelBytes(path: string): Promise<Uint8Array> {
  const { size } = await Deno.stat(path);
  if (size >= MOST_MODEL_BYTES) throw new Error(loadProblem("", { path, sizeBytes: size }));
  return await Deno.readFile(path);
}

/** Operator by operator as written, so that every node leaves its trace. */
async function created({ bytes, renamed }: NamedModel, path: string, folder: string) {
  try {
    return await ort.InferenceSession.create(bytes, {
      graphOptimizationLevel: "disabled",
      enableProfiling: true,
      profileFilePrefix: `${folder}/${TRACE_PREFIX}`,
      logSeverityLevel: LOG_SEVERITY_ERROR,
      extra: { session: { model_external_initializers_file_folder_path: dirname(path) } },
    });
  } catch (error) {
    const message = renamed(errorText(error));
    throw new Error(loadProblem(message, { path, sizeBytes: bytes.length }), { cause: error });
  }
}

/** Asks for outputs that are tensors, as the runtime hands out no others; for all where none is known. */
function ran(session: ort.InferenceSession, { outputs }: Graph, feeds: Feeds) {
  return outputs.length === 0
    ? session.run(feeds)
    : session.run(feeds, outputs.map(({ name }) => name));
}

async function traceText(folder: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(TRACE_PREFIX)) continue;
    const path = `${folder}/${name}`;
    const { size } = await Deno.stat(path);
    if (size > MOST_TRACE_BYTES) {
      throw new Error(
        `the trace of its run has ${size} bytes, more than ${MOST_TRACE_BYTES} that are read: ` +
          `give inputs with which its loops run less often`,
      );
    }
    return await Deno.readTextFile(path);
  }
  throw new Error(`the runtime left no trace: free some space in the temporary folder`);
}

/** Outputs are known even where the node that makes them leaves no trace. */
function withOutputs(
  { values, inside }: Execution,
  outputs: Readonly<Record<string, Pick<ort.Tensor, "type" | "dims">>>,
): Execution {
  const told = Object.entries(outputs).flatMap(([name, { type, dims }]) => {
    const dtype = tracedType(type);
    return dtype === undefined ? [] : [[name, { dtype, shape: dims }] as const];
  });
  return { values: new Map([...told, ...values]), inside };
}

const [request = "{}", folder = "."] = Deno.args;
try {
  say(await traced(JSON.parse(request), folder));
} catch (error) {
  say({ error: errorText(error) });
}

function say(message: TraceResult | TraceFailure): void {
  // deno-lint-ignore no-console
  console.log(JSON.stringify(message, mapsAsLists));
}
