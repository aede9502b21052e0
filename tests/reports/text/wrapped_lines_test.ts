import { assertEquals } from "@std/assert";
import { filledLines, wrappedLines } from "../../../reports/text/wrapped_lines.ts";

Deno.test("wrappedLines() breaks between words", () => {
  assertEquals(wrappedLines("a bb cc", 4), ["a bb", "cc"]);
  assertEquals(wrappedLines("名 a 前", 4), ["名 a", "前"]);
});

Deno.test("wrappedLines() leaves a long word whole, filledLines() breaks it", () => {
  assertEquals(wrappedLines("a bbbbbb c", 4), ["a", "bbbbbb", "c"]);
  assertEquals(filledLines("a bbbbbb c", 4), ["a", "bbbb", "bb c"]);
});

Deno.test("wrappedLines() keeps what fits on one line", () => {
  assertEquals(wrappedLines("", 4), [""]);
  assertEquals(wrappedLines("abcd", 4), ["abcd"]);
});
