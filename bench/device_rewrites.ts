// The rewrites of the fast graph, a list for each device. What helps is found by timing: on
// processors it was (docs/architecture.md). Where nothing was timed the list of the processor
// stands in, and `bench` says so; whoever has the device times both graphs and writes its list here.

import { CPU_REWRITES } from "../models/rewrite/fast.ts";
import type { Rewrite } from "../models/rewrite/rule.ts";
import type { Device } from "./protocol.ts";

/** The list of a device. */
export interface DeviceRewrites {
  /** By name, in order. */
  readonly rewrites: Readonly<Record<string, Rewrite>>;
  /** Whether they were chosen by timing on that kind of device. */
  readonly isTimed: boolean;
}

const STAND_IN: DeviceRewrites = { rewrites: CPU_REWRITES, isTimed: false };

/** The list of every device. */
export const DEVICE_REWRITES: Readonly<Record<Device, DeviceRewrites>> = {
  cpu: { rewrites: CPU_REWRITES, isTimed: true },
  webgpu: STAND_IN,
  cuda: STAND_IN,
  tensorrt: STAND_IN,
  coreml: STAND_IN,
  dml: STAND_IN,
};
