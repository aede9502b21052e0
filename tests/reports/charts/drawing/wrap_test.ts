import { assertEquals } from "@std/assert";
import { wrapped } from "../../../../reports/charts/drawing/wrap.ts";

Deno.test("wrapped() breaks between words", () => {
  assertEquals(wrapped("a bb cc", 4), ["a bb", "cc"]);
});

Deno.test("wrapped() leaves a long word whole", () => {
  assertEquals(wrapped("a bbbbbb c", 4), ["a", "bbbbbb", "c"]);
});

Deno.test("wrapped() keeps what fits on one line", () => {
  assertEquals(wrapped("", 4), [""]);
  assertEquals(wrapped("abcd", 4), ["abcd"]);
});
