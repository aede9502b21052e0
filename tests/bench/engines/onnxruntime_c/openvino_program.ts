// What OpenVINO's provider makes of small networks, each by its plain and its fast graph, beside the
// processor's own provider; in a process that may use all of Deno's foreign functions. Says the largest
// difference of each, and which nodes stayed behind, as one line of JSON.
//
//   deno run --allow-ffi --allow-read=DIR --allow-write=DIR openvino_program.ts DIR

import type { HostTensor } from "../../../../bench/engines/onnxruntime_c/host_tensor.ts";
import { openEnvironment } from "../../../../bench/engines/onnxruntime_c/ort_environment.ts";
import {
  openRuntime,
  runtimeLibraryPath,
} from "../../../../bench/engines/onnxruntime_c/ort_library.ts";
import { openOrtSession } from "../../../../bench/engines/onnxruntime_c/ort_session.ts";
import { placementOf } from "../../../../bench/engines/onnxruntime_c/placement.ts";
import { summarizeTrace } from "../../../../bench/engines/parts/trace.ts";
import { largestDifference } from "../../../../bench/job/agreement.ts";
import { DEVICE_REWRITES } from "../../../../bench/job/device_rewrites.ts";
import { elementCount, type Graph } from "../../../../models/graph/graph.ts";
import { encodeSelfContained } from "../../../../models/graph/onnx.ts";
import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { seededImages } from "../../../../models/graph/weights.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { fixBatch } from "../../../../models/rewrite/variants/fix_batch.ts";
import { SMALL_NETWORKS } from "../../../support/small_networks.ts";

const [folder = "."] = Deno.args;
const ort = openRuntime(runtimeLibraryPath());
using environment = openEnvironment(ort);
const request = { precision: "fp32", threads: 1, options: {} };
const PLACES = {
  cpu: placementOf(environment, { ...request, device: "cpu" }),
  openvino: placementOf(environment, { ...request, device: "openvino" }),
};

/** Outputs for one image, and the nodes that ran elsewhere. */
async function outputsOn(device: keyof typeof PLACES, graph: Graph) {
  const fixed = fixBatch(graph, 1);
  const { provider, session: options } = PLACES[device];
  using session = openOrtSession(ort, environment, {
    model: encodeSelfContained(fixed, seededValues(1)),
    threads: 1,
    entries: {},
    ...options,
    tracePrefix: `${folder}/trace-`,
  });
  const shape = fixed.inputs[0]?.shape.map(Number) ?? [];
  const bytes = new Uint8Array(seededImages(1, elementCount(shape)).buffer);
  const image: HostTensor = { dtype: "float32", shape, bytes };
  using run = session.prepare(Object.fromEntries(session.inputNames.map((name) => [name, image])));
  await run.start();
  const outputs = run.read().map(({ bytes }) => new Float32Array(bytes.buffer));
  const trace = summarizeTrace(await Deno.readTextFile(session.endTrace()), {
    provider,
    runCount: 1,
  });
  return { outputs, left: trace.fallbackNodes };
}

const { rewrites } = DEVICE_REWRITES.openvino;
const found: Record<string, unknown> = {};
for (const plain of SMALL_NETWORKS) {
  const { outputs: wanted } = await outputsOn("cpu", plain);
  for (
    const [variant, graph] of [["plain", plain], [
      "fast",
      fastGraph(plain, rewrites).graph,
    ]] as const
  ) {
    const { outputs, left } = await outputsOn("openvino", graph);
    found[`${plain.name}, ${variant}`] = { difference: largestDifference(outputs, wanted), left };
  }
}
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(found)));
