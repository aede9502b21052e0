import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { gpuReportCommand } from "../../../cli/gpu/gpu_report_command.ts";
import { parseCommandLine } from "../../../cli/shell/command.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { memoryForUs } from "../../../cli/gpu/gpu_report_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

for (
  const [args, message] of [
    [["resnett18"], 'Cannot find model "resnett18"'],
    [["no-such.pth"], 'Cannot read "no-such.pth" as it is not there'],
    [["--size", "abc"], 'Cannot read size "abc"'],
    [["--out", "README.md"], 'Cannot write to "README.md" as '],
  ] as const
) {
  Deno.test(`gpu-report ${args.join(" ")} is refused before anything is measured`, async () => {
    const call = async () => await gpuReportCommand.run(parseCommandLine(gpuReportCommand, args));
    await assertRejects(call, UsageError, message);
  });
}

Deno.test("gpu-report says which steps it has no time for, keeps a log, and mixes no two reports", async () => {
  await withFolder(async (folder) => {
    const out = `${folder}/report`;
    const { code, stderr } = await runTask("gpu-report", "--time", "1s", "--out", out);
    assertEquals(code, 3, stderr);
    const lines = stderr.trim().split("\n");
    const leftOut = lines.filter((line) => line.endsWith(": left out, as no time is left"));
    assertEquals(leftOut.length, 11, stderr);
    const log = await Deno.readTextFile(`${out}/log.txt`);
    assertMatch(log, /^\n== nvidia-smi, 10 s at most\nnvidia-smi -q\n/);
    for (const line of leftOut) assertStringIncludes(log, `${line}\n`);

    const again = await runTask("gpu-report", "--out", out);
    assertEquals(again.code, 2);
    assertStringIncludes(again.stderr, `Cannot write to "${out}" as a report is there already`);
  });
});

Deno.test("memoryForUs() is that of the card, of a split one what its smallest part has", () => {
  assertEquals(memoryForUs({ memoryBytes: 80, isSplit: false }), [80]);
  assertEquals(memoryForUs({ memoryBytes: 80, isSplit: null }), [80]);
  assertEquals(memoryForUs({ memoryBytes: 80, isSplit: true }), [10]);
  assertEquals(memoryForUs({ memoryBytes: null, isSplit: true }), []);
});
