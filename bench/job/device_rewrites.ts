// The rewrites of the fast graph, a list for each device. A list holds what tests compared with the plain
// graph on that device over the operators of the catalog (tests/bench/webgpu/webgpu_rewrites_test.ts for
// WebGPU, tests/bench/engines/onnxruntime_c/openvino_test.ts for OpenVINO), as a provider may
// compute an operator that it accepts as something else. Where no test proved all of it, the plain graph
// runs unless the fast one is asked for; then every rewrite is tried, and what disagrees is not timed.

import { CPU_REWRITES, rewritesWithout } from "../../models/rewrite/fast.ts";
import type { Rewrite } from "../../models/rewrite/engine/rule.ts";
import { deviceKind } from "./device.ts";
import type { Device, EngineUse, GraphVariant, Job } from "./protocol.ts";

/** Rewrites by name, in order. */
export type Rewrites = Readonly<Record<string, Rewrite>>;

interface DeviceRewrites {
  readonly rewrites: Rewrites;
  /** Whether tests proved that outputs stay the same on every device of that kind. */
  readonly isProved: boolean;
  /** Whether they were chosen by timing on that kind of device. */
  readonly isTimed: boolean;
}

/** What was chosen by its time in ONNX Runtime's own provider for processors, whose kernels it is for. */
const OF_ITS_KERNELS = [
  "splitGroups",
  "padGroups",
  "mergeGroups",
  "gateInBlocks",
  "convolveMlps",
  "fuseBiasedAttention",
  "gatherTokens",
];

// WebGPU has a kernel for com.microsoft's Attention and none for its FusedMatMul. Attention is wrong from
// 32 tokens on where the device's subgroups have 4 lanes, as a software renderer's have, and right from
// 8 lanes on (docs/measurements/webgpu.md), so nothing proves the list for all of these devices.
const WEBGPU_REWRITES = rewritesWithout(...OF_ITS_KERNELS);

/** A device of ONNX Runtime's, by its plugin. */
const OPENVINO = "openvino";
/** Engines that are OpenVINO, whatever the device is called: Python's own, and the plugin alone. */
const OPENVINO_ENGINES = [OPENVINO, "onnxruntime-openvino"];

// OpenVINO 2026.4 ends with a fault of memory while it loads PVT's graph with `fuseProducts` and
// `projectFewerTokens` both, and finds such products by itself. What it cannot load ends at
// `block1.0/Add_2`, the second of two sums in a row with the residual, of which the first one adds a
// FusedMatMul of two computed values; with MatMul there, it loads.
const OPENVINO_REWRITES = rewritesWithout("fuseProducts", "splitProducts", ...OF_ITS_KERNELS);

const TRIAL: DeviceRewrites = { rewrites: CPU_REWRITES, isProved: false, isTimed: false };

/** The lists that were made for a device. */
export const DEVICE_REWRITES: Readonly<Record<"cpu" | "webgpu" | "openvino", DeviceRewrites>> = {
  cpu: { rewrites: CPU_REWRITES, isProved: true, isTimed: true },
  webgpu: { rewrites: WEBGPU_REWRITES, isProved: false, isTimed: false },
  openvino: { rewrites: OPENVINO_REWRITES, isProved: true, isTimed: false },
};

/** The list of a device; of another one, every rewrite is tried. */
export function deviceRewrites(device: Device): DeviceRewrites {
  const kind = deviceKind(device);
  return Object.hasOwn(DEVICE_REWRITES, kind)
    ? DEVICE_REWRITES[kind as keyof typeof DEVICE_REWRITES]
    : TRIAL;
}

/** The graph that a device runs where none is asked for: the fast one only if it is proved equal. */
export function usualGraph(device: Device): GraphVariant {
  return deviceRewrites(device).isProved ? "fast" : "plain";
}

/** Whose list a job takes: that of its device, or OpenVINO's, whatever starts it. */
export function listOwner(
  { engine, device }: Pick<EngineUse, "engine"> & Pick<Job, "device">,
): Device {
  return OPENVINO_ENGINES.includes(engine) ? OPENVINO : device;
}
