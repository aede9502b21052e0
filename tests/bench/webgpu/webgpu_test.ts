// A device that is no processor, for real: WebGPU through a Vulkan driver. In CI that is SwiftShader,
// a software renderer (see .ci/run); the row says so, and `auto` never takes it.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CEILINGS } from "../../../bench/job/ceiling.ts";
import { findBlame } from "../../../bench/run/blame.ts";
import { openWorkers, probe } from "../../../bench/run/worker_process.ts";
import { writeGraph } from "../../../bench/prepare/graph_file.ts";
import { runTask, withFolder } from "../../support/run_task.ts";
import { ADAPTER, NEEDS_WEBGPU, SKIP_REASON } from "../../support/webgpu.ts";
import { fakeJob } from "../fakes/fake_workers.ts";
import { smallAttention } from "./small_attention.ts";

/** Starts workers and trials of a small graph on WebGPU, and of the ceilings. */
async function smallGraph(scratch: string, tokens: number) {
  const graphFile = `${scratch}/attention`;
  await writeGraph(graphFile, smallAttention(tokens));
  const options = { timeLimitMs: 300_000, scratch };
  return {
    job: { ...fakeJob("attention"), device: "webgpu" } as const,
    ofGraph: { ...options, sources: new Map([["attention", { graphFile }]]) },
    ofCeilings: options,
  };
}

Deno.test({
  ...NEEDS_WEBGPU,
  name: `openWorkers() computes on WebGPU what the processor computes${SKIP_REASON}`,
  fn: () =>
    withFolder(async (scratch) => {
      const { job, ofGraph, ofCeilings } = await smallGraph(scratch, 31);
      for (
        const [model, options] of [["attention", ofGraph], [
          CEILINGS[0]?.id ?? "",
          ofCeilings,
        ]] as const
      ) {
        await using workers = openWorkers(options);
        const { loaded, close } = await workers.startWorker({ ...job, model });
        await close();
        const { finite, referenceDifference, trace } = loaded;
        assert(finite && (trace?.fallbackShare ?? 1) < 1, model);
        if (model !== "attention") continue;
        assert(
          referenceDifference !== null && referenceDifference < 1e-4,
          `${referenceDifference}`,
        );
      }
    }),
});

Deno.test({
  ...NEEDS_WEBGPU,
  name: `bench labels a row on WebGPU with its adapter${SKIP_REASON}`,
  fn: () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await runTask(
        "bench",
        ..."resnet18 --device webgpu --size 32 --batch 1 --ceilings off".split(" "),
        ...`--rounds 1 --slice 0.01s --out ${folder}`.split(" "),
      );
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, `used webgpu (${ADAPTER.deviceName})`);
      if (ADAPTER.isSoftware) assertStringIncludes(stdout, "software renderer");
    }),
});

Deno.test({
  ignore: ADAPTER.deviceName?.includes("SwiftShader") !== true,
  name: `probe() says that an adapter has no half precision before a model is loaded${SKIP_REASON}`,
  fn: async () => {
    const { problem } = await probe(
      { device: "webgpu", precision: "fp16" },
      { timeLimitMs: 60_000, scratch: Deno.cwd() },
    );
    assertStringIncludes(problem ?? "", "Cannot compute in fp16 on webgpu: pass --precision fp32");
  },
});

Deno.test({
  ignore: !ADAPTER.isSoftware,
  name: `openWorkers() finds the rewrite that is to blame on WebGPU${SKIP_REASON}`,
  fn: () =>
    withFolder(async (scratch) => {
      // From 32 tokens on, SwiftShader's Attention is wrong.
      const { job, ofGraph } = await smallGraph(scratch, 32);
      await using workers = openWorkers(ofGraph);
      const blame = await findBlame(
        ["fuseSelfAttention", "storeWeightsTransposed"],
        async (rewrites) => await workers.differenceWith(job, rewrites) < 1e-3,
        { now: () => 0, endMs: 1 },
      );
      assertEquals(blame, { rewrites: ["fuseSelfAttention"], isComplete: true });
    }),
});

Deno.test("bench on a device that is not there says what it needs, and labels nothing with it", async () => {
  await withFolder(async (folder) => {
    const missing = Deno.build.os === "darwin" ? "dml" : "cuda";
    const options = ["--device", missing, "--out", folder];
    const { code, stdout, stderr } = await runTask("bench", "resnet18", ...options);
    assertEquals([code, stdout], [3, ""]);
    assertStringIncludes(stderr, `Cannot measure on ${missing}`);
    assertStringIncludes(stderr, "it needs");
  });
});
