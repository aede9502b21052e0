import { assertEquals, assertThrows } from "@std/assert";
import { fallbackShare, summarizeTrace } from "../../bench/trace.ts";

const CPU = "CPUExecutionProvider";
const GPU = "WebGpuExecutionProvider";

function kernel(name: string, ts: number, dur: number, provider = GPU) {
  return { cat: "Node", name: `${name}_kernel_time`, ts, dur, args: { op_name: "Conv", provider } };
}

const TRACE = JSON.stringify([
  { cat: "Session", name: "session_initialization", ts: 0, dur: 5 },
  kernel("conv1", 15, 9000),
  { cat: "Session", name: "model_run", ts: 10, dur: 9100 },
  kernel("conv1", 20_001, 3000),
  kernel("conv2", 23_002, 500),
  kernel("pool", 23_600, 500, CPU),
  { cat: "Node", name: "conv2_fence_before", ts: 23_001, dur: 1 },
  { cat: "Session", name: "model_run", ts: 20_000, dur: 4500 },
]);

Deno.test("summarizeTrace() sums the kernels of the last run, in ms", () => {
  assertEquals(summarizeTrace(TRACE, GPU), {
    modelRunMs: 4.5,
    kernelMsByProvider: { [GPU]: 3.5, [CPU]: 0.5 },
    kernelMsByNode: { conv1: 3, conv2: 0.5, pool: 0.5 },
    opByNode: { conv1: "Conv", conv2: "Conv", pool: "Conv" },
    fallbackNodes: ["pool"],
  });
});

Deno.test("fallbackShare() is the time that ran elsewhere than asked for", () => {
  const trace = summarizeTrace(TRACE, GPU);
  assertEquals(fallbackShare(trace, GPU), 0.125);
  assertEquals(fallbackShare(trace, CPU), 0.875);
  assertEquals(fallbackShare({ ...trace, kernelMsByProvider: {} }, GPU), 0);
});

Deno.test("summarizeTrace() refuses text that is no trace or holds no run", () => {
  assertThrows(() => summarizeTrace("{}", CPU), Error);
  assertThrows(() => summarizeTrace("[]", CPU), Error, "holds no model_run");
});
