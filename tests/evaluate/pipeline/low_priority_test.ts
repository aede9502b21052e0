import { assertEquals } from "@std/assert";
import { canYield } from "../../../evaluate/pipeline/low_priority.ts";
import { runTied } from "../../support/tied_process.ts";

const PROGRAM = "tests/evaluate/pipeline/low_priority_program.ts";

Deno.test({
  name: "yieldToOthers() lowers the priority of its own thread and of no other",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const rights = ["--allow-read=.", "--allow-sys=setPriority,getPriority"];
    const args = ["run", "--quiet", "--no-prompt", "--no-check", ...rights, PROGRAM];
    const { stdout, stderr } = await runTied(Deno.execPath(), { args });
    const { can, before, after, own } = JSON.parse(stdout || stderr);
    assertEquals([can, after, own], [true, 19, before]);
  },
});

Deno.test("canYield() is false without the right to set priorities", () => {
  assertEquals(canYield(), false);
});
