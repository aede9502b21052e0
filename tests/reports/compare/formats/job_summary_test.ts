// reports/compare/formats/job_summary.ts: what a job's summary takes, and what comes first.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { compareSides } from "../../../../reports/compare/compare.ts";
import { jobSummary } from "../../../../reports/compare/formats/job_summary.ts";
import { compareMarkdown } from "../../../../reports/compare/formats/compare_markdown.ts";
import { counted, runOn, side } from "../../fixtures/compare_records.ts";

/** Counts of models of which each tenth became bigger, the others much smaller. */
function reportOf(modelCount: number) {
  const models = Array.from({ length: modelCount }, (_, index) => `m${index}-名`);
  const sideOn = (day: number, params: (index: number) => number) =>
    side(`${day}`, [
      runOn(day),
      ...models.map((model, i) => counted(day, model, params(i), { graphHash: model })),
    ], true);
  return compareSides(sideOn(1, () => 100), sideOn(2, (index) => index % 10 === 0 ? 101 : 50));
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const OPTIONS = { whole: "out/compare.md" };

Deno.test("jobSummary() is the whole comparison where there is room for it", () => {
  const report = reportOf(3);
  const whole = compareMarkdown(report);
  assertEquals(jobSummary(report, { ...OPTIONS, roomBytes: bytes(whole) }), {
    text: whole,
    isWhole: true,
  });
  assertEquals(jobSummary(report, { ...OPTIONS, roomBytes: bytes(whole) - 1 })?.isWhole, false);
});

Deno.test("jobSummary() keeps verdict, words and bad rows, whole lines, and counts the rest", () => {
  const report = reportOf(100);
  const whole = compareMarkdown(report).split("\n");
  for (const roomBytes of [1500, 2000, 5000, 8000]) {
    const { text = "", isWhole } = jobSummary(report, { ...OPTIONS, roomBytes }) ?? {};
    assertEquals(isWhole, false);
    assert(bytes(text) <= roomBytes, `${bytes(text)} of ${roomBytes}`);
    const lines = text.trimEnd().split("\n");
    assertEquals(lines[0], "## Comparison: failed");
    const isLine = (line: string) => line.startsWith("| m") || line.startsWith("- ");
    const [, count] = /^(\d+) more lines in out\/compare\.md\.$/.exec(lines.at(-1) ?? "") ?? [];
    assertEquals(Number(count), whole.filter(isLine).length - lines.filter(isLine).length);
    assertEquals(lines.slice(0, -1).filter((line) => !whole.includes(line)), []);
    const tells = (word: string) => lines.filter((line) => line.includes(word)).length;
    assert(tells(" BIGGER |") === 10 || tells(" smaller |") === 0, "bad rows come first");
    assertMatch(text, /BIGGER/);
  }
});

Deno.test("jobSummary() cuts 8,000 rows to what is left of a mebibyte", () => {
  const roomBytes = 1_048_574 - 300_000;
  const { text = "" } = jobSummary(reportOf(8000), { ...OPTIONS, roomBytes }) ?? {};
  assert(bytes(text) <= roomBytes);
  assert(bytes(text) > roomBytes - 400, `${roomBytes - bytes(text)} bytes unused`);
  assertEquals(text.split("\n").filter((line) => line.includes("BIGGER")).length, 800);
});

Deno.test("jobSummary() says nothing where not even the verdict has room", () => {
  assertEquals(jobSummary(reportOf(3), { ...OPTIONS, roomBytes: 20 }), undefined);
  const { text = "" } = jobSummary(reportOf(3), { ...OPTIONS, roomBytes: 80 }) ?? {};
  assertMatch(text, /^## Comparison: failed\n\n\d+ more lines in out\/compare\.md\.\n$/);
});
