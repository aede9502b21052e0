import { assertEquals } from "@std/assert";
import { array, assert as check, constantFrom, oneof, property, string } from "fast-check";
import { alignedTable, tableMarkdown } from "../../reports/markdown.ts";
import { paperTable } from "../../reports/paper_table.ts";
import { METHODS, RECORDS } from "./fixed_records.ts";
import { FIGURES } from "./published_fixture.ts";

/** Pipes that divide cells: a backslash takes the character after it along. */
function dividerCount(line: string): number {
  return line.replaceAll(/\\./g, "").split("|").length - 1;
}

Deno.test("tableMarkdown() renders the whole report", async () => {
  const expected = await Deno.readTextFile(new URL("./paper_table.md", import.meta.url));
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
