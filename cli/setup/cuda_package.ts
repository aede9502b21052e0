// The CUDA provider of ONNX Runtime, as onnxruntime-gpu on PyPI has it: for CUDA 13 and cuDNN 9.

import { dirname } from "node:path";
import { runtimeLibraryPath } from "../../bench/engines/onnxruntime_c/ort_library.ts";
import type { ProviderPackage } from "../../bench/engines/onnxruntime_c/plugin_providers.ts";

/** The CUDA that this package is built for; the runtime's own installer has one for 12. */
export const PACKAGE_CUDA = 13;

/** What the runtime loads, and looks for beside its own library. */
export const CUDA_PROVIDER = "libonnxruntime_providers_cuda.so";

/** The package of the runtime's version. Its libraries are the same for every Python. */
export const CUDA_PACKAGE = {
  name: "onnxruntime-gpu",
  version: "1.30.0",
  folder: "onnxruntime/capi",
  only: [
    CUDA_PROVIDER,
    "libonnxruntime_providers_shared.so",
    "libonnxruntime_providers_tensorrt.so",
  ],
  libraries: { linux: CUDA_PROVIDER },
  wheels: {
    "linux-x86_64": {
      file: "onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl",
      bytes: 246_685_715,
      sha256: "6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1",
    },
  },
} as const satisfies ProviderPackage;

/** Where the runtime looks for its providers. */
export function runtimeFolder(): string {
  return dirname(runtimeLibraryPath());
}
