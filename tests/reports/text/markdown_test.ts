import { assertEquals } from "@std/assert";
import { array, assert as check, constantFrom, oneof, property, string } from "fast-check";
import { alignedTable, escaped } from "../../../reports/text/markdown.ts";
import { tableMarkdown } from "../../../reports/table/table_markdown.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { METHODS, RECORDS, RUN } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

/** Pipes that divide cells: a backslash takes the character after it along. */
function dividerCount(line: string): number {
  return line.replaceAll(/\\./g, "").split("|").length - 1;
}

Deno.test("tableMarkdown() renders the whole report", async () => {
  const expected = await Deno.readTextFile(new URL("../table/paper_table.md", import.meta.url));
  assertEquals(tableMarkdown(paperTable(RECORDS, FIGURES, METHODS)), expected);
});

Deno.test("alignedTable() escapes pipes and line breaks", () => {
  assertEquals(
    alignedTable([["a", "b"], ["vit|b\n16", "1"], ["x\\|y\\", "22"]], ["left", "right"]),
    [
      "| a         |  b |",
      "| :-------- | -: |",
      "| vit\\|b 16 |  1 |",
      "| x\\\\\\|y\\\\  | 22 |",
    ].join("\n"),
  );
});

/** Text of files and names, and how it is written so that GitHub shows it as it is. */
const ESCAPES: Readonly<Record<string, string>> = {
  "DS-Net-T* over DS-Net-T": "DS-Net-T* over DS-Net-T",
  "DS-Net-T*-fpn, DS-Net-S*": "DS-Net-T*-fpn, DS-Net-S*",
  "a *b* **c** ~~d~~": "a \\*b* \\*\\*c** \\~\\~d~~",
  "2*3*4": "2\\*3\\*4",
  "snake_case_name": "snake_case_name",
  "__init__ (_a_)": "\\_\\_init__ (\\_a_)",
  "R&D &amp; &#35;": "R&D \\&amp; \\&#35;",
  "<img src=x>": "\\<img src=x>",
  "see https://example.org/a?b": "see https\\://example.org/a?b",
  "HTTP://x www.example.org": "HTTP\\://x www\\.example.org",
  "@octocat, me@example.org": "@&#8203;octocat, me@&#8203;example.org",
  "1https://a.b, me@.example.org": "1https\\://a.b, me@&#8203;.example.org",
  "___": "\\___",
  "    code > x": " code > x",
  " > quote": " \\> quote",
  "# title": "\\# title",
  "> quote": "\\> quote",
  "- item": "\\- item",
  "1. item": "1\\. item",
  "-21.8 %": "-21.8 %",
  "a\x1b[31mb\n::error::c": "a␛\\[31mb ::error::c",
};

for (const [text, written] of Object.entries(ESCAPES)) {
  Deno.test(`escaped() writes ${JSON.stringify(text)} so that it is shown as it is`, () => {
    assertEquals(escaped(text), written);
  });
}

Deno.test("alignedTable() counts wide characters twice and combining ones not at all", () => {
  assertEquals(
    alignedTable([["模型"], ["e\u0301"]], ["left"]),
    "| 模型 |\n| :--- |\n| e\u0301    |",
  );
});

Deno.test("alignedTable() has the same number of dividers in every row", () => {
  const risky = string({ unit: constantFrom(..."a|\\\n\r\u2028`<") });
  const cell = oneof(risky, string({ unit: "grapheme" }));
  const row = array(cell, { minLength: 3, maxLength: 3 });
  check(property(array(row, { minLength: 1 }), (rows) => {
    const lines = alignedTable(rows, ["left", "left", "right"]).split("\n");
    assertEquals(lines.map(dividerCount), Array(rows.length + 1).fill(4));
  }));
});

Deno.test("tableMarkdown() has a table for each machine", () => {
  const other = { ...RUN, runId: "run-2", machine: "ffffffffffff" };
  const text = tableMarkdown(paperTable([...RECORDS, other], FIGURES, METHODS));
  assertEquals([...text.matchAll(/^### (.*)$/gm)].map(([, title]) => title), [
    "Machine 0a1b2c3d4e5f",
    "Machine ffffffffffff",
    "How the times came about, machine 0a1b2c3d4e5f",
  ]);
  assertEquals(text.includes("| Machine"), false);
});
