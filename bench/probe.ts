// Tries a device out: a device that the runtime lists is not yet one that works.

import { buildGraph } from "../models/builder.ts";
import { relu } from "../models/operators/elementwise.ts";
import { isSoftwareAdapter, PROVIDERS } from "./device.ts";
import type { Device, ProbeResult } from "./protocol.ts";
import { runtimeVersion, tryDevice } from "./session.ts";

/** The smallest graph that a device can prove itself on. */
function tinyGraph() {
  return buildGraph("probe", {
    input: { name: "image", shape: ["N", 1, 8, 8] },
    outputName: "logits",
    body: relu,
  });
}

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

/** Loads and runs a tiny graph on a device. */
export async function probeDevice(device: Device): Promise<ProbeResult> {
  const problem = await tryDevice(tinyGraph(), device);
  const adapter = device === "webgpu" && problem === null ? await webgpuAdapter() : null;
  return {
    onnxruntime: runtimeVersion(),
    problem: problem === null ? null : `${problem}; it needs ${PROVIDERS[device].needs}`,
    deviceName: adapter?.name ?? null,
    isSoftware: adapter?.isSoftware ?? false,
  };
}
