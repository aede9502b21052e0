import { assertAlmostEquals, assertEquals } from "@std/assert";
import { tracedRunsText, traceTotal, traceTotalText } from "../../reports/trace_total.ts";
import { timing } from "./fixed_records.ts";

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
