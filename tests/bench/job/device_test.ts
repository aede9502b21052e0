import { assertEquals } from "@std/assert";
import { isSoftwareAdapter, precisionVariables } from "../../../bench/job/device.ts";

Deno.test("isSoftwareAdapter() knows the renderers of Chromium, Mesa and Windows, and no GPU", () => {
  const software = [
    "SwiftShader Device (Subzero)",
    "llvmpipe (LLVM 17.0.6, 256 bits)",
    "lavapipe",
    "softpipe",
    "Microsoft Basic Render Driver",
    "Software Rasterizer",
  ];
  assertEquals(software.filter((name) => !isSoftwareAdapter(name)), []);
  const gpus = ["NVIDIA H100 80GB HBM3", "AMD Radeon RX 7900", "Intel(R) Arc(TM) A770", "Apple M3"];
  assertEquals(gpus.filter(isSoftwareAdapter), []);
});

Deno.test("precisionVariables() takes TF32 away from CUDA where float32 is asked for, and only there", () => {
  assertEquals(precisionVariables("cuda:1", "fp32"), { NVIDIA_TF32_OVERRIDE: "0" });
  assertEquals(precisionVariables("tensorrt", "fp32"), { NVIDIA_TF32_OVERRIDE: "0" });
  for (
    const [device, precision] of [["cuda", "tf32"], ["cuda", "fp16"], ["cpu", "fp32"]] as const
  ) {
    assertEquals(precisionVariables(device, precision), {});
  }
});
