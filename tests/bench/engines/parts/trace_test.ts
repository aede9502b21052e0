import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { summarizeTrace } from "../../../../bench/engines/parts/trace.ts";

const CPU = "CPUExecutionProvider";
const GPU = "WebGpuExecutionProvider";

function kernel(name: string, ts: number, dur: number, provider = GPU) {
  return { cat: "Node", name: `${name}_kernel_time`, ts, dur, args: { op_name: "Conv", provider } };
}

/** A run of 9.1 ms to warm up, then three in which `conv1` takes 3, 4 and 8 ms. */
const TRACE = JSON.stringify([
  { cat: "Session", name: "session_initialization", ts: 0, dur: 5 },
  kernel("conv1", 15, 9000),
  { cat: "Session", name: "model_run", ts: 10, dur: 9100 },
  kernel("conv1", 20_001, 3000),
  kernel("conv2", 23_002, 500),
  kernel("pool", 23_600, 500, CPU),
  { cat: "Node", name: "conv2_fence_before", ts: 23_001, dur: 1 },
  { cat: "Session", name: "model_run", ts: 20_000, dur: 4500 },
  kernel("conv1", 30_001, 4000),
  kernel("conv2", 34_100, 300),
  kernel("pool", 34_600, 500, CPU),
  { cat: "Session", name: "model_run", ts: 30_000, dur: 5500 },
  kernel("conv1", 40_001, 8000),
  kernel("conv2", 48_100, 900),
  kernel("pool", 49_200, 500, CPU),
  { cat: "Session", name: "model_run", ts: 40_000, dur: 9800 },
]);

Deno.test("summarizeTrace() takes the median of each kernel over the last runs, in ms", () => {
  assertEquals(summarizeTrace(TRACE, { provider: GPU, runCount: 3 }), {
    runCount: 3,
    modelRunMs: 5.5,
    kernelMsByNode: { conv1: 4, conv2: 0.5, pool: 0.5 },
    opByNode: { conv1: "Conv", conv2: "Conv", pool: "Conv" },
    fallbackNodes: ["pool"],
    fallbackShare: 0.1,
  });
  assertEquals(summarizeTrace(TRACE, { provider: GPU, runCount: 1 }).kernelMsByNode["conv1"], 8);
});

Deno.test("summarizeTrace() sums what a node takes within one run", () => {
  const looping = JSON.stringify([
    { cat: "Session", name: "model_run", ts: 0, dur: 100 },
    ...[10, 20, 30].map((ts) => kernel("body", ts, 5)),
  ]);
  const { kernelMsByNode } = summarizeTrace(looping, { provider: GPU, runCount: 1 });
  assertEquals(kernelMsByNode, { body: 0.015 });
});

Deno.test("summarizeTrace() says which share of the time ran elsewhere than asked for", () => {
  const share = (text: string, provider: string) =>
    summarizeTrace(text, { provider, runCount: 1 }).fallbackShare;
  assertAlmostEquals(share(TRACE, CPU), 8.9 / 9.4);
  const idle = JSON.stringify([{ cat: "Session", name: "model_run", ts: 0, dur: 100 }]);
  assertEquals(share(idle, GPU), 0);
});

Deno.test("summarizeTrace() takes the time of the device where its provider tells it", () => {
  const run = (ts: number) => ({ cat: "Session", name: "model_run", ts, dur: 9000 });
  const webgpu = (name: string, ts: number, dur: number) => ({ cat: "Api", name, ts, dur });
  const told = JSON.stringify([
    kernel("conv1", 10, 20),
    kernel("shape", 40, 1),
    kernel("pool", 60, 2000, CPU),
    run(0),
    kernel("conv1", 10_010, 20),
    kernel("pool", 10_060, 2000, CPU),
    run(10_000),
    webgpu("conv1&Conv&Transpose", 5, 1000),
    webgpu("conv1&Conv&Conv2dMM", 1005, 4000),
    webgpu("conv1&Conv&Conv2dMM", 10_005, 7000),
    webgpu("queue", 10_006, 9),
    // Of a run that does not count.
    webgpu("conv1&Conv&Conv2dMM", 50_000, 7000),
  ]);
  const { kernelMsByNode, fallbackShare, deviceMs } = summarizeTrace(told, {
    provider: GPU,
    runCount: 2,
  });
  assertEquals(kernelMsByNode, { conv1: 6, shape: 0, pool: 2 });
  assertEquals([fallbackShare, deviceMs], [0.25, 6]);

  const cuda = JSON.stringify([
    kernel("conv1", 10, 20, "CUDA"),
    run(0),
    {
      cat: "Kernel",
      name: "implicit_gemm",
      ts: 15,
      dur: 3000,
      args: { parent_name: "conv1_kernel_time", op_name: "Conv" },
    },
  ]);
  const own = summarizeTrace(cuda, { provider: "CUDA", runCount: 1 });
  assertEquals([own.kernelMsByNode, own.deviceMs], [{ conv1: 3 }, 3]);
});

Deno.test("summarizeTrace() refuses text that is no trace or holds too few runs", () => {
  const request = { provider: CPU, runCount: 1 };
  assertThrows(() => summarizeTrace("{}", request), Error);
  assertThrows(() => summarizeTrace("[]", request), Error, "must hold 1 model_run: it has 0");
  assertThrows(() => summarizeTrace(TRACE, { ...request, runCount: 5 }), Error, "it has 4");
});

Deno.test("summarizeTrace() says of half a trace that the disk may be full", () => {
  assertThrows(
    () => summarizeTrace(TRACE.slice(0, 100), { provider: GPU, runCount: 1 }),
    Error,
    "as it is cut off: free some space in the temporary folder",
  );
});
