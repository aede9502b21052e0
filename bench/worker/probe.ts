// Tries a device out: a device that the runtime lists is not yet one that works.

import { arithmeticGraph, arithmeticOf } from "./arithmetic.ts";
import { isSoftwareAdapter, providerOf } from "../job/device.ts";
import { errorText } from "../job/error_text.ts";
import type { Arithmetic, Device, ProbeResult } from "../job/protocol.ts";
import { runOnDevice, runtimeVersion } from "./session.ts";

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

/** Runs one product on a device: what it computes in, or the reason why it does not work. */
async function tryDevice(device: Device): Promise<
  { readonly arithmetic: Arithmetic; readonly problem: null } | {
    readonly arithmetic: null;
    readonly problem: string;
  }
> {
  try {
    const { image, output } = await runOnDevice(arithmeticGraph(), device);
    return { arithmetic: arithmeticOf(image, output), problem: null };
  } catch (error) {
    return { arithmetic: null, problem: errorText(error) };
  }
}

/** Loads and runs a tiny graph on a device. */
export async function probeDevice(device: Device): Promise<ProbeResult> {
  const { arithmetic, problem } = await tryDevice(device);
  const adapter = device === "webgpu" && problem === null ? await webgpuAdapter() : null;
  return {
    onnxruntime: runtimeVersion(),
    problem: problem === null ? null : `${problem}; it needs ${providerOf(device).needs}`,
    arithmetic,
    deviceName: adapter?.name ?? null,
    isSoftware: adapter?.isSoftware ?? false,
  };
}
