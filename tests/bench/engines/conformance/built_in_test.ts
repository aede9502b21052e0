// The engines in Deno have no way around the protocol: they pass the conformance test.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTask } from "../../../support/run_task.ts";

for (const name of ["onnxruntime-node", "onnxruntime-c"]) {
  Deno.test(`${name} passes test-engine, which says so`, async () => {
    const { code, stdout, stderr } = await runTask("test-engine", name, "--device=cpu");
    assertEquals(code, 0, stdout + stderr);
    assertStringIncludes(stdout, `\n${name} speaks dsnet-bench-engine/1: `);
    assertStringIncludes(stdout, " passed, 0 failed, ");
    assertStringIncludes(stderr, "testing probe on cpu in fp32\n");
  });
}
