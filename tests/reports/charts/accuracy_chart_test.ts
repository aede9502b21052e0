import { assertEquals, assertMatch } from "@std/assert";
import { accuracyChart } from "../../../reports/charts/accuracy_chart.ts";
import { isChart } from "../../../reports/charts/drawing/chart.ts";
import { chartGroups } from "../../../reports/row/chart_rows.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { count, METHODS, RECORDS, timing } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

Deno.test("accuracyChart() lets no rate above the ceiling onto the Pareto front", () => {
  const chartOf = (impossible: boolean) => {
    const { roofline, ...fast } = timing("dsnet-b", 1000, 1);
    const timed = { ...fast, roofline: roofline && { ...roofline, impossible } };
    const records = [...RECORDS, count("dsnet-b", 41_813_640, 7_179_416_256), timed];
    const [group] = chartGroups(paperReport(records, FIGURES, METHODS).sources, []);
    const chart = group && accuracyChart(group);
    if (chart === undefined || !isChart(chart)) throw new Error("Cannot test without a chart");
    return chart;
  };
  const frontOf = ({ table }: ReturnType<typeof chartOf>) =>
    table.rows.filter((cells) => cells.at(-1) === "yes").map(([method]) => method);
  // The most accurate of all, and the fastest by far.
  assertEquals(frontOf(chartOf(false)), ["DS-Net-B"]);
  assertEquals(frontOf(chartOf(true)), ["DeiT-S", "DS-Net-S*"]);
  assertMatch(chartOf(true).caption, / DS-Net-B: impossible: above the ceiling/);
});
