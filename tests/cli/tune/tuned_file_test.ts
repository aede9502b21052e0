import { assertEquals } from "@std/assert";
import { jobOf, settingsOf } from "../../../bench/plan/plan.ts";
import { graphOf } from "../../../bench/job/subject.ts";
import { tunedPath, tunedRewrites, tunedText } from "../../../cli/tune/tuned_file.ts";
import { findModel } from "../../../models/catalog.ts";

const PLACE = { device: "cpu", machine: "0a1b", onnxruntime: "1.30.0" };
const TEXT = tunedText({
  ...PLACE,
  at: "2026-01-02T03:04:05.000Z",
  commandLine: ["tune"],
  models: ["resnet18"],
  rewrites: ["foldResidual", "foldBatchNorm"],
  leftOut: [],
  unequal: [],
  findings: [],
  confirmed: {},
});

Deno.test("tunedRewrites() has the list of this device, machine and runtime, in the device's order", () => {
  assertEquals(tunedRewrites(TEXT, PLACE), { rewrites: ["foldBatchNorm", "foldResidual"] });
  assertEquals(tunedPath({ ...PLACE, device: "cuda:1" }), "reports/out/rewrites-cuda-1-0a1b.json");
});

Deno.test("tunedRewrites() takes nothing that was found elsewhere, or is no such file", () => {
  const problemOf = (text: string, changes = {}) => tunedRewrites(text, { ...PLACE, ...changes });
  assertEquals(problemOf(TEXT, { machine: "ffff" }), {
    problem: "it is for machine 0a1b, this is ffff",
  });
  assertEquals(problemOf(TEXT, { onnxruntime: "1.31.0" }), {
    problem: "it is for onnxruntime 1.30.0, this is 1.31.0",
  });
  assertEquals(problemOf("{"), { problem: "it is no JSON" });
  assertEquals(problemOf("{}"), { problem: "it is no file of tune's" });
  assertEquals(problemOf(TEXT.replaceAll("foldResidual", "foldPaper")), {
    problem: 'there is no rewrite "foldPaper"',
  });
});

Deno.test("a list reaches the fast graphs of the default engine, and the record of the run", () => {
  const entry = findModel("deit-t");
  const plan = {
    runId: "run",
    models: [entry],
    anchor: "deit-t",
    graphs: ["fast"] as const,
    size: { height: 32, width: 32 },
    batch: 1,
    threads: 1,
    deviceRequested: "cpu",
    device: "cpu",
    precision: "fp32" as const,
    input: "copied" as const,
    seed: 1,
    timeMs: 1,
    rounds: 1,
    sliceMs: 1,
    precisionTarget: 0,
    ceilings: false,
    memoryLimitBytes: 1,
    rewrites: ["foldResidual"],
  };
  const job = jobOf(plan, "deit-t", "fast");
  const plain = entry.build({ size: plan.size });
  const isFused = (rewrites: readonly string[]) =>
    graphOf({ ...job, rewrites }, plain).nodes.some(({ op }) => op === "Attention");
  assertEquals(job.rewrites, ["foldResidual"]);
  assertEquals([isFused(["foldResidual"]), isFused(["fuseSelfAttention"])], [false, true]);
  assertEquals("rewrites" in jobOf(plan, "deit-t", "plain"), false);
  const other = { engine: "pytorch", options: {}, instances: 1 };
  assertEquals("rewrites" in jobOf(plan, "deit-t", "fast", other), false);
  assertEquals(settingsOf(plan).rewrites, ["foldResidual"]);
});
