import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTaskIn } from "../../support/run_task.ts";

Deno.test("tune refuses a file that cannot be written before it tunes", async () => {
  const args = ["resnet18", "--device", "cpu", "--out", "README.md/list.json"];
  const { code, stderr } = await runTaskIn({ limitMs: 60_000 }, "tune", ...args);
  assertStringIncludes(stderr, 'Cannot write to "README.md" as a file is in the place of a folder');
  assertEquals(code, 2);
});
