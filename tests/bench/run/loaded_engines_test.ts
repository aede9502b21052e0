import { assertEquals } from "@std/assert";
import type { LoadedAnswer } from "../../../bench/engine/answers.ts";
import type { Prepared } from "../../../bench/prepare/preparation.ts";
import { loadedOf, startRequest } from "../../../bench/run/loaded_engines.ts";
import { fakeJob } from "../fakes/fake_workers.ts";
import { fakeEngine } from "../../support/fake_engines.ts";

const PREPARED: Prepared = {
  kind: "prepared",
  paths: { onnx: "model.onnx" },
  dimensions: {},
  inputs: [],
  outputs: [],
  buildMs: 0,
  built: { graphHash: "", params: 0, buffers: 0, macs: 0, executedMacs: 0 },
};

Deno.test("startRequest() calls one of several GPUs by its kind, as its process sees no other", () => {
  const job = fakeJob("negation");
  const prepared = PREPARED;
  const deviceOf = (device: string) =>
    startRequest({ ...job, device }, { prepared, folder: "/", engine: fakeEngine() }).device;
  assertEquals([deviceOf("cuda:1"), deviceOf("cuda")], ["cuda", "cuda"]);
});

Deno.test("loadedOf() tells the runs of processes side by side as runs of the batch", () => {
  const answer: LoadedAnswer = {
    kind: "loaded",
    versions: {},
    deviceName: null,
    precision: null,
    threads: null,
    loadMs: 1,
    firstRunMs: 2,
    runsInFlight: 1,
    outputs: [],
    notes: [],
  };
  const warmUps = (batch: number, ...warmUpsMs: readonly (readonly number[] | undefined)[]) => {
    const answers = warmUpsMs.map((warmUpMs) => ({ ...answer, ...warmUpMs && { warmUpMs } }));
    const job = { ...fakeJob("negation", batch), instances: answers.length };
    return loadedOf(job, PREPARED, answers, []).warmUpMs;
  };
  assertEquals(warmUps(1, [30, 20]), [30, 20]);
  assertEquals(warmUps(1, undefined), []);
  // Two halves of a batch at the same time; the longer list ends with the shorter one.
  assertEquals(warmUps(8, [30, 20, 20], [30, 20]), [30, 20]);
  // A batch each: twice as many images in that time.
  assertEquals(warmUps(1, [30], [30]), [15]);
});
