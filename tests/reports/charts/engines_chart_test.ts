import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { seriesColors } from "../../../reports/charts/drawing/palette.ts";
import { drawCharts } from "../../../reports/charts/mod.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import {
  engineRecords,
  OPENVINO,
  ORT,
  PYTORCH,
  THREE_ENGINES,
} from "../fixtures/engine_records.ts";
import { METHODS, RUN } from "../fixtures/fixed_records.ts";

const MODELS = METHODS.map((method) => ({ ...method, family: "other" }));

function chartsOf(records: readonly BenchRecord[]) {
  return drawCharts(paperReport(records, [], METHODS).sources, MODELS);
}

const { charts: CHARTS, missing: MISSING } = await chartsOf(engineRecords(THREE_ENGINES));
const [CHART] = CHARTS;

Deno.test("drawCharts() shows engines in one chart in place of one for each", () => {
  assertEquals(CHARTS.map(({ id }) => id).filter((id) => /engines|throughput/.test(id)), [
    "engines",
  ]);
  const titles = MISSING.map(({ title }) => title);
  assertEquals(titles.length, new Set(titles).size);
});

Deno.test("drawCharts() has no chart of engines where there is one", async () => {
  const one = await chartsOf(engineRecords([{ use: PYTORCH, rates: { "deit-s": 20 } }]));
  const ids = one.charts.map(({ id }) => id);
  assertEquals([ids.includes("engines"), ids.includes("throughput")], [false, true]);
});

Deno.test("enginesChart() has a line of data for each network on each engine", () => {
  assertEquals(CHART?.table.rows.length, 14);
  assertEquals(CHART?.table.rows.slice(0, 3), [
    ["ResNet-50", "PyTorch (compile)", "16.0 (12.8 to 20.0)"],
    ["ResNet-50", "ONNX Runtime", "20.0 (16.0 to 25.0)"],
    ["ResNet-50", "OpenVINO, hint=latency", "44.0 (35.2 to 55.0)"],
  ]);
});

Deno.test("enginesChart() gives each engine a colour, on a page and on a phone", () => {
  const colors = seriesColors(3);
  for (const svg of [CHART?.svg ?? "", CHART?.phoneSvg ?? ""]) {
    // A point and an interval of each row, and the legend.
    const counts = colors.map((color) => svg.split(`"${color}"`).length - 1);
    assertEquals(counts.map((count) => count >= 9), [true, true, true]);
    for (const name of ["PyTorch (compile)", "ONNX Runtime", "OpenVINO, hint=latency"]) {
      assertStringIncludes(svg, `>${name}</text>`);
    }
  }
  const width = (svg: string | undefined) => Number(/width="([\d.]+)"/.exec(svg ?? "")?.[1]);
  assertEquals([width(CHART?.svg) <= 916, width(CHART?.phoneSvg) <= 366], [true, true]);
});

Deno.test("enginesChart() has no engine in its legend that timed nothing", async () => {
  const { charts: [chart] } = await chartsOf(engineRecords([
    { use: ORT, rates: { "deit-s": 30 } },
    { use: PYTORCH, rates: { "deit-s": { failed: "killed" } } },
    { use: OPENVINO, rates: { "deit-s": 20 } },
  ]));
  assertEquals(chart?.svg.includes("PyTorch"), false);
  assertStringIncludes(chart?.caption ?? "", "Not timed with PyTorch (compile): DeiT-S.");
});

Deno.test("enginesChart() says what it does not show, and what has no interval", async () => {
  assertStringIncludes(
    CHART?.caption ?? "",
    "Not timed with OpenVINO, hint=latency: dsnet-t-aligned.",
  );
  const short = { imagesPerSecond: { median: 20, low: null, high: null } };
  const rows = [
    { use: ORT, rates: { "deit-s": 30 } },
    { use: PYTORCH, rates: { "deit-s": 20 }, changes: short },
  ];
  const [chart] = (await chartsOf(engineRecords(rows))).charts;
  assertStringIncludes(
    chart?.caption ?? "",
    "Too few rounds for an interval with PyTorch (compile): DeiT-S.",
  );
});

Deno.test("enginesChart() is one for each set of conditions", async () => {
  const rows = [ORT, PYTORCH].map((use) => ({ use, rates: { "deit-s": 20, "resnet50": 10 } }));
  const other = engineRecords(rows, { runId: "run-2", settings: { ...RUN.settings, batch: 1 } });
  const { charts } = await chartsOf([...engineRecords(rows), ...other]);
  const own = charts.filter(({ id }) => id.startsWith("engines"));
  assertEquals(own.map(({ id, subtitle }) => [id, subtitle.match(/batch \d+/)?.[0]]), [
    ["engines", "batch 8"],
    ["engines-2", "batch 1"],
  ]);
});

Deno.test("drawCharts() keeps the chart of rows that no chart of engines shows", async () => {
  const rows = [ORT, PYTORCH].map((use) => ({ use, rates: { "deit-s": 20 } }));
  const settings = { ...RUN.settings, batch: 1 };
  const alone = engineRecords(rows.slice(0, 1), { runId: "run-2", settings });
  const { charts } = await chartsOf([...engineRecords(rows), ...alone]);
  const ids = charts.map(({ id }) => id).filter((id) => /engines|throughput/.test(id));
  assertEquals(ids, ["engines", "throughput-3"]);
});
