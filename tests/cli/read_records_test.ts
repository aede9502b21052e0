import { assertEquals, assertRejects } from "@std/assert";
import { recordLine } from "../../bench/record.ts";
import { readRecords } from "../../cli/read_records.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { failure } from "../reports/fixed_records.ts";
import { withFolder } from "../support/run_task.ts";

async function read(path: string) {
  const reasons: string[] = [];
  const problems: string[] = [];
  await readRecords(path, {
    onRecord: (record) => record.kind === "failure" && reasons.push(record.reason),
    onProblem: (problem, isHalf) => problems.push(`${problem.slice(0, 20)} ${isHalf}`),
  });
  return { reasons, problems };
}

Deno.test("readRecords() reads lines and letters across the pieces of a file", () =>
  withFolder(async (folder) => {
    const reasons = Array.from({ length: 40 }, (_, index) => `${index}${"€".repeat(9999)}`);
    const text = reasons.map((reason) => recordLine(failure("deit-s", reason))).join("\n");
    await Deno.writeTextFile(`${folder}/a.jsonl`, text);
    assertEquals(await read(`${folder}/a.jsonl`), { reasons, problems: [] });
  }));

Deno.test("readRecords() numbers the lines that are no records and tells halves", () =>
  withFolder(async (folder) => {
    const good = recordLine(failure("deit-s", "killed"));
    await Deno.writeTextFile(`${folder}/a.jsonl`, `${good}{"kind":\n{}\n${good}{"sch`);
    assertEquals(await read(`${folder}/a.jsonl`), {
      reasons: ["killed", "killed"],
      problems: [
        "line 2 is no record: true",
        "line 3 is no record: false",
        "line 5 is no record: true",
      ],
    });
  }));

Deno.test("readRecords() says which file cannot be read", async () => {
  await assertRejects(() => read("no-such.jsonl"), UsageError, 'Cannot read "no-such.jsonl"');
});
