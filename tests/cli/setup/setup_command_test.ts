import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTask, withFolder } from "../../support/run_task.ts";

Deno.test("setup names the devices that it sets up", async () => {
  const { code, stderr } = await runTask("setup");
  assertEquals(code, 2);
  assertStringIncludes(
    stderr,
    "Cannot set up as one device must be named: use --device openvino or cuda",
  );
});

Deno.test({
  name: "setup refuses a file that is not the pinned one, and leaves what is there as it is",
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/onnxruntime_ep_openvino-1.8.1-py3-none-manylinux_2_28_x86_64.whl`;
      await Deno.writeTextFile(path, "PK");
      const { code, stderr } = await runTask(
        "setup",
        "--device",
        "openvino",
        "--force",
        "--wheel",
        path,
      );
      assertEquals(code, 2);
      assertStringIncludes(stderr, "whole and unchanged: its SHA-256 is ");
    }),
});
