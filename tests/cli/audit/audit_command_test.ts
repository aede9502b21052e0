// `deno task audit` as its user runs it.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { recordLine } from "../../../bench/record/record.ts";
import { failure } from "../../reports/fixtures/fixed_records.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

Deno.test("audit prints Markdown with the summary first", async () => {
  const { code, stdout } = await runTask("audit");
  assertEquals(code, 0);
  assertStringIncludes(stdout.split("\n").slice(0, 3).join("\n"), "are reproduced");
  assertStringIncludes(stdout, "with alignment; classifier left out, 1 to");
  assertEquals(stdout.split("\n").length < 110, true);
});

Deno.test("audit takes models and a source, and --strict passes what does not differ", () =>
  withFolder(async (folder) => {
    const path = `${folder}/records.jsonl`;
    await Deno.writeTextFile(path, recordLine(failure("deit-s", "killed")));
    const { code, stdout, stderr } = await callCommand(
      "audit",
      "resnet50",
      "--source",
      "torchvision docs",
      "--records",
      path,
      "--format",
      "json",
      "--strict",
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(JSON.parse(stdout).summary, {
      figures: 4,
      reproduced: 2,
      differs: 0,
      explained: 0,
      consistentWithSeveral: 0,
      unexplained: 0,
      cannotBeTestedHere: 2,
    });
  }));

Deno.test("audit covers detectors, and says that gains in AP cannot be tested here", async () => {
  const { code, stdout } = await callCommand(
    "audit",
    "swin-t-mask-rcnn",
    "dsnet-s-aligned-mask-rcnn",
    "--format",
    "csv",
    "--strict",
  );
  // The FLOPs of one table are by mmcv's rule.
  assertEquals(code, 1);
  const rows = stdout.split("\r\n").slice(1, -1);
  const kinds = (text: string) => rows.filter((row) => row.includes(text)).length;
  assertEquals([kinds(",params_m,"), kinds(",flops_g,"), kinds("gain,")], [3, 3, 3]);
  const gains = rows.filter((row) => row.startsWith("gain,"));
  assertEquals(gains.filter((row) => row.includes(",cannot be tested here,")), gains);
});

Deno.test("audit --explain has every figure of a model in sentences", async () => {
  const { code, stdout } = await callCommand("audit", "--explain", "dsnet-b");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Ours: 41,813,640 parameters, 7,179,416,256 multiply-adds.");
  assertStringIncludes(
    stdout,
    "- 48.8 (ours 41.81): differs (x1.17), unexplained: the nearest of what was tried is " +
      "with alignment; classifier left out, which gives 48.83; this row alone; 1 to ",
  );
});

/** Wrong calls, and a part of the message that each must give on stderr. */
const WRONG_CALLS: readonly (readonly [call: readonly string[], message: string])[] = [
  [["alexnet"], 'Cannot find model "alexnet" in the catalog'],
  [["--source", "nowhere"], 'is from a source with "nowhere"'],
  [["--records", "no-such-file.jsonl"], 'Cannot read "no-such-file.jsonl"'],
  [["--format", "html"], 'Cannot take --format "html"'],
  [["dsnet-t", "--explain", "dsnet-b"], "Cannot take models and --explain dsnet-b together"],
  [["--strickt"], "did you mean --strict?"],
];

for (const [call, message] of WRONG_CALLS) {
  Deno.test(`audit ${call.join(" ")} is refused with exit code 2 and the reason`, async () => {
    const { code, stdout, stderr } = await callCommand("audit", ...call);
    assertStringIncludes(stderr, message);
    assertEquals([code, stdout], [2, ""]);
  });
}

Deno.test("audit does not pass with records that cannot be read", () =>
  withFolder(async (folder) => {
    const path = `${folder}/records.jsonl`;
    const auditWith = async (text: string) => {
      await Deno.writeTextFile(path, text);
      const call = ["audit", "dsnet-t", "--source", "DS-Net paper", "--records", path] as const;
      const { code, stderr } = await callCommand(...call);
      return [code, stderr] as const;
    };
    const good = recordLine(failure("deit-s", "killed"));
    const none =
      `error: Cannot audit as "${path}" holds no record that can be read: name records ` +
      "of bench, as reports/out/records.jsonl\n";
    assertEquals(await auditWith(""), [3, none]);
    const broken = `warning: ${path}: line 1 is no record: it is no JSON\n`;
    assertEquals(await auditWith("no\n"), [3, broken + none]);
    assertEquals(await auditWith(`no\n${good}`), [1, broken]);
  }));
