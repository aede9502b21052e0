// Tries a device out: a device that the runtime lists is not yet one that works.

import * as ort from "onnxruntime-node";
import type { ProbedAnswer } from "../../engine/answers.ts";
import { isSoftwareAdapter, providerOf } from "../../job/device.ts";
import { errorText } from "../../job/error_text.ts";
import type { Arithmetic, Device } from "../../job/protocol.ts";
import { arithmeticOf, arithmeticTrial } from "../parts/arithmetic.ts";
import { timedRun } from "../parts/timed_run.ts";
import { runtimeVersion, sessionOptions } from "./session.ts";

/** The WebGPU adapter as Deno sees it, which picks it by the same rules as the runtime. */
async function webgpuAdapter(): Promise<
  { readonly name: string; readonly isSoftware: boolean } | null
> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = description || [vendor, architecture, device].filter(Boolean).join(" ") || "unnamed";
  return { name, isSoftware: isFallbackAdapter || isSoftwareAdapter(name) };
}

/** Runs the product of a trial on a device. */
async function runOnDevice(device: Device) {
  const { model, image, shape } = arithmeticTrial();
  const session = await ort.InferenceSession.create(model, sessionOptions({ device, threads: 1 }));
  const feed = new ort.Tensor("float32", image, shape);
  const { outputs: [output] } = await timedRun(session, { image: feed });
  await session.release();
  return { image, output: output?.data ?? new Float32Array() };
}

/** Runs one product on a device: what it computes in, or the reason why it does not work. */
async function tryDevice(device: Device): Promise<
  { readonly precision: Arithmetic; readonly problem: null } | {
    readonly precision: null;
    readonly problem: string;
  }
> {
  try {
    const { image, output } = await runOnDevice(device);
    return { precision: arithmeticOf(image, output), problem: null };
  } catch (error) {
    return { precision: null, problem: errorText(error) };
  }
}

/** Loads and runs a tiny graph on a device. */
export async function probeDevice(device: Device): Promise<Omit<ProbedAnswer, "kind">> {
  const { precision, problem } = await tryDevice(device);
  const adapter = device === "webgpu" && problem === null ? await webgpuAdapter() : null;
  return {
    versions: { "onnxruntime-node": runtimeVersion() },
    problem: problem === null ? null : `${problem}; it needs ${providerOf(device).needs}`,
    precision,
    deviceName: adapter?.name ?? null,
    isSoftware: adapter?.isSoftware ?? false,
  };
}
