import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  combinations,
  estimatedMemoryBytes,
  jobKey,
  type SizedJob,
  splitByMemory,
} from "../../bench/plan.ts";
import type { Job } from "../../bench/protocol.ts";
import { findModel } from "../../models/catalog.ts";
import { fakeJob } from "./fake_workers.ts";

Deno.test("combinations() names every size, batch and number of threads in order", () => {
  const sizes = [{ height: 160, width: 160 }, { height: 224, width: 224 }];
  const grid = combinations({ sizes, batches: [1, 8, 32], threads: [2] });
  assertEquals(grid.map(({ size, batch }) => `${size.height}/${batch}`), [
    ...["160/1", "160/8", "160/32", "224/1", "224/8", "224/32"],
  ]);
});

Deno.test("jobKey() differs by every field, not by their order", () => {
  const job = fakeJob("a");
  const reversed = Object.fromEntries(Object.entries(job).reverse()) as unknown as Job;
  assertEquals(jobKey(reversed), jobKey(job));
  const changes = [
    ...[{ model: "b" }, { graph: "fast" }, { height: 1 }, { width: 1 }, { batch: 2 }],
    ...[{ threads: 2 }, { device: "cuda" }, { precision: "fp16" }, { input: "expanded" }, {
      seed: 2,
    }],
  ] as const;
  for (const change of changes) assertNotEquals(jobKey({ ...job, ...change }), jobKey(job));
});

Deno.test("splitByMemory() makes one part where there is no limit", () => {
  const jobs = ["a", "b"].map((model) => ({ job: fakeJob(model), memoryBytes: 1e15 }));
  assertEquals(splitByMemory(jobs, [], Infinity), [jobs.map(({ job }) => job)]);
});

Deno.test("splitByMemory() puts the pinned jobs in front of every part", () => {
  const sized = (model: string, memoryBytes: number): SizedJob => ({
    job: fakeJob(model),
    memoryBytes,
  });
  const parts = splitByMemory(
    [sized("b", 40), sized("c", 50), sized("d", 50), sized("e", 500), sized("f", 1)],
    [sized("a", 10)],
    100,
  );
  assertEquals(parts.map((part) => part.map(({ model }) => model).join("")), [
    ...["abc", "ad", "ae", "af"],
  ]);
});

Deno.test("estimatedMemoryBytes() grows with weights and with the batch", () => {
  const graph = findModel("dsnet-b-aligned").build();
  const one = estimatedMemoryBytes(graph, 1);
  assert(one > 2 * 4 * 49_343_752, `${one} bytes`);
  assert(estimatedMemoryBytes(graph, 64) > one + 64 * 4 * 256 * 56 * 56);
});
