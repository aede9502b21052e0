// The rewrites of the fast graph, a list for each device. A list holds what tests proved equal on that
// device over the operators of the catalog (tests/bench/webgpu/webgpu_rewrites_test.ts for WebGPU), as a provider may
// compute an operator that it accepts as something else. A device without a list runs the plain graph
// unless the fast one is asked for; then every rewrite is tried, and what disagrees is not timed.

import { CPU_REWRITES } from "../../models/rewrite/fast.ts";
import type { Rewrite } from "../../models/rewrite/engine/rule.ts";
import type { NodeDevice } from "./device.ts";
import type { Device, GraphVariant } from "./protocol.ts";

/** Rewrites by name, in order. */
export type Rewrites = Readonly<Record<string, Rewrite>>;

interface DeviceRewrites {
  readonly rewrites: Rewrites;
  /** Whether a test proved on that device that outputs stay the same. */
  readonly isProved: boolean;
  /** Whether they were chosen by timing on that kind of device. */
  readonly isTimed: boolean;
}

// Attention of com.microsoft is wrong from 32 tokens on where the device's subgroups have 4 lanes
// (tests/bench/webgpu/webgpu_attention.ts has the smallest case).
const { fuseSelfAttention: _, ...WEBGPU_REWRITES } = CPU_REWRITES;

const TRIAL: DeviceRewrites = { rewrites: CPU_REWRITES, isProved: false, isTimed: false };

/** The list of every device of onnxruntime-node. */
export const DEVICE_REWRITES: Readonly<Record<NodeDevice, DeviceRewrites>> = {
  cpu: { rewrites: CPU_REWRITES, isProved: true, isTimed: true },
  webgpu: { rewrites: WEBGPU_REWRITES, isProved: true, isTimed: false },
  cuda: TRIAL,
  tensorrt: TRIAL,
  coreml: TRIAL,
  dml: TRIAL,
};

/** The list of a device; one that another engine brings has every rewrite tried. */
export function deviceRewrites(device: Device): DeviceRewrites {
  return Object.hasOwn(DEVICE_REWRITES, device) ? DEVICE_REWRITES[device as NodeDevice] : TRIAL;
}

/** The graph that a device runs where none is asked for: the fast one only if it is proved equal. */
export function usualGraph(device: Device): GraphVariant {
  return deviceRewrites(device).isProved ? "fast" : "plain";
}
