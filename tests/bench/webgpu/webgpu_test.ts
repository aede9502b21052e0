// A device that is no processor, for real: WebGPU through a Vulkan driver. In CI that is SwiftShader,
// a software renderer (see .ci/run); the row says so, and `auto` never takes it.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findBlame } from "../../../bench/run/blame.ts";
import { trialStarter, workerStarter } from "../../../bench/run/worker_process.ts";
import { runTask, withFolder } from "../../support/run_task.ts";
import { ADAPTER, NEEDS_WEBGPU, SKIP_REASON } from "../../support/webgpu.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

Deno.test({
  ...NEEDS_WEBGPU,
  name: `workerStarter() computes on WebGPU what the processor computes${SKIP_REASON}`,
  fn: () =>
    withFolder(async (traceFolder) => {
      const startWorker = workerStarter({ timeLimitMs: 300_000, traceFolder });
      const job = { ...fakeJob("resnet18"), device: "webgpu", height: 32, width: 32 } as const;
      const { loaded, close } = await startWorker(job);
      await close();
      const { referenceDifference, trace } = loaded;
      assert(referenceDifference !== null && referenceDifference < 1e-4, `${referenceDifference}`);
      assert((trace.kernelMsByProvider["WebGpuExecutionProvider"] ?? 0) > 0);
    }),
});

Deno.test({
  ...NEEDS_WEBGPU,
  name: `bench labels a row on WebGPU with its adapter${SKIP_REASON}`,
  fn: () =>
    withFolder(async (folder) => {
      const { code, stdout, stderr } = await runTask(
        ...["bench", "resnet18", "--device", "webgpu", "--size", "32", "--batch", "1"] as const,
        ...["--time", "1s", "--out", folder],
      );
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, `used webgpu (${ADAPTER.deviceName})`);
      if (ADAPTER.isSoftware) assertStringIncludes(stdout, "software renderer");
    }),
});

Deno.test({
  ignore: !ADAPTER.isSoftware,
  name: `trialStarter() finds the rewrite that is to blame on WebGPU${SKIP_REASON}`,
  fn: () =>
    withFolder(async (traceFolder) => {
      const startTrials = trialStarter({ timeLimitMs: 300_000, traceFolder });
      // 37 tokens, where SwiftShader's Attention is wrong.
      const job = { ...fakeJob("deit-t"), device: "webgpu", height: 96, width: 96 } as const;
      const { differenceWith, close } = await startTrials(job);
      const blame = await findBlame(
        ["fuseSelfAttention", "storeWeightsTransposed"],
        async (rewrites) => await differenceWith(rewrites) < 1e-3,
        { now: () => 0, endMs: 1 },
      );
      await close();
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
