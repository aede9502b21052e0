// Tries a device out: a device that the runtime lists is not yet one that works.

import * as ort from "onnxruntime-node";
import type { ProbedAnswer } from "../../engine/answers.ts";
import type { ProbeRequest } from "../../engine/requests.ts";
import { isSoftwareAdapter, providerOf } from "../../job/device.ts";
import { errorText } from "../../job/error_text.ts";
import type { Arithmetic, Device } from "../../job/protocol.ts";
// What writes models takes as long to set up as the runtime, and most processes try nothing out.
import defer * as arithmetic from "../parts/arithmetic.ts";
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

/** What the product of a trial is computed in on a device; throws Error where it does not work. */
async function computedOn(device: Device, isHalf = false): Promise<Arithmetic> {
  const { model, image, shape } = arithmetic.arithmeticTrial(isHalf);
  const session = await ort.InferenceSession.create(model, sessionOptions({ device, threads: 1 }));
  const feed = new ort.Tensor("float32", image, shape);
  const { outputs: [output] } = await timedRun(session, { image: feed });
  await session.release();
  return arithmetic.arithmeticOf(image, output?.data ?? new Float32Array());
}

/** Why a device does not compute in half precision, as not every one by WebGPU does; null where it does. */
async function halfProblem(device: Device): Promise<string | null> {
  try {
    await computedOn(device, true);
    return null;
  } catch (error) {
    return `Cannot compute in fp16 on ${device}: pass --precision fp32 (${errorText(error)})`;
  }
}

/** Loads and runs a tiny graph on a device. */
export async function probeDevice(
  { device, precision: asked }: Pick<ProbeRequest, "device" | "precision">,
): Promise<Omit<ProbedAnswer, "kind">> {
  const versions = { "onnxruntime-node": runtimeVersion() };
  try {
    const precision = await computedOn(device);
    const problem = asked === "fp16" ? await halfProblem(device) : null;
    const adapter = device === "webgpu" ? await webgpuAdapter() : null;
    const { name: deviceName = null, isSoftware = false } = adapter ?? {};
    return { versions, problem, precision, deviceName, isSoftware };
  } catch (error) {
    const problem = `${errorText(error)}; it needs ${providerOf(device).needs}`;
    return { versions, problem, precision: null, deviceName: null, isSoftware: false };
  }
}
