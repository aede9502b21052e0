import { assertEquals, assertStringIncludes } from "@std/assert";
import { findProgram, trtexecText } from "../../../cli/engines/trtexec.ts";
import { withFolder } from "../../support/run_task.ts";

Deno.test({
  name: "findProgram() finds a program that can be run, and nothing else",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${await Deno.realPath(folder)}/trtexec`;
      await Deno.writeTextFile(path, "#!/bin/sh\n", { mode: 0o755 });
      assertEquals(await findProgram(path), path);
      await Deno.chmod(path, 0o644);
      assertEquals(await findProgram(path), undefined);
      assertEquals(await findProgram("no-such-trtexec"), undefined);
    }),
});

Deno.test("trtexecText() says what TensorRT lacks where its program is there", () => {
  assertEquals(trtexecText(undefined), undefined);
  const text = trtexecText("/usr/src/tensorrt/bin/trtexec") ?? "";
  assertStringIncludes(text, "/usr/src/tensorrt/bin/trtexec is there");
  assertStringIncludes(text, "what is missing is onnxruntime-gpu");
});
