import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { markup } from "../../../reports/html/html.ts";
import { timingPanel } from "../../../reports/html/timing_panel.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import {
  tracedRunsText,
  traceTotal,
  traceTotalText,
} from "../../../reports/records/trace_total.ts";
import { RUN, timing } from "../fixtures/fixed_records.ts";

/** A timing of 100 ms whose kernels took these times in the trace. */
function traced(byStream: Readonly<Record<string, number>>) {
  return {
    ...timing("dsnet-t", 10, 1),
    latencyMs: { median: 100, low: 99, high: 101 },
    kernelMs: { byOp: {}, byStage: {}, byStream },
  };
}

Deno.test("traceTotal() holds the trace against the latency without it", () => {
  const total = traceTotal(traced({ local: 40, shared: 65 }));
  assertEquals([total?.totalMs, total?.isNear], [105, true]);
  assertAlmostEquals(total?.ratio ?? NaN, 1.05);
  assertEquals(traceTotal(traced({ local: 291 }))?.isNear, false);
  assertEquals(traceTotal(traced({ local: 60 }))?.isNear, false);
  assertEquals(traceTotal(traced({})), undefined);
});

Deno.test("traceTotalText() gives total and ratio, tracedRunsText() where they are from", () => {
  const total = traceTotal(traced({ local: 291 }));
  assertEquals(
    total && traceTotalText(total),
    "291 ms, 2.91 x the latency without trace",
  );
  assertEquals(tracedRunsText(traced({})), "median of 3 runs");
});

Deno.test("timingPanel() gives milliseconds of a trace only where it fits the latency", () => {
  const panelOf = (byStream: Readonly<Record<string, number>>) => {
    const run = { ...RUN, settings: { ...RUN.settings, models: ["dsnet-t"] } };
    return markup(paperReport([run, traced(byStream)], [], []).sources.map(timingPanel));
  };
  const near = panelOf({ local: 40, shared: 65 });
  assertStringIncludes(near, "<h3>Time in kernels (ms) by stream</h3>");
  assertStringIncludes(near, "105 ms, 1.05 x the latency without trace, median of 3 runs</dd>");
  const off = panelOf({ local: 40, shared: 251 });
  assertStringIncludes(off, "<h3>Time in kernels by stream</h3>");
  assertStringIncludes(off, "2.91 x the latency without trace, median of 3 runs; unlike the timed");
  assertEquals(off.includes(">40.0<"), false);
});

Deno.test("traceTotal() is near the latency from 0.8 to 1.25 times it", () => {
  const near = [79.9, 80, 125, 125.1].map((local) => traceTotal(traced({ local }))?.isNear);
  assertEquals(near, [false, true, true, false]);
});
