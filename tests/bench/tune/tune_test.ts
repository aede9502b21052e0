// The list of a device by workers that are only played: what a rewrite costs is said.

import { assertEquals, assertRejects } from "@std/assert";
import type { Job } from "../../../bench/job/protocol.ts";
import type { RunPlan } from "../../../bench/plan/plan.ts";
import { tune, TuneError, worseThanNothing } from "../../../bench/tune/tune.ts";
import { findModel } from "../../../models/catalog.ts";
import { fakeLoaded } from "../fakes/fake_workers.ts";
import { runPlan } from "../fakes/run_plan.ts";

const PLAN = runPlan({
  models: [findModel("deit-t")],
  anchor: "deit-t",
  graphs: ["fast"],
  size: { height: 32, width: 32 },
  batch: 1,
  threads: 1,
  timeMs: 10_000,
  rounds: 8,
  ceilings: false,
  memoryLimitBytes: Infinity,
});

/** Tunes where a run takes as long as `runMs` says of its rewrites. */
function tuned(
  runMs: (rewrites: readonly string[]) => number,
  { plan = PLAN, unequal = [] }: {
    readonly plan?: RunPlan;
    readonly unequal?: readonly string[];
  } = {},
) {
  let nowMs = 0;
  const started: Job[] = [];
  const isUnequal = (rewrites: readonly string[]) =>
    unequal.some((name) => rewrites.includes(name));
  const found = tune(plan, {
    now: () => nowMs,
    show: () => undefined,
    differenceWith: (_, rewrites) => Promise.resolve(isUnequal(rewrites) ? 1 : 0),
    startWorker(job) {
      started.push(job);
      const { rewrites = [] } = job;
      return Promise.resolve({
        loaded: { ...fakeLoaded(""), referenceDifference: isUnequal(rewrites) ? 1 : 0 },
        runSlice() {
          const ms = runMs(rewrites);
          nowMs += ms;
          return Promise.resolve({ samplesMs: [ms], idleCpuMs: 0 });
        },
        peakMemoryBytes: () => Promise.resolve(1),
        close: () => Promise.resolve(),
      });
    },
  });
  return { found, started };
}

Deno.test("tune() leaves out a rewrite without which the model is faster, and confirms the list", async () => {
  const { found } = tuned((rewrites) => rewrites.includes("storeWeightsTransposed") ? 12.5 : 10);
  const { rewrites, leftOut, confirmed } = await found;
  assertEquals(leftOut, ["storeWeightsTransposed"]);
  assertEquals(rewrites.includes("storeWeightsTransposed"), false);
  assertEquals(rewrites.includes("fuseSelfAttention"), true);
  assertEquals(confirmed["deit-t"], { median: 1.25, low: 1.25, high: 1.25 });
});

Deno.test("tune() keeps all where the list together is slower than all rewrites", async () => {
  const { found } = tuned((rewrites) => {
    const without = ["storeWeightsTransposed", "fuseSelfAttention"].filter((name) =>
      !rewrites.includes(name)
    );
    return [12, 10, 24][without.length] ?? 24;
  });
  const { leftOut, rewrites, confirmed } = await found;
  assertEquals(leftOut, []);
  assertEquals(rewrites.includes("storeWeightsTransposed"), true);
  assertEquals(confirmed["deit-t"]?.median, 0.5);
});

Deno.test("tune() tries only rewrites that compute the same on the device", async () => {
  const plan = { ...PLAN, device: "cuda", deviceRequested: "cuda" };
  const { found, started } = tuned(() => 10, { plan, unequal: ["storeWeightsTransposed"] });
  const { unequal, rewrites, leftOut } = await found;
  assertEquals([unequal, leftOut], [["storeWeightsTransposed"], []]);
  assertEquals(rewrites.includes("storeWeightsTransposed"), false);
  assertEquals(started.some((job) => job.rewrites?.includes("storeWeightsTransposed")), false);
});

Deno.test("tune() ends with the reason where a model cannot be timed", async () => {
  const { found } = tuned(() => 10, { unequal: ["fuseSelfAttention"] });
  await assertRejects(() => found, TuneError, "Cannot time deit-t: load: outputs disagree");
});

Deno.test("worseThanNothing() goes by whole intervals, and by what no other model loses", () => {
  const finding = (rewrite: string, low: number | null, high: number | null, model = "a") => ({
    model,
    rewrite,
    ratio: { median: 1, low, high },
  });
  assertEquals(
    worseThanNothing([
      finding("faster without", 1.01, 1.1),
      finding("not resolved", 0.99, 1.1),
      finding("too few rounds", null, null),
      finding("good for another", 1.01, 1.1),
      finding("good for another", 0.8, 0.9, "b"),
      finding("no matter to another", 1.01, 1.1),
      finding("no matter to another", 0.9, 1.1, "b"),
    ]),
    ["faster without", "no matter to another"],
  );
});
