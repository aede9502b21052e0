// WebGPU as the tests find it: a Vulkan driver, in CI the software renderer SwiftShader.

import * as ort from "onnxruntime-node";
import { largestDifference } from "../../bench/job/agreement.ts";
import { probe } from "../../bench/run/worker_process.ts";
import { elementCount, type Graph } from "../../models/graph/graph.ts";
import { fixBatch } from "../../models/rewrite/variants/fix_batch.ts";
import { seededImages } from "../../models/graph/weights.ts";
import { inMemory } from "./in_memory.ts";

/** The adapter, or why there is none. */
export const ADAPTER = await probe(
  { device: "webgpu" },
  { timeLimitMs: 60_000, scratch: Deno.cwd() },
);

/** Ends the name of a test that needs the adapter, with the reason if it is left out. */
export const SKIP_REASON = ADAPTER.problem === null
  ? ""
  : ` (skipped: ${ADAPTER.problem.split("\n")[0]})`;

/** Options of a test that needs the adapter. */
export const NEEDS_WEBGPU = { ignore: ADAPTER.problem !== null } as const;

const SEED = 1;

/** The last session on WebGPU, which is kept until there is another one. */
let kept: ort.InferenceSession | undefined;

/**
 * The runtime translates a shader once a device, and holds the device while a session of it is open:
 * sessions that follow each other without a gap share what was translated.
 */
async function keep(session: ort.InferenceSession | undefined): Promise<void> {
  await kept?.release();
  kept = session;
}

/** Lets go of the device; a file that uses it calls this after its last test. */
export async function releaseWebgpu(): Promise<void> {
  await keep(undefined);
}

/** What is left to the processor costs copies: no session may. */
const NO_FALLBACK = { extra: { session: { disable_cpu_ep_fallback: "1" } } } as const;

/** Outputs of a graph for one seeded image; throws where WebGPU would leave a node to the processor. */
export async function outputsOn(
  device: "cpu" | "webgpu",
  graph: Graph,
): Promise<readonly Float32Array[]> {
  const fixed = fixBatch(graph, 1);
  const { model, options } = inMemory(fixed, SEED);
  const session = await ort.InferenceSession.create(model, {
    ...options,
    ...(device === "webgpu" ? NO_FALLBACK : {}),
    executionProviders: [device],
    logSeverityLevel: 3,
  });
  try {
    const dims = fixed.inputs[0]?.shape.map(Number) ?? [];
    const feed = new ort.Tensor("float32", seededImages(SEED, elementCount(dims)), dims);
    const results = await session.run({ [session.inputNames[0] as string]: feed });
    return session.outputNames.map((name) => (results[name]?.data as Float32Array).slice());
  } finally {
    await (device === "webgpu" ? keep(session) : session.release());
  }
}

/** Largest difference of a graph on WebGPU to another on the processor. */
export async function differenceOnWebgpu(graph: Graph, reference: Graph): Promise<number> {
  return largestDifference(await outputsOn("webgpu", graph), await outputsOn("cpu", reference));
}
