import { assertEquals } from "@std/assert";
import { markupText } from "../../../reports/text/markup_text.ts";

Deno.test("markupText() escapes what would end text or an attribute", () => {
  assertEquals(
    markupText(`<a b="c" d='e'> & f`),
    "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt; &amp; f",
  );
});

Deno.test("markupText() puts a space, or what it is told, where a control character stands", () => {
  assertEquals(markupText("a\r\nb\tc\u0000d\u2028e"), "a b c d e");
  assertEquals(markupText("a\r\nb\u0001", (control) => `[${control.length}]`), "a[2]b[1]");
});

Deno.test("markupText() replaces what no markup can carry", () => {
  assertEquals(markupText("\ud800\uffff\ufffe"), "\ufffd\ufffd\ufffd");
});
