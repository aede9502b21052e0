// One graph in onnxruntime-node: built, loaded, run. Only worker processes import this file.

import { seededValues } from "../../models/graph/parameter_values.ts";
import * as ort from "onnxruntime-node";
import type { Graph } from "../../models/graph/graph.ts";
import { encodeOnnx, encodeSelfContained, graphHash } from "../../models/graph/onnx.ts";
import { CPU_REWRITES } from "../../models/rewrite/fast.ts";
import { fixBatch } from "../../models/rewrite/variants/fix_batch.ts";
import { areFinite, isReference, largestDifference } from "./agreement.ts";
import { providerOf } from "../job/device.ts";
import { countGraph } from "../count/count.ts";
import { withModelFiles } from "./model_files.ts";
import type { BuiltGraph, Device, Job, Loaded, WorkerStart } from "../job/protocol.ts";
import { isBatchFirst } from "../job/input_plan.ts";
import { graphOf, rewrittenGraphOf } from "../job/subject.ts";
import { feedsOf } from "./feeds.ts";
import { errorText } from "../job/error_text.ts";
import { loadProblem } from "../files/load_problem.ts";
import { type Network, openNetwork } from "./network.ts";
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
    executionProviders: [providerOf(device).option],
    intraOpNumThreads: threads,
    graphOptimizationLevel: level,
    logSeverityLevel: LOG_SEVERITY_ERROR,
    extra: { session: WAITING },
    ...(tracePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: tracePrefix }),
  };
}

/** How a graph of a network is loaded. */
interface Loading {
  readonly batch: number;
  /** Where a model lies meanwhile. */
  readonly folder: string;
  readonly options: ort.InferenceSession.SessionOptions;
  readonly runtime: Runtime;
}

/** Loads a graph: the user's own file where it is that graph, else written for as long as it takes. */
async function load(
  { plain, values, file }: Network,
  graph: Graph,
  { batch, folder, options, runtime: { create, now } }: Loading,
) {
  async function timedCreate(path: string, more: ort.InferenceSession.SessionOptions = {}) {
    const loadStart = now();
    const session = await create(path, { ...options, ...more });
    return { loadStart, session, loadEnd: now() };
  }
  if (file !== undefined && graph === plain) {
    try {
      return await timedCreate(file.path, { freeDimensionOverrides: file.sizesByName(batch) });
    } catch (error) {
      throw new Error(loadProblem(errorText(error), file), { cause: error });
    }
  }
  return await withModelFiles(folder, encodeOnnx(fixBatch(graph, batch), values), timedCreate);
}

/**
 * Outputs of the plain float32 graph on the CPU, operator by operator as written, for the first image
 * or, where outputs do not begin with it, for all: what any other session of the model must agree
 * with. `undefined` where the job is that graph.
 */
async function referenceOutputs(
  { job, traceFolder: folder }: WorkerStart,
  { network, runtime }: { readonly network: Network; readonly runtime: Runtime },
): Promise<readonly Float32Array[] | undefined> {
  if (isReference(job)) return undefined;
  const { plain, arrays } = network;
  const batch = isBatchFirst(plain) && arrays.size === 0 ? 1 : job.batch;
  const options = sessionOptions({ device: "cpu", threads: job.threads }, { level: "disabled" });
  const { session } = await load(network, plain, { batch, folder, options, runtime });
  const { outputs } = await timedRun(session, feedsOf(plain, { batch, seed: job.seed, arrays }));
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
  const { job, traceFolder: folder } = start;
  const { now } = runtime;
  using network = await openNetwork(start);
  const { plain } = network;
  const references = await referenceOutputs(start, { network, runtime });

  const trace = { folder, prefix: `trace-${crypto.randomUUID()}` };
  const options = sessionOptions(job, { tracePrefix: `${trace.folder}/${trace.prefix}` });
  const buildStart = now();
  const graph = graphOf(job, plain);
  const { batch } = job;
  const { session, loadStart, loadEnd } = await load(
    network,
    graph,
    { batch, folder, options, runtime },
  );

  const feeds = feedsOf(graph, { batch, seed: job.seed, arrays: network.arrays });
  const first = await timedRun(session, feeds, now);
  const timeRun = async () => (await timedRun(session, feeds, now)).runMs;
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
        provider: providerOf(job.device).name,
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
  const { job, traceFolder: folder } = start;
  const network = await openNetwork(start);
  const references = await referenceOutputs(
    { ...start, job: { ...job, graph: "fast" } },
    { network, runtime },
  );
  return async function differenceWith(names) {
    const isAsked = ([name]: readonly [string, unknown]) => names.includes(name);
    const rewrites = Object.fromEntries(Object.entries(CPU_REWRITES).filter(isAsked));
    const graph = rewrittenGraphOf(job, network.plain, rewrites);
    const { batch, seed } = job;
    const { session } = await load(
      network,
      graph,
      { batch, folder, options: sessionOptions(job), runtime },
    );
    const { outputs } = await timedRun(
      session,
      feedsOf(graph, { batch, seed, arrays: network.arrays }),
    );
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
  const feeds = feedsOf(graph, { batch: 1, seed: 0 });
  const { outputs: [output] } = await timedRun(session, feeds);
  await session.release();
  return { image: feeds["image"]?.data as Float32Array, output: output ?? new Float32Array() };
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
