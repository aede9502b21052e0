import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { recordLine } from "../../../bench/record/record.ts";
import { openRecordsFile } from "../../../cli/records/records_file.ts";
import { readRecords } from "../../../cli/records/read_records.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";
import { failure } from "../../reports/fixtures/fixed_records.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied } from "../../support/tied_process.ts";

function read(path: string) {
  const reasons: string[] = [];
  const problems: string[] = [];
  readRecords(path, {
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
    assertEquals(read(`${folder}/a.jsonl`), { reasons, problems: [] });
  }));

Deno.test("readRecords() skips a byte-order mark, in front and between joined files", () =>
  withFolder(async (folder) => {
    const marked = `\uFEFF${recordLine(failure("deit-s", "killed"))}`;
    await Deno.writeTextFile(`${folder}/a.jsonl`, marked + marked);
    assertEquals(read(`${folder}/a.jsonl`), { reasons: ["killed", "killed"], problems: [] });
  }));

Deno.test("readRecords() numbers the lines that are no records and tells halves", () =>
  withFolder(async (folder) => {
    const good = recordLine(failure("deit-s", "killed"));
    await Deno.writeTextFile(`${folder}/a.jsonl`, `${good}{"kind":\n{}\n${good}{"sch`);
    assertEquals(read(`${folder}/a.jsonl`), {
      reasons: ["killed", "killed"],
      problems: [
        "line 2 is no record: false",
        "line 3 is no record: false",
        "line 5 is no record: true",
      ],
    });
  }));

Deno.test("a file that is cut anywhere loses its last line at most, and is gone on with", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.jsonl`;
    const reasons = ["killed", "€ and line\nend", "out of memory"];
    const lines = reasons.map((reason) => recordLine(failure("deit-s", reason)));
    const bytes = new TextEncoder().encode(lines.join(""));
    const later = failure("deit-s", "later");
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length }), async (size) => {
        await Deno.writeFile(path, bytes.subarray(0, size));
        // A line may lack nothing but its end.
        const ends = lines.map((_, i) =>
          new TextEncoder().encode(lines.slice(0, i + 1).join("")).length
        );
        const whole = reasons.filter((_, i) => (ends[i] ?? 0) - 1 <= size);
        const isCut = size > (ends[whole.length - 1] ?? 0);
        const cut = read(path);
        assertEquals(cut.reasons, whole);
        assertEquals(cut.problems.map((problem) => problem.endsWith("true")), isCut ? [true] : []);

        const file = openRecordsFile(path);
        file.append(later);
        file.close();
        assertEquals((read(path)).reasons, [...whole, "later"]);
      }),
      { numRuns: 60 },
    );
  }));

Deno.test("readRecords() reads a line of 20 MB in one go", () =>
  withFolder(async (folder) => {
    const reason = "x".repeat(20e6);
    await Deno.writeTextFile(`${folder}/a.jsonl`, recordLine(failure("deit-s", reason)));
    assertEquals(read(`${folder}/a.jsonl`), { reasons: [reason], problems: [] });
  }));

Deno.test("readRecords() refuses a folder and a pipe before it opens them", () =>
  withFolder(async (folder) => {
    const pipe = `${folder}/pipe`;
    await runTied("mkfifo", { args: [pipe] });
    const REFUSED = [
      [folder, "a folder and no file: name a file in it"],
      [pipe, "a pipe and no file: copy what it gives into a file"],
    ] as const;
    for (const [path, text] of REFUSED) {
      assertThrows(() => read(path), UsageError, `Cannot read "${path}" as it is ${text}`);
    }
    assertThrows(() => openRecordsFile(pipe), UsageError, `Cannot open "${pipe}" as it is a pipe`);
  }));

Deno.test("readRecords() says which file cannot be read", () => {
  assertThrows(() => read("no-such.jsonl"), UsageError, 'Cannot read "no-such.jsonl"');
});
