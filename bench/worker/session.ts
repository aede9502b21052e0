// One graph in onnxruntime-node: built, loaded, run. Only worker processes import this file.

import { seededValues } from "../../models/graph/parameter_values.ts";
import * as ort from "onnxruntime-node";
import { elementCount, type Graph } from "../../models/graph/graph.ts";
import {
  type EncodedModel,
  encodeOnnx,
  encodeSelfContained,
  graphHash,
} from "../../models/graph/onnx.ts";
import { CPU_REWRITES } from "../../models/rewrite/fast.ts";
import { fixBatch } from "../../models/rewrite/variants/fix_batch.ts";
import { seededImages } from "../../models/graph/weights.ts";
import { areFinite, isReference, largestDifference } from "./agreement.ts";
import { PROVIDERS } from "../job/device.ts";
import { countGraph } from "../count/count.ts";
import { readGraph } from "./graph_file.ts";
import { withModelFiles } from "./model_files.ts";
import type { BuiltGraph, Device, Job, Loaded, WorkerStart } from "../job/protocol.ts";
import { graphOf, inputDims, plainGraphOf, rewrittenGraphOf } from "../job/subject.ts";
import { median } from "../samples/statistics.ts";
import { timedRun } from "./timed_run.ts";
import { summarizeTrace } from "./trace.ts";
import { tracedRuns } from "./traced_runs.ts";

/** Errors only; the runtime's warnings are about our own graphs and of no use to a reader. */
const LOG_SEVERITY_ERROR = 3;

interface TimedSession {
  readonly loaded: Loaded;
  /** Runs the whole batch once and returns how long that took, its outputs read. */
  readonly timeRun: () => Promise<number>;
}

/** What loads a model, and the clock that times it; tests put a fake in the runtime's place. */
export interface Runtime {
  readonly create: (
    path: string,
    options: ort.InferenceSession.SessionOptions,
  ) => Promise<ort.InferenceSession>;
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
}

const ONNX_RUNTIME: Runtime = {
  create: (path, options) => ort.InferenceSession.create(path, options),
  now: () => performance.now(),
};

type Placement = Pick<Job, "device" | "threads">;

/**
 * How the threads of a pool wait. Between two operators they spin, as waking a thread takes longer
 * than most operators (3 to 4 % of a run of DS-Net-T*); between runs they must sleep, as a pool that
 * spins would burn the cores of the model that is being timed in another process.
 */
const WAITING = {
  intra_op: { allow_spinning: "1", spin_duration_us: "1000" },
  force_spinning_stop: "1",
} as const;

/** Session options, all that matter stated. */
export function sessionOptions(
  { device, threads }: Placement,
  { level = "all", tracePrefix }: {
    readonly level?: "all" | "disabled";
    readonly tracePrefix?: string;
  } = {},
): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [PROVIDERS[device].option],
    intraOpNumThreads: threads,
    graphOptimizationLevel: level,
    logSeverityLevel: LOG_SEVERITY_ERROR,
    extra: { session: WAITING },
    ...(tracePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: tracePrefix }),
  };
}

function seededFeed(graph: Graph, batch: number, seed: number): ort.Tensor {
  const dims = inputDims(graph, batch);
  return new ort.Tensor("float32", seededImages(seed, elementCount(dims)), dims);
}

/** Writes a model into a folder for as long as it is loaded from there. */
function load(
  encoded: EncodedModel,
  folder: string,
  options: ort.InferenceSession.SessionOptions,
  { create, now }: Runtime,
) {
  return withModelFiles(folder, encoded, async (path) => ({
    loadStart: now(),
    session: await create(path, options),
    loadEnd: now(),
  }));
}

/** The plain graph of a worker's job: from the catalog, or from its file. */
async function plainOf({ job, graphFile }: WorkerStart): Promise<Graph> {
  return graphFile === undefined ? plainGraphOf(job) : await readGraph(graphFile);
}

/**
 * Outputs of the plain float32 graph for the first image on the CPU, operator by operator as written:
 * what any other session of the model must agree with. `undefined` where the job is that graph.
 */
async function referenceOutputs(
  { job, traceFolder }: WorkerStart,
  { plain, runtime }: { readonly plain: Graph; readonly runtime: Runtime },
): Promise<readonly Float32Array[] | undefined> {
  if (isReference(job)) return undefined;
  const graph = fixBatch(plain, 1);
  const options = sessionOptions({ device: "cpu", threads: job.threads }, { level: "disabled" });
  const { session } = await load(
    encodeOnnx(graph, seededValues(job.seed)),
    traceFolder,
    options,
    runtime,
  );
  const { outputs } = await timedRun(session, seededFeed(graph, 1, job.seed));
  await session.release();
  return outputs;
}

/** The runtime's trace of the runs so far, taken away from where the runtime put it. */
async function takeTrace(
  session: ort.InferenceSession,
  { folder, prefix }: { readonly folder: string; readonly prefix: string },
): Promise<string> {
  session.endProfiling();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = `${folder}/${name}`;
    const text = await Deno.readTextFile(path);
    await Deno.remove(path);
    return text;
  }
  throw new Error(`Cannot find the runtime's trace in "${folder}"`);
}

/**
 * Builds, loads and runs a job's graph: once to finish loading, then for the runtime's trace (see
 * traced_runs.ts). Tracing ends before anything is timed.
 *
 * @throws {RangeError} If the catalog or the network refuses the job.
 * @throws {Error} If the runtime cannot load or run it.
 */
export async function openSession(
  start: WorkerStart,
  runtime: Runtime = ONNX_RUNTIME,
): Promise<TimedSession> {
  const { job, traceFolder } = start;
  const { now } = runtime;
  const plain = await plainOf(start);
  const references = await referenceOutputs(start, { plain, runtime });

  const trace = { folder: traceFolder, prefix: `trace-${crypto.randomUUID()}` };
  const options = sessionOptions(job, { tracePrefix: `${trace.folder}/${trace.prefix}` });
  const buildStart = now();
  const graph = graphOf(job, plain);
  const encoded = encodeOnnx(fixBatch(graph, job.batch), seededValues(job.seed));
  const { session, loadStart, loadEnd } = await load(encoded, traceFolder, options, runtime);

  const feed = seededFeed(graph, job.batch, job.seed);
  const first = await timedRun(session, feed, now);
  const timeRun = async () => (await timedRun(session, feed, now)).runMs;
  const tracedMs = await tracedRuns(timeRun);
  const traceText = await takeTrace(session, trace);

  return {
    loaded: {
      built: await builtGraph(plain, graph),
      buildMs: loadStart - buildStart,
      loadMs: loadEnd - loadStart,
      firstRunMs: first.runMs,
      profiledRunMs: median(tracedMs),
      trace: summarizeTrace(traceText, {
        provider: PROVIDERS[job.device].name,
        runCount: tracedMs.length,
      }),
      outputSha256: await sha256(first.outputs),
      finite: areFinite(first.outputs),
      referenceDifference: references === undefined
        ? null
        : largestDifference(first.outputs, references),
    },
    timeRun,
  };
}

/**
 * Loads and runs a job's graph with the rewrites that are asked for, again and again.
 *
 * @returns Gives the difference to the plain graph on the CPU, as {@linkcode Loaded} has it.
 */
export async function openTrials(
  start: WorkerStart,
  runtime: Runtime = ONNX_RUNTIME,
): Promise<(names: readonly string[]) => Promise<number>> {
  const { job, traceFolder } = start;
  const plain = await plainOf(start);
  const references = await referenceOutputs(
    { job: { ...job, graph: "fast" }, traceFolder },
    { plain, runtime },
  );
  return async function differenceWith(names) {
    const isAsked = ([name]: readonly [string, unknown]) => names.includes(name);
    const rewrites = Object.fromEntries(Object.entries(CPU_REWRITES).filter(isAsked));
    const graph = rewrittenGraphOf(job, plain, rewrites);
    const encoded = encodeOnnx(fixBatch(graph, job.batch), seededValues(job.seed));
    const { session } = await load(encoded, traceFolder, sessionOptions(job), runtime);
    const { outputs } = await timedRun(session, seededFeed(graph, job.batch, job.seed));
    await session.release();
    return largestDifference(outputs, references ?? []);
  };
}

async function builtGraph(plain: Graph, timed: Graph): Promise<BuiltGraph> {
  const { params, buffers, macs } = countGraph(plain);
  const executedMacs = countGraph(timed).macs;
  return { graphHash: await graphHash(plain), params, buffers, macs, executedMacs };
}

/**
 * Loads a small graph and runs it on a device for one seeded image.
 *
 * @throws {Error} If the device does not work.
 */
export async function runOnDevice(
  graph: Graph,
  device: Device,
): Promise<{ readonly image: Float32Array; readonly output: Float32Array }> {
  const model = encodeSelfContained(fixBatch(graph, 1), seededValues(0));
  const session = await ort.InferenceSession.create(model, sessionOptions({ device, threads: 1 }));
  const feed = seededFeed(graph, 1, 0);
  const { outputs: [output] } = await timedRun(session, feed);
  await session.release();
  return { image: feed.data as Float32Array, output: output ?? new Float32Array() };
}

/** Of all outputs, one after the other. */
async function sha256(outputs: readonly Float32Array<ArrayBuffer>[]): Promise<string> {
  const bytes = await new Blob([...outputs]).arrayBuffer();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Version of the runtime that is loaded. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common;
}
