// One network in onnxruntime-node: built, loaded, run. Only worker processes import this file.

import * as ort from "onnxruntime-node";
import { findModel } from "../models/catalog.ts";
import { encodeOnnx, graphHash, WEIGHTS_PATH } from "../models/onnx.ts";
import { seededImages } from "../models/weights.ts";
import type { Job, Loaded } from "./protocol.ts";

/** Errors only; the runtime's warnings are about our own graphs and of no use to a reader. */
const LOG_SEVERITY_ERROR = 3;

/** A loaded network. */
export interface TimedSession {
  readonly loaded: Loaded;
  /** Runs the whole batch once and returns how long `session.run` took. */
  readonly timeRun: () => Promise<number>;
}

/**
 * Session options, all that matter stated. Idle threads must sleep: a pool that spins would burn
 * the cores of the model that is being timed in another process.
 */
function sessionOptions(job: Job, weights: Float32Array<ArrayBuffer>) {
  return {
    executionProviders: ["cpu"],
    intraOpNumThreads: job.threads,
    graphOptimizationLevel: "all",
    logSeverityLevel: LOG_SEVERITY_ERROR,
    externalData: [{ path: WEIGHTS_PATH, data: new Uint8Array(weights.buffer) }],
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  } as const;
}

/**
 * Builds, loads and runs a job's network once.
 *
 * @throws {RangeError} If the catalog or the network refuses the job.
 * @throws {Error} If the runtime cannot load or run it.
 */
export async function openSession(job: Job): Promise<TimedSession> {
  const { batch, height, width, seed } = job;

  const buildStart = performance.now();
  const graph = findModel(job.model).build({ size: { height, width } });
  const { model, weights } = encodeOnnx(graph, seed);
  const loadStart = performance.now();
  const session = await ort.InferenceSession.create(model, sessionOptions(job, weights));
  const loadEnd = performance.now();

  const images = seededImages(seed, batch * 3 * height * width);
  const feeds = { image: new ort.Tensor("float32", images, [batch, 3, height, width]) };
  const timeRun = async () => {
    const start = performance.now();
    await session.run(feeds);
    return performance.now() - start;
  };

  const firstStart = performance.now();
  const { logits } = await session.run(feeds);
  const firstRunMs = performance.now() - firstStart;
  if (logits === undefined) throw new RangeError(`Cannot time "${job.model}": it has no logits`);
  const data = logits.data as Float32Array<ArrayBuffer>;

  return {
    loaded: {
      graphHash: await graphHash(graph),
      buildMs: loadStart - buildStart,
      loadMs: loadEnd - loadStart,
      firstRunMs,
      outputSha256: await sha256(data),
      finite: data.every(Number.isFinite),
    },
    timeRun,
  };
}

async function sha256(data: Float32Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data)).toHex();
}

/** Version of the runtime that is loaded. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common;
}
