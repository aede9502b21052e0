import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { assert as check, constantFrom, oneof, property, string } from "fast-check";
import { csvText } from "../../../reports/text/csv_text.ts";

Deno.test("csvText() quotes only cells that need it", () => {
  assertEquals(csvText([["a", "b,c", 'd"e', "f\ng"], ["h"]]), 'a,"b,c","d""e","f\ng"\r\nh\r\n');
});

Deno.test("csvText() writes carriage returns as line feeds, since readers do not agree on them", () => {
  assertEquals(csvText([["a\rb", "c\r\nd"]]), '"a\nb","c\nd"\r\n');
});

Deno.test("csvText() writes numbers exactly and never guards them", () => {
  assertEquals(
    csvText([[17_563_828_224, -0.5, 1e-7, 0, -0, 2n ** 60n]]),
    "17563828224,-0.5,1e-7,0,0,1152921504606846976\r\n",
  );
});

Deno.test("csvText() puts an apostrophe before what a spreadsheet would run", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]) {
    assertEquals(csvText([[text, "a"]]), `'${text},a\r\n`);
  }
  assertEquals(csvText([["\r=1"]]), `"'\n=1"\r\n`);
  for (const text of ["a=b", "'quoted'", "DS-Net-T*"]) {
    assertEquals(csvText([[text]]), `${text}\r\n`);
  }
});

Deno.test("csvText() leaves the unknown empty, which is no 0 and no false", () => {
  assertEquals(csvText([[null, undefined, true, false, ""]]), ",,true,false,\r\n");
});

Deno.test("csvText() loses no text", () => {
  const risky = string({ unit: constantFrom(..."a',\"=+-@\t\r\n|\\") });
  const anyText = oneof(risky, string({ unit: "grapheme" })).map((text) =>
    text.replaceAll(/\r+\n?/g, "\n")
  );
  check(property(anyText, anyText, (first, second) => {
    const [cells = []] = parse(csvText([[first, second, "end"]]));
    for (const [index, text] of [first, second, "end"].entries()) {
      assertEquals(cells[index]?.replace(/^'/, ""), text.replace(/^'/, ""));
    }
  }));
});
