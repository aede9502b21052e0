// Providers that ONNX Runtime loads as plugins: what they are called, where their libraries lie once
// they are set up, and which package of their makers has them.

import { fileURLToPath } from "node:url";

/** A package of a provider for one system. */
export interface Wheel {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A provider that comes as a plugin. */
export interface PluginProvider {
  /** For people. */
  readonly title: string;
  /** As the runtime knows it, in traces too. */
  readonly provider: string;
  /** The package on PyPI that has its libraries; absent: there is none that holds them. */
  readonly package?: ProviderPackage;
  /** What must be there besides, for people. */
  readonly needs: string;
}

/** A package with a provider's libraries. */
export interface ProviderPackage {
  readonly name: string;
  readonly version: string;
  /** The folder within it that has the libraries. */
  readonly folder: string;
  /** Those that are wanted. @default all files of the folder */
  readonly only?: readonly string[];
  /** The library that the runtime loads, by system. */
  readonly libraries: Readonly<Record<string, string>>;
  /** Its files by system and processor, e.g. `linux-x86_64`. */
  readonly wheels: Readonly<Record<string, Wheel>>;
}

const OPENVINO_PACKAGE = {
  name: "onnxruntime-ep-openvino",
  version: "1.8.1",
  folder: "onnxruntime_ep_openvino",
  libraries: {
    linux: "libonnxruntime_providers_openvino_plugin.so",
    windows: "onnxruntime_providers_openvino_plugin.dll",
  },
  wheels: {
    "linux-x86_64": {
      file: "onnxruntime_ep_openvino-1.8.1-py3-none-manylinux_2_28_x86_64.whl",
      bytes: 52_587_628,
      sha256: "3832643158c8c187fcab6db661cde2a8c06a2b3559d95d0f2411ac0e51c5e924",
    },
    "windows-x86_64": {
      file: "onnxruntime_ep_openvino-1.8.1-py3-none-win_amd64.whl",
      bytes: 75_824_318,
      sha256: "1acd878be173b02bb8b953460f2f59b121e5f6e47ebc6aad490c0590cf6718fb",
    },
  },
} as const satisfies ProviderPackage;

/** Every such provider by the name of its device. */
export const PLUGIN_PROVIDERS = {
  openvino: {
    title: "OpenVINO",
    provider: "OpenVINOExecutionProvider",
    package: OPENVINO_PACKAGE,
    needs: "a processor of the x86-64 kind",
  },
  "nv-tensorrt-rtx": {
    title: "TensorRT for RTX",
    provider: "NvTensorRTRTXExecutionProvider",
    needs: "an NVIDIA GPU of the RTX kind with its driver",
  },
} as const satisfies Readonly<Record<string, PluginProvider>>;

/** A system and its processor, as wheels are listed by. */
export function platformName(
  { os, arch }: { readonly os: string; readonly arch: string },
): string {
  return `${os}-${arch}`;
}

/** Git and packages leave it alone, and workers may load what is in it. */
const PROVIDERS_FOLDER = new URL("../../../node_modules/.providers/", import.meta.url);

/** The folder of a package's libraries, once it is set up. */
export function providerFolder({ name, version }: ProviderPackage): string {
  return fileURLToPath(new URL(`${name}-${version}`, PROVIDERS_FOLDER));
}

/** Where a package's library lies once it is set up; undefined where there is none for the system. */
export function providerLibraryPath(
  found: ProviderPackage,
  os: string,
): string | undefined {
  const library = found.libraries[os];
  return library === undefined ? undefined : `${providerFolder(found)}/${library}`;
}
