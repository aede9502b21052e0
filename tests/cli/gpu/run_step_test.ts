import { assertEquals } from "@std/assert";
import { runStep } from "../../../cli/gpu/run_step.ts";
import { suiteProgram } from "../../../cli/gpu/suite_program.ts";
import { isThere } from "../../../cli/shell/files.ts";
import { withFolder } from "../../support/run_task.ts";
import config from "../../../deno.json" with { type: "json" };

const ignore = Deno.build.os === "windows";

/** Runs a script; how it ended, and the log. */
async function ran(script: string, limitMs = 60_000, signal?: AbortSignal) {
  let log = "";
  const end = await runStep({
    program: "sh",
    args: ["-c", script],
    variables: { WHO: "us" },
    limitMs,
    ...(signal === undefined ? {} : { signal }),
    log: (text) => log += text,
    now: () => 12_345,
  });
  return { ...end, log };
}

Deno.test({
  name: "runStep() keeps what a program says, and finds the line that says what went wrong",
  ignore,
  fn: async () => {
    const script = 'echo "$WHO"; printf "note: a\\nerror: b\\nbye\\n" >&2; exit 3';
    assertEquals(await ran(script), {
      code: 3,
      isLate: false,
      reason: "error: b",
      stdout: "us\n",
      log: "  0.0 s note: a\n  0.0 s error: b\n  0.0 s bye\n",
    });
    assertEquals((await ran("echo one >&2; echo two >&2")).reason, "two");
  },
});

Deno.test({
  name: "runStep() tells a program to end when its time is over, or the person ends it",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const ready = `${folder}/ready`;
      const traps = 'trap "echo kept; exit 130" TERM; ';
      const endless = `${traps} : > ${ready}; while :; do sleep 0.05; done`;
      const person = new AbortController();
      const stopping = ran(endless, 60_000, person.signal);
      while (!await isThere(ready)) await new Promise((resolve) => setTimeout(resolve, 10));
      person.abort();
      const stopped = await stopping;
      assertEquals([stopped.code, stopped.isLate, stopped.stdout], [130, false, "kept\n"]);
      // Long enough for a shell to set its trap.
      const late = await ran(endless, 2000);
      assertEquals([late.code, late.isLate, late.stdout], [130, true, "kept\n"]);
    }),
});

Deno.test("runStep() says that there is no such program", async () => {
  const end = await runStep({
    program: "no-such-program",
    args: [],
    variables: {},
    limitMs: 1000,
    log: () => undefined,
  });
  assertEquals([end.code, end.reason], [undefined, 'there is no program "no-such-program"']);
});

Deno.test("suiteProgram() has the rights and variables of the task", () => {
  const { program, args, variables } = suiteProgram("bench", ["resnet18", "--quiet"]);
  assertEquals([program, variables], [Deno.execPath(), { DENO_NO_UPDATE_CHECK: "1" }]);
  const rights = config.tasks.bench.command.split(" ").filter((word) =>
    word.startsWith("--allow-")
  );
  assertEquals(args.filter((word) => word.startsWith("--allow-")), rights);
  assertEquals([args[0], ...args.slice(-3)], ["run", "bench", "resnet18", "--quiet"]);
});
