// The devices that the runtime may compute on, and what to do where one is missing.

import type { Device, Precision } from "./protocol.ts";

/** Devices of onnxruntime-node, by their names on the command line. */
export type NodeDevice = "cpu" | "webgpu" | "cuda" | "tensorrt" | "coreml" | "dml";

/** How the runtime knows a device. */
export interface Provider {
  /** Value of the session option `executionProviders`. */
  readonly option: string;
  /** Name in the runtime's traces. */
  readonly name: string;
  /** What must be there, for people. */
  readonly needs: string;
}

/** Every device by its name on the command line. */
const PROVIDERS: Readonly<Record<NodeDevice, Provider>> = {
  cpu: { option: "cpu", name: "CPUExecutionProvider", needs: "nothing" },
  webgpu: {
    option: "webgpu",
    name: "WebGpuExecutionProvider",
    needs: "a GPU with its driver: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS",
  },
  cuda: {
    option: "cuda",
    name: "CUDAExecutionProvider",
    needs:
      "an NVIDIA GPU, CUDA and cuDNN 9 on the library path or in the Python of --python, and the " +
      'runtime\'s CUDA provider, which "deno task setup --device cuda" gets',
  },
  tensorrt: {
    option: "tensorrt",
    name: "TensorrtExecutionProvider",
    needs: "an NVIDIA GPU with TensorRT 10 on the library path, and what cuda needs",
  },
  coreml: { option: "coreml", name: "CoreMLExecutionProvider", needs: "macOS" },
  dml: {
    option: "dml",
    name: "DmlExecutionProvider",
    needs: "Windows 10 or later with Direct3D 12",
  },
};

/** Devices from the fastest kind down: the order in which `auto` tries them. */
export const AUTO_ORDER: readonly NodeDevice[] = [
  "tensorrt",
  "cuda",
  "dml",
  "coreml",
  "webgpu",
  "cpu",
];

/**
 * How onnxruntime-node knows a device.
 *
 * @throws {RangeError} If it is another engine's.
 */
export function providerOf(device: Device): Provider {
  const provider = Object.hasOwn(PROVIDERS, device) ? PROVIDERS[device as NodeDevice] : undefined;
  if (provider !== undefined) return provider;
  throw new RangeError(
    `Cannot compute on "${device}" with onnxruntime-node: take one of ${AUTO_ORDER.join(", ")}, ` +
      `or an engine that has it`,
  );
}

/** Devices that compute by CUDA: a machine may have several, which are told apart as `cuda:1`. */
export const CUDA_DEVICES: readonly Device[] = ["cuda", "tensorrt", "nv-tensorrt-rtx"];

/** `cuda:1` -> `cuda`: what engines and tables of devices know of it. */
export function deviceKind(device: Device): Device {
  const [kind = device] = device.split(":");
  return kind;
}

/** `cuda:1` -> 1; `undefined` where none is named. */
export function deviceIndex(device: Device): number | undefined {
  const [, index] = /^[^:]+:(\d{1,3})$/.exec(device) ?? [];
  return index === undefined ? undefined : Number(index);
}

/**
 * Variables under which CUDA's libraries compute in what is asked for, whatever an engine tells them:
 * by their own default they take float32 as TF32 (docs.nvidia.com, "NVIDIA_TF32_OVERRIDE").
 */
export function precisionVariables(
  device: Device,
  precision: Precision,
): Readonly<Record<string, string>> {
  const isExact = precision === "fp32" && CUDA_DEVICES.includes(deviceKind(device));
  return isExact ? { NVIDIA_TF32_OVERRIDE: "0" } : {};
}

/** Adapters that compute on the processor. */
const SOFTWARE_ADAPTERS = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i;

/** Whether an adapter's name tells that it is emulated on the processor. */
export function isSoftwareAdapter(name: string): boolean {
  return SOFTWARE_ADAPTERS.test(name);
}

/** Sessions whose nodes spent a larger share elsewhere do not bear the device's name. */
export const FALLBACK_LIMIT = 0.05;
