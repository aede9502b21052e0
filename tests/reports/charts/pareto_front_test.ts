import { assertEquals, assertStringIncludes } from "@std/assert";
import { paretoFront } from "../../../reports/charts/pareto_front.ts";
import { RUN, timing } from "../fixtures/fixed_records.ts";
import { chartsOf, STREAMED_RECORDS } from "../fixtures/html_fixture.ts";

function choice(name: string, imagesPerSecond: number, top1Percent: number) {
  return { name, imagesPerSecond, top1Percent };
}

function names(items: readonly ReturnType<typeof choice>[]) {
  return paretoFront(items).map(({ name }) => name);
}

Deno.test("paretoFront() keeps what no other beats in both, slowest first", () => {
  const [fast, even, beaten, good] = [
    choice("fast", 100, 70),
    choice("even", 50, 75),
    choice("beaten", 40, 74),
    choice("good", 10, 80),
  ] as const;
  assertEquals(names([fast, even, beaten, good]), ["good", "even", "fast"]);
});

Deno.test("paretoFront() leaves out what another equals in one and beats in the other", () => {
  assertEquals(names([choice("slower", 90, 70), choice("faster", 100, 70)]), ["faster"]);
  assertEquals(names([choice("worse", 100, 69), choice("better", 100, 70)]), ["better"]);
});

Deno.test("paretoFront() keeps equals and takes nothing from nothing", () => {
  assertEquals(names([choice("one", 100, 70), choice("other", 100, 70)]), ["one", "other"]);
  assertEquals(names([]), []);
});

Deno.test("accuracyChart() draws the Pareto line and names who is on it", async () => {
  const run = { ...RUN, settings: { ...RUN.settings, models: ["deit-s", "dsnet-s-aligned"] } };
  const slowAndWorse = timing("deit-s", 32, 1);
  const [chart] = await chartsOf([...STREAMED_RECORDS, run, slowAndWorse]);
  assertEquals(chart?.table.rows.map(([label, , , , pareto]) => [label, pareto]), [
    ["DeiT-S", ""],
    ["DS-Net-S*", "yes"],
  ]);
  assertStringIncludes(chart?.caption ?? "", "no other beats in both (Pareto), DS-Net-S*.");

  const [both] = await chartsOf(STREAMED_RECORDS);
  assertStringIncludes(both?.caption ?? "", "(Pareto), DS-Net-S*, DeiT-S.");
  assertStringIncludes(both?.svg ?? "", 'stroke-dasharray="5,4"');
});
