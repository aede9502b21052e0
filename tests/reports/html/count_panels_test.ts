import { assertEquals, assertStringIncludes } from "@std/assert";
import { flopsPanel } from "../../../reports/html/count_panels.ts";
import { markup } from "../../../reports/html/html.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { count, METHODS, RUN } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

function panelOf(unknownOps: Readonly<Record<string, number>>): string {
  const counted = { ...count("deit-s", 22_050_664, 4_598_882_304), unknownOps };
  const [source] = paperReport([RUN, counted], FIGURES, METHODS).sources;
  return source === undefined ? "" : markup(flopsPanel(source));
}

Deno.test("flopsPanel() has exact counts with the verdict, and none on a lower bound", () => {
  const [whole, bound] = [panelOf({}), panelOf({ Foo: 2 })];
  assertStringIncludes(whole, "<dt>Multiply-adds (MACs)</dt><dd>4,598,882,304</dd>");
  assertStringIncludes(whole, "<dt>Operations, 2 a multiply-add</dt><dd>9,197,764,608</dd>");
  assertStringIncludes(whole, "<dt>Verdict</dt><dd>reproduced</dd>");
  assertStringIncludes(bound, "<dt>A lower bound, not counted</dt><dd>Foo x2</dd>");
  assertEquals(bound.includes("Verdict"), false);
});
