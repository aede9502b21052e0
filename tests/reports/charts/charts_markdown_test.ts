import { assertEquals } from "@std/assert";
import { chartsMarkdown } from "../../../reports/charts/charts_markdown.ts";
import { RECORDS } from "../fixtures/fixed_records.ts";
import { chartsOf } from "../fixtures/html_fixture.ts";

const [chart] = await chartsOf(RECORDS);

Deno.test("chartsMarkdown() links to the files beside the table", () => {
  if (chart === undefined) throw new Error("Cannot test without a chart");
  const words = { title: "A [b] <c>", description: "D|e.", caption: "f * g" };
  assertEquals(
    chartsMarkdown([{ ...chart, ...words }]),
    "\n### Charts\n\n![A \\[b\\] \\<c>. D\\|e.](charts/accuracy.svg)\n\nFigure 1. f * g\n",
  );
});

Deno.test("chartsMarkdown() is empty without charts", () => {
  assertEquals(chartsMarkdown([]), "");
});
