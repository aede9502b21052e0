import { assert, assertEquals } from "@std/assert";
import { AUTO_ORDER } from "../../../bench/job/device.ts";
import { DEVICE_REWRITES, listOwner, usualGraph } from "../../../bench/job/device_rewrites.ts";
import { appliedRewrites, plainGraphOf } from "../../../bench/job/subject.ts";
import { REWRITES } from "../../../models/rewrite/fast.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

Deno.test("usualGraph() is fast only where the rewrites were proved", () => {
  const usual = [...AUTO_ORDER, "openvino"].map((device) => [device, usualGraph(device)]);
  assertEquals(Object.fromEntries(usual), {
    cpu: "fast",
    webgpu: "plain",
    cuda: "plain",
    tensorrt: "plain",
    coreml: "plain",
    dml: "plain",
    openvino: "fast",
  });
});

Deno.test("DEVICE_REWRITES keep the order of all rewrites", () => {
  const order = Object.keys(REWRITES);
  for (const { rewrites } of Object.values(DEVICE_REWRITES)) {
    const places = Object.keys(rewrites).map((name) => order.indexOf(name));
    assert(places.length > 0 && !places.includes(-1));
    assertEquals(places, places.toSorted((a, b) => a - b));
  }
});

Deno.test("DEVICE_REWRITES split products on WebGPU alone, which has no kernel for them", () => {
  const split = Object.entries(DEVICE_REWRITES).filter(([, { rewrites }]) =>
    "splitProducts" in rewrites
  );
  assertEquals(split.map(([device]) => device), ["webgpu"]);
});

Deno.test("appliedRewrites() takes every rewrite that a job names", () => {
  const job = { ...fakeJob("pvt-tiny", 1), graph: "fast", height: 32, width: 32 } as const;
  const rewrites = ["fuseProducts", "splitProducts"];
  assertEquals(appliedRewrites({ ...job, rewrites }, plainGraphOf(job)), rewrites);
});

Deno.test("DEVICE_REWRITES leave out on OpenVINO the products that it dies of", () => {
  assert(!("fuseProducts" in DEVICE_REWRITES.openvino.rewrites));
});

Deno.test("listOwner() is OpenVINO for its engine and its device, else the device", () => {
  assertEquals(listOwner({ engine: "openvino", device: "cpu" }), "openvino");
  assertEquals(listOwner({ engine: "onnxruntime-c", device: "openvino" }), "openvino");
  assertEquals(listOwner({ engine: "onnxruntime-openvino", device: "cpu" }), "openvino");
  assertEquals(listOwner({ engine: "onnxruntime", device: "cpu" }), "cpu");
});

Deno.test("appliedRewrites() leaves products as they are for the engine of OpenVINO alone", () => {
  const fast = { ...fakeJob("pvt-tiny", 1), graph: "fast", height: 32, width: 32 } as const;
  const plain = plainGraphOf(fast);
  const fused = (engine: string) =>
    appliedRewrites({ ...fast, engine }, plain).includes("fuseProducts");
  assertEquals([fused("onnxruntime"), fused("openvino")], [true, false]);
});
