import { assertEquals } from "@std/assert";
import { assert as check, property, string } from "fast-check";
import { attribute, link, markup, safeHtml, trusted } from "../../../reports/html/html.ts";
import { HOSTILE } from "../fixtures/html_fixture.ts";

Deno.test("safeHtml() escapes what it is given, in texts and in attributes", () => {
  assertEquals(
    markup(safeHtml`<b title="${`"'`}">${HOSTILE}</b>`),
    '<b title="&quot;&#39;">&lt;img src=x onerror=alert(1)&gt;</b>',
  );
});

Deno.test("safeHtml() keeps what a template made and joins lists", () => {
  assertEquals(markup(safeHtml`<p>${[safeHtml`<b>1</b>`, "&", 2]}</p>`), "<p><b>1</b>&amp;2</p>");
});

Deno.test("safeHtml() prints nothing for what is unknown, and 0 for 0", () => {
  assertEquals(markup(safeHtml`${undefined}${null}${0}`), "0");
});

Deno.test("safeHtml() turns line and control characters into spaces", () => {
  assertEquals(markup("a\r\nb\u2028c\u0000d"), "a b c d");
});

Deno.test("safeHtml() replaces lone surrogates, which no file can hold", () => {
  assertEquals(markup("\uD800"), "\uFFFD");
});

Deno.test("safeHtml() lets no text open a tag or end an attribute", () => {
  check(property(string({ unit: "binary" }), (text) => {
    assertEquals(/[<>"']/.test(markup(text)), false);
  }));
});

Deno.test("attribute() leaves out what is unknown", () => {
  assertEquals(markup(attribute("data-value", 0)), ' data-value="0"');
  assertEquals(markup(attribute("data-value", undefined)), "");
});

Deno.test("link() links to web pages only", () => {
  assertEquals(
    markup(link("https://example.org/?a=1&b=2", "A & B")),
    '<a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">A &amp; B</a>',
  );
  assertEquals(markup(link("javascript:alert(1)", "A")), "A");
  assertEquals(markup(link("data:text/html,<script>", "A")), "A");
});

Deno.test("trusted() is taken as it is", () => {
  assertEquals(markup(trusted("<svg></svg>")), "<svg></svg>");
});
