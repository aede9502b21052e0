// One ONNX file in onnxruntime-node: loaded, run, traced. Only engine processes and what makes the
// reference import this file.

import * as ort from "onnxruntime-node";
import type { StartRequest } from "../../engine/requests.ts";
import { providerOf } from "../../job/device.ts";
import type { Device } from "../../job/protocol.ts";
import { writeOutputs } from "../parts/output_files.ts";
import type { OpenModel } from "../parts/serve.ts";
import { timedRun } from "../parts/timed_run.ts";
import { tracedFields } from "../parts/traced_runs.ts";
import { sessionEntries } from "../parts/session_entries.ts";
import { readFeeds } from "./tensors.ts";

/** Errors only; the runtime's warnings are about our own graphs and of no use to a reader. */
export const LOG_SEVERITY_ERROR = 3;

/** What loads a model, and the clock that times it; tests put a fake in the runtime's place. */
export interface Runtime {
  readonly create: (
    path: string,
    options: ort.InferenceSession.SessionOptions,
  ) => Promise<ort.InferenceSession>;
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
}

/** The runtime itself. */
export const ONNX_RUNTIME: Runtime = {
  create: (path, options) => ort.InferenceSession.create(path, options),
  now: () => performance.now(),
};

interface Placement {
  readonly device: Device;
  readonly threads: number;
  /** Whether other work runs on the same cores. @default "own" */
  readonly cores?: StartRequest["cores"];
}

/** Session options, all that matter stated. */
export function sessionOptions(
  { device, threads, cores }: Placement,
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
    extra: { ...sessionEntries({ cores }) },
    ...(tracePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: tracePrefix }),
  };
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
 * Loads a model, runs it, and traces it.
 *
 * @throws {Error} If the runtime cannot load or run it.
 */
export async function openSession(
  request: StartRequest,
  { create, now }: Runtime = ONNX_RUNTIME,
): Promise<OpenModel> {
  const { model, inputs, folder, device, threads, cores, precision, trace: isTraced } = request;
  if (request.residency === "resident" && device !== "cpu") {
    throw new RangeError(
      `Cannot keep tensors on ${device} as onnxruntime-node has no memory there: leave --input ` +
        "resident out, or take another engine, such as onnxruntime-c, onnxruntime or pytorch",
    );
  }
  const feeds = await readFeeds(inputs);
  const trace = { folder, prefix: `trace-${crypto.randomUUID()}` };
  const traceOptions = isTraced ? { tracePrefix: `${folder}/${trace.prefix}` } : {};

  const loadStart = now();
  const session = await create(model.path, {
    ...sessionOptions({ device, threads, cores }, traceOptions),
    ...boundOptions(model.dimensions),
  });
  const loadMs = now() - loadStart;

  const first = await timedRun(session, feeds, now);
  const timeRun = async () => (await timedRun(session, feeds, now)).runMs;
  const outputs = await writeOutputs(folder, first.outputs);
  return {
    loaded: {
      versions: { "onnxruntime-node": runtimeVersion() },
      deviceName: null,
      // Of float32, the probe tells what products are computed in.
      precision: precision === "fp16" ? "fp16" : null,
      threads,
      loadMs,
      firstRunMs: first.runMs,
      runsInFlight: 1,
      outputs,
      notes: [],
      ...isTraced
        ? await tracedFields(timeRun, {
          takeTrace: () => takeTrace(session, trace),
          provider: providerOf(device).name,
        })
        : {},
    },
    timeRun,
    runOn: async (others) =>
      await writeOutputs(folder, (await timedRun(session, await readFeeds(others), now)).outputs),
  };
}

/** Named dimensions as numbers; the runtime plans memory by them. */
export function boundOptions(
  dimensions: Readonly<Record<string, number>>,
): Pick<ort.InferenceSession.SessionOptions, "freeDimensionOverrides"> {
  return Object.keys(dimensions).length === 0 ? {} : { freeDimensionOverrides: dimensions };
}

/** Version of the runtime that is loaded. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common;
}
