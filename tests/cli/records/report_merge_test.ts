// `report` of several files as its user runs it.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { type BenchRecord, recordLine } from "../../../bench/record/record.ts";
import { RUN, timing } from "../../reports/fixtures/fixed_records.ts";
import { callCommand } from "../../support/call_command.ts";
import { evaluationRecord, pictureRecords } from "../../support/evaluations.ts";
import { runTask, withFolder } from "../../support/run_task.ts";

/** A part of two with the anchor and its own model. */
function part(index: number, model: string, machine = RUN.machine): readonly BenchRecord[] {
  const runId = `run-${index}`;
  const settings = { ...RUN.settings, models: ["deit-s", model] };
  const shard = { plan: "ab12", index, count: 2, run: 1, runs: 1 };
  return [
    { ...RUN, runId, settings, shard, machine },
    { ...timing("deit-s", 128, 1), runId },
    { ...timing(model, 64, 0.5), runId },
  ];
}

async function write(path: string, records: readonly BenchRecord[], tail = ""): Promise<string> {
  await Deno.writeTextFile(path, records.map(recordLine).join("") + tail);
  return path;
}

Deno.test("report joins the parts of a plan into one table, files and folders of them", () =>
  withFolder(async (folder) => {
    const a = await write(`${folder}/a.jsonl`, part(1, "dsnet-b"));
    await Deno.mkdir(`${folder}/b`);
    await write(`${folder}/b/records.jsonl`, part(2, "resnet50"));
    const { code, stdout, stderr } = await callCommand(
      "report",
      a,
      `${folder}/b`,
      "--format",
      "json",
    );
    assertEquals([code, stderr], [0, ""]);
    const models = JSON.parse(stdout).map((row: { model: string }) => row.model);
    assertEquals(models, ["resnet50", "deit-s", "dsnet-b"]);
  }));

Deno.test("report tolerates half a line and says so, a line of something else is a fault", () =>
  withFolder(async (folder) => {
    const a = await write(`${folder}/a.jsonl`, part(1, "dsnet-b"));
    const b = await write(`${folder}/b.jsonl`, part(2, "resnet50"), '{"schema":"dsnet-be');
    const cut = await callCommand("report", a, b);
    assertEquals(cut.code, 0);
    assertStringIncludes(cut.stderr, "b.jsonl: line 4 is no record: it is cut off");

    for (const line of ['{"schema":"other/1"}\n', '{"schema":"dsnet-be\n']) {
      await write(b, part(2, "resnet50"), line);
      assertEquals((await callCommand("report", a, b)).code, 1, line);
    }
  }));

Deno.test("report reads a copy once, and refuses two unlike files of one part", () =>
  withFolder(async (folder) => {
    const a = await write(`${folder}/a.jsonl`, part(1, "dsnet-b"));
    const b = await write(`${folder}/b.jsonl`, part(2, "resnet50"));
    const c = await write(`${folder}/c.jsonl`, part(2, "resnet50"));
    const whole = await callCommand("report", a, b, "--format", "json");
    const copied = await callCommand("report", a, b, c, "--format", "json");
    assertEquals(copied, { ...whole, stderr: `note: ${c} and ${b} are identical: read once\n` });

    await write(c, part(2, "resnet50"), '{"schema":"dsnet-be');
    const unlike = await callCommand("report", a, b, c);
    assertEquals(unlike.code, 1);
    assertStringIncludes(unlike.stderr, `part 2/2 of plan ab12 is in each of ${b}, ${c}, which`);
  }));

Deno.test("report takes anchors that disagree for a doubt, which hides no fault", () =>
  withFolder(async (folder) => {
    const a = await write(`${folder}/a.jsonl`, part(1, "dsnet-b"));
    const slow = part(2, "resnet50").map((record) =>
      record.kind === "timing" && record.model === "deit-s"
        ? { ...timing("deit-s", 64, 1), runId: record.runId }
        : record
    );
    const b = await write(`${folder}/b.jsonl`, slow);
    const doubted = await callCommand("report", a, b);
    assertEquals(doubted.code, 0);
    assertStringIncludes(doubted.stderr, "warning: drift: ");
    await write(b, slow, '{"schema":"other/1"}\n');
    assertEquals((await callCommand("report", a, b)).code, 1);
  }));

Deno.test("report says ten findings of a kind and counts the others", () =>
  withFolder(async (folder) => {
    const parts = Array.from(
      { length: 15 },
      (_, i) =>
        part(i, "dsnet-b").map((record) =>
          record.kind === "run"
            ? { ...record, shard: { plan: `${i}`, index: 1, count: 2, run: 1, runs: 1 } }
            : record
        ),
    );
    const a = await write(`${folder}/a.jsonl`, parts.flat());
    const { code, stderr } = await callCommand("report", a);
    const lines = stderr.trim().split("\n");
    assertEquals([code, lines.length, lines.at(-1)], [1, 11, "warning: missing: 5 more"]);
  }));

Deno.test("report refuses a device, which may never end", async () => {
  const { code, stderr } = await runTask("report", "/dev/zero");
  const text =
    'Cannot read "/dev/zero" as it is a device and no file: copy what it gives into a file';
  assertEquals([code, stderr], [2, `error: ${text}\n`]);
});

Deno.test("report says which part is missing, by exit code 1 too", () =>
  withFolder(async (folder) => {
    const a = await write(`${folder}/a.jsonl`, part(1, "dsnet-b"));
    const { code, stdout, stderr } = await callCommand("report", a);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "warning: missing: plan ab12 lacks 1 of its 2 parts");
    assertStringIncludes(stdout, "| DS-Net-B |");
  }));

Deno.test("report of parts that drifted and lack one ends as without the drift", () =>
  withFolder(async (folder) => {
    const rated = (index: number, rate: number) =>
      part(index, `model-${index}`).map((record) => {
        const isAnchor = record.kind === "timing" && record.model === "deit-s";
        const shard = { plan: "ab12", index, count: 3, run: 1, runs: 1 };
        if (record.kind === "run") return { ...record, shard };
        const imagesPerSecond = { median: rate, low: 0.99 * rate, high: 1.01 * rate };
        const roundsMs = Array.from({ length: 6 }, () => [8000 / rate]);
        return isAnchor ? { ...record, imagesPerSecond, roundsMs } : record;
      });
    const a = await write(`${folder}/a.jsonl`, rated(1, 100));
    const b = await write(`${folder}/b.jsonl`, rated(2, 150));
    const { code, stderr } = await callCommand("report", a, b);
    const kinds = [...stderr.matchAll(/^warning: (\w+):/gm)].map(([, kind]) => kind);
    assertEquals([code, kinds], [1, ["missing", "drift"]]);
  }));

Deno.test("report gives unlike machines a column each", () =>
  withFolder(async (folder) => {
    const a = await write(`${folder}/a.jsonl`, part(1, "dsnet-b"));
    const b = await write(`${folder}/b.jsonl`, part(2, "resnet50", "ffff"));
    const { code, stdout } = await runTask("report", a, b, "--out", `${folder}/out`);
    assertEquals(code, 0);
    const machines = await Deno.readTextFile(`${folder}/out/machines.md`);
    assertStringIncludes(
      machines,
      "| 0a1b2c3d4e5f, cpu, 4 thread(s) |     ffff, cpu, 4 thread(s) |",
    );
    assertStringIncludes(stdout, machines);
  }));

Deno.test("report refuses what it does not follow with evaluations alone", () =>
  withFolder(async (folder) => {
    const records = [evaluationRecord({}), ...pictureRecords("run", { right: 7, to: 10 })];
    const path = await write(`${folder}/evaluations.jsonl`, records);
    const shown = await callCommand("report", path);
    assertEquals([shown.code, shown.stdout.includes("70")], [0, true]);
    const { code, stdout, stderr } = await callCommand("report", path, "--out", `${folder}/out`);
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, "Cannot take --out with evaluations alone");
  }));
