// The default engine has no way around the protocol: it passes the conformance test.

import { assertEquals } from "@std/assert";
import { runTask } from "../../../support/run_task.ts";

Deno.test("onnxruntime-node passes test-engine, which says so", async () => {
  const { code, stdout, stderr } = await runTask("test-engine", "onnxruntime-node", "--device=cpu");
  assertEquals(code, 0, stdout + stderr);
  assertEquals(
    stdout.split("\n").at(-2),
    "onnxruntime-node speaks dsnet-bench-engine/1: 27 passed, 0 failed, 2 skipped",
  );
});
