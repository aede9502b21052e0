import { assertEquals } from "@std/assert";
import { array, assert as check, property, string } from "fast-check";
import stringWidth from "string-width";
import { alignedTable, escaped } from "../../../reports/text/markdown.ts";
import { terminalText } from "../../../reports/terminal/terminal_text.ts";

Deno.test("terminalText() lays out titles, paragraphs, lists and tables", () => {
  const markdown = [
    "## A title",
    "",
    "one two three four five",
    "",
    alignedTable([["a", "b"], ["x|y", "1"]], ["left", "right"]),
    "",
    "- a remark that is long",
    "- see <https://example.org/a/very/long/address>",
    "",
  ].join("\n");
  assertEquals(terminalText(markdown, 20).split("\n"), [
    "A title",
    "",
    "one two three four",
    "five",
    "",
    "a    b",
    "───  ─",
    "x|y  1",
    "",
    "- a remark that is",
    "  long",
    "- see",
    "  https://example.org/a/very/long/address",
    "",
  ]);
});

Deno.test("terminalText() says what a terminal is too narrow for", () => {
  const table = alignedTable(
    [["Method", "Graph", "Throughput"], ["a".repeat(12), "plain", "128 (127 to 129)"]],
    ["left", "left", "right"],
  );
  assertEquals(terminalText(table, 30).split("\n").slice(-2), [
    "Too wide for this terminal:",
    "Throughput (--wide shows all).",
  ]);
});

Deno.test("terminalText() shows what was meant, whatever had to be escaped", () => {
  const texts = [
    "DS-Net-T*",
    "a *b* **c**",
    "R&D &amp; &#35; &#8203;",
    "<img src=x>",
    "me@example.org",
    "see https://example.org/a?b",
    "# title",
    "1. item",
    "a\\|b\\",
    "[x](y)",
    "`code`",
  ];
  for (const text of texts) {
    assertEquals(terminalText(escaped(text), 80), text);
    const table = alignedTable([["a", "b"], [text, "1"]], ["left", "right"]);
    assertEquals(terminalText(table, 80).split("\n")[2]?.replace(/ +1$/, ""), text);
  }
});

Deno.test("terminalText() keeps to the width, whatever stands in a table", () => {
  const cell = string({ unit: "grapheme", maxLength: 30 });
  check(property(array(array(cell, { minLength: 4, maxLength: 4 }), { minLength: 2 }), (rows) => {
    const table = alignedTable(rows, ["left", "right", "left", "right"]);
    const widths = terminalText(table, 200).split("\n").map((line) => stringWidth(line));
    assertEquals(widths.filter((width) => width > 200), []);
  }));
});

Deno.test("terminalText() breaks lines at 100 columns at most, and at 20 at least", () => {
  const widest = (length: number, width: number) =>
    Math.max(
      ...terminalText("x".repeat(length - 2) + " y", width).split("\n").map((line) => line.length),
    );
  assertEquals([widest(100, 500), widest(101, 500)], [100, 99]);
  assertEquals([widest(20, 1), widest(21, 1)], [20, 19]);
});
