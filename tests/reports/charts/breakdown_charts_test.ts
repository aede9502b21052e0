import { assertEquals } from "@std/assert";
import { timeCharts } from "../../../reports/charts/breakdown_charts.ts";
import { isChart } from "../../../reports/charts/drawing/chart.ts";
import { COUNTS, groupOf, STREAMED_RUN, TIMINGS } from "../fixtures/streamed_records.ts";

Deno.test("timeCharts() has shares of every network, and none of a trace that saw no time", () => {
  const nothing = { byOp: {}, byStage: { stem: 0, head: 0 }, byStream: { local: 0, global: 0 } };
  const chartsOf = (timings: typeof TIMINGS) =>
    timeCharts(groupOf([STREAMED_RUN, ...COUNTS, ...timings])).map((outcome) =>
      isChart(outcome) ? outcome.table.rows.map(([method]) => method) : outcome.reason
    );
  const reason = "the records have no time in kernels of a model with several streams";
  assertEquals(chartsOf(TIMINGS), [reason, ["DS-Net-T", "DS-Net-T*"]]);
  const [plain, aligned] = TIMINGS.map((timing, i) =>
    i === 0 ? timing : { ...timing, kernelMs: nothing }
  );
  assertEquals(chartsOf([plain, aligned].flatMap((one) => one ?? [])), [reason, ["DS-Net-T"]]);
});
