// What a hostile name in a records file can do to a terminal or the log of a CI system: nothing.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { type BenchRecord, recordLine } from "../../../bench/record/record.ts";
import { failure, RUN, timing } from "../../reports/fixtures/fixed_records.ts";
import { callCommand } from "../../support/call_command.ts";
import { runTask, type TaskResult, withFolder } from "../../support/run_task.ts";

const HOSTILE = "::error::a\x1b[2J\r\n::add-mask::b\u202e\n##vso[x]c";

/** A run whose every name is hostile; its part of the plan is not the whole. */
function hostileRecords(): readonly BenchRecord[] {
  const settings = { ...RUN.settings, models: [HOSTILE], anchor: HOSTILE };
  const shard = { plan: HOSTILE, index: 1, count: 2, run: 1, runs: 1 };
  const environment = { ...RUN.environment, cpuModel: HOSTILE, operatingSystem: HOSTILE };
  return [
    { ...RUN, settings, shard, environment, machine: HOSTILE, commandLine: [HOSTILE] },
    timing(HOSTILE, 128, 1),
    failure("deit-s", HOSTILE),
  ];
}

function assertHarmless({ stdout, stderr }: TaskResult): void {
  for (const text of [stdout, stderr]) {
    const lines = text.split(/\r?\n/);
    assertEquals(lines.filter((line) => line.trimStart().startsWith("::")), []);
    assertEquals(lines.filter((line) => /##\w*\[/.test(line)), []);
    assertEquals(lines.filter((line) => /[^\P{Cc}\t]|\p{Bidi_C}/u.test(line)), []);
  }
}

for (const format of ["md", "csv", "json"]) {
  Deno.test(`report --format ${format} and its warnings give nobody an order`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/records.jsonl`;
      await Deno.writeTextFile(path, hostileRecords().map(recordLine).join(""));
      const result = await callCommand("report", path, "--format", format);
      assertStringIncludes(result.stdout, "add-mask");
      assertStringIncludes(result.stderr, "add-mask");
      assertHarmless(result);
    }));
}

Deno.test("an error message gives nobody an order, whatever was typed", async () => {
  const result = await runTask("count", HOSTILE);
  assertStringIncludes(result.stderr, "Cannot find model");
  assertHarmless(result);
});
