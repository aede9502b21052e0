import { assertEquals } from "@std/assert";
import type { Prepared } from "../../../bench/prepare/preparation.ts";
import { startRequest } from "../../../bench/run/loaded_engines.ts";
import { fakeJob } from "../fakes/fake_workers.ts";
import { fakeEngine } from "../../support/fake_engines.ts";

Deno.test("startRequest() calls one of several GPUs by its kind, as its process sees no other", () => {
  const job = fakeJob("negation");
  const prepared: Prepared = {
    kind: "prepared",
    ...{ paths: { onnx: "model.onnx" }, dimensions: {}, inputs: [], outputs: [], buildMs: 0 },
    built: { graphHash: "", params: 0, buffers: 0, macs: 0, executedMacs: 0 },
  };
  const deviceOf = (device: string) =>
    startRequest({ ...job, device }, { prepared, folder: "/", engine: fakeEngine() }).device;
  assertEquals([deviceOf("cuda:1"), deviceOf("cuda")], ["cuda", "cuda"]);
});
