import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { ceilingsOf } from "../../../bench/job/ceiling.ts";
import {
  ceilingJobs,
  combinations,
  estimatedMemoryBytes,
  jobKey,
  jobMemoryBytes,
  jobOf,
  type RunPlan,
  settingsOf,
  type SizedJob,
  splitByMemory,
} from "../../../bench/plan/plan.ts";
import type { Job } from "../../../bench/job/protocol.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { findModel } from "../../../models/catalog.ts";
import { conv2d } from "../../../models/layers/layers.ts";
import { literalGraph } from "../../support/literal_graph.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

Deno.test("combinations() names every size, batch and number of threads in order", () => {
  const sizes = [{ height: 160, width: 160 }, { height: 224, width: 224 }];
  const grid = combinations({ sizes, batches: [1, 8, 32], threads: [2] });
  assertEquals(grid.map(({ size, batch }) => `${size.height}/${batch}`), [
    "160/1",
    "160/8",
    "160/32",
    "224/1",
    "224/8",
    "224/32",
  ]);
});

Deno.test("jobKey() differs by every field, not by their order", () => {
  const job = fakeJob("a");
  const reversed = Object.fromEntries(Object.entries(job).reverse()) as unknown as Job;
  assertEquals(jobKey(reversed), jobKey(job));
  const changes = [
    { model: "b" },
    { graph: "fast" },
    { height: 1 },
    { width: 1 },
    { batch: 2 },
    { threads: 2 },
    { device: "cuda" },
    { precision: "fp16" },
    { input: "expanded" },
    {
      seed: 2,
    },
  ] as const;
  for (const change of changes) assertNotEquals(jobKey({ ...job, ...change }), jobKey(job));
});

Deno.test("splitByMemory() makes one part where there is no limit", () => {
  const jobs = ["a", "b"].map((model) => ({ job: fakeJob(model), memoryBytes: 1e15 }));
  assertEquals(splitByMemory(jobs.map((job) => [job]), [], Infinity), [jobs.map(({ job }) => job)]);
});

Deno.test("splitByMemory() puts the pinned jobs in front of every part", () => {
  const sized = (model: string, memoryBytes: number): SizedJob => ({
    job: fakeJob(model),
    memoryBytes,
  });
  const parts = splitByMemory(
    [sized("b", 40), sized("c", 50), sized("d", 50), sized("e", 500), sized("f", 1)]
      .map((job) => [job]),
    [sized("a", 10)],
    100,
  );
  assertEquals(parts.map((part) => part.map(({ model }) => model).join("")), [
    "abc",
    "ad",
    "ae",
    "af",
  ]);
});

Deno.test("splitByMemory() leaves the jobs of a group together", () => {
  const [b, c, d] = ["b", "c", "d"].map((model) => ({ job: fakeJob(model), memoryBytes: 40 }));
  const parts = splitByMemory([[b], [c, d]] as readonly (readonly SizedJob[])[], [], 100);
  assertEquals(parts.map((part) => part.map(({ model }) => model).join("")), ["b", "cd"]);
});

Deno.test("splitByMemory() fills a part to its last byte", () => {
  const jobs = [60, 30, 1].map((memoryBytes, i) => ({ job: fakeJob(`${i}`), memoryBytes }));
  const pinned = [{ job: fakeJob("a"), memoryBytes: 10 }];
  const partsAt = (limitBytes: number) =>
    splitByMemory(jobs.map((job) => [job]), pinned, limitBytes).map((part) =>
      part.map(({ model }) => model).join("")
    );
  assertEquals(partsAt(101), ["a012"]);
  assertEquals(partsAt(100), ["a01", "a2"]);
  assertEquals(partsAt(99), ["a0", "a12"]);
});

Deno.test("estimatedMemoryBytes() is 150 MB, 2.2 times the weights and 5 of the largest activation", () => {
  const graph = buildGraph("tiny", {
    input: { name: "image", shape: ["N", 4, 10, 10] },
    outputName: "logits",
    body: (g, x) => conv2d(g, "conv", x, { out: 25, kernel: 1, bias: false }),
  });
  // 100 weights, 25 x 10 x 10 activations an image; 4 bytes each.
  assertEquals(estimatedMemoryBytes(graph, 1), 150e6 + 2.2 * 400 + 5 * 4 * 2500);
  assertEquals(estimatedMemoryBytes(graph, 8), 150e6 + 2.2 * 400 + 5 * 4 * 8 * 2500);
});

Deno.test("estimatedMemoryBytes() looks at every value of a file of any length", () => {
  const values = Array.from({ length: 300_000 }, (_, i) => [`${i}`, [i === 7 ? 50 : 1]] as const);
  const graph = literalGraph({ values: Object.fromEntries(values), nodes: [] });
  assertEquals(estimatedMemoryBytes(graph, 1), 150e6 + 5 * 4 * 50);
});

Deno.test("jobMemoryBytes() has what a probe saw of an engine's process, or Python with a framework", () => {
  const graph = findModel("resnet18").build({ size: { height: 64, width: 64 } });
  const modelBytes = estimatedMemoryBytes(graph, 16) - 150e6;
  const of = (engine: string, instances = 1) =>
    jobMemoryBytes(
      graph,
      { ...jobOf(PLAN, "resnet18", "plain"), engine, instances },
      new Map([["seen", 90e6], ["onnxruntime-node", 1]]),
    );
  assertEquals(of("onnxruntime-node"), modelBytes + 150e6);
  assertEquals(of("seen", 2), 2 * (modelBytes + 90e6));
  assertEquals(of("unseen"), modelBytes + 550e6);
});

const PLAN: RunPlan = {
  runId: "run-1",
  models: [findModel("deit-t"), findModel("resnet18")],
  anchor: "deit-t",
  graphs: ["fast", "plain"],
  size: { height: 64, width: 96 },
  batch: 16,
  threads: 3,
  deviceRequested: "auto",
  device: "webgpu",
  precision: "fp16",
  input: "expanded",
  seed: 9,
  timeMs: 5000,
  rounds: 12,
  sliceMs: 40,
  precisionTarget: 0.01,
  ceilings: true,
  memoryLimitBytes: 2e9,
};

Deno.test("jobOf() takes every condition from the plan", () => {
  assertEquals(jobOf(PLAN, "resnet18", "fast"), {
    model: "resnet18",
    graph: "fast",
    height: 64,
    width: 96,
    batch: 16,
    threads: 3,
    device: "webgpu",
    precision: "fp16",
    input: "expanded",
    seed: 9,
    engine: "onnxruntime-node",
    options: {},
    instances: 1,
  });
});

Deno.test("jobOf() takes the engine that is named, with its options, variant and instances", () => {
  const use = { engine: "other", options: { streams: "2" }, variant: "compile", instances: 2 };
  const { engine, options, variant, instances } = jobOf(PLAN, "resnet18", "plain", use);
  assertEquals({ engine, options, variant, instances }, use);
});

Deno.test("ceilingJobs() has every ceiling under the conditions of the networks, once a run", () => {
  const jobs = ceilingJobs(PLAN);
  const ceilings = ceilingsOf(PLAN, false);
  assertEquals(jobs.map(({ model }) => model), ceilings.map(({ id }) => id));
  assertEquals(jobs[0], {
    model: "ceiling/device-matrix-1024",
    graph: "plain",
    height: 64,
    width: 96,
    batch: 1,
    threads: 3,
    device: "webgpu",
    precision: "fp16",
    input: "expanded",
    seed: 9,
    engine: "onnxruntime-node",
    options: {},
    instances: 1,
  });
});

Deno.test("ceilingJobs() has a product and a convolution for engines after the first one on the processor", () => {
  const use = { options: {}, instances: 1, graphs: ["plain"] } as const;
  const engines = ["pytorch", "openvino"].map((engine) => ({ ...use, engine }));
  const second = ceilingJobs({ ...PLAN, device: "cpu", engines }).filter(({ engine }) =>
    engine === "openvino"
  );
  assertEquals(second.map(({ model }) => model), [
    "ceiling/matrix-2048",
    "ceiling/convolution",
  ]);
  const onDevice = ceilingJobs({ ...PLAN, engines });
  assertEquals(onDevice.length, 2 * ceilingsOf(PLAN, false).length);
});

Deno.test("settingsOf() keeps all that was asked for", () => {
  assertEquals(settingsOf(PLAN), {
    models: ["deit-t", "resnet18"],
    anchor: "deit-t",
    graphs: ["fast", "plain"],
    size: "64x96",
    batch: 16,
    threads: 3,
    device: "auto",
    precision: "fp16",
    input: "expanded",
    seed: 9,
    timeMs: 5000,
    rounds: 12,
    sliceMs: 40,
    precisionTarget: 0.01,
    ceilings: true,
    memoryLimitBytes: 2e9,
  });
});

Deno.test("estimatedMemoryBytes() grows with weights and with the batch", () => {
  const graph = findModel("dsnet-b-aligned").build();
  const one = estimatedMemoryBytes(graph, 1);
  assert(one > 2 * 4 * 49_343_752, `${one} bytes`);
  assert(estimatedMemoryBytes(graph, 64) > one + 64 * 4 * 256 * 56 * 56);
});
