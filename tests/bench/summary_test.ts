import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Measurement } from "../../bench/schedule.ts";
import { roundRate, summarize } from "../../bench/summary.ts";
import { fakeJob } from "./fake_workers.ts";

function measurement(
  model: string,
  roundsMs: readonly (readonly number[])[],
  batch = 1,
): Measurement {
  return {
    job: fakeJob(model, batch),
    loaded: {
      graphHash: "",
      buildMs: 0,
      loadMs: 0,
      firstRunMs: 0,
      outputSha256: "",
      finite: true,
    },
    warmUpMs: [],
    roundsMs,
    peakMemoryBytes: 0,
  };
}

Deno.test("roundRate() is all images over all time", () => {
  assertEquals(roundRate([100, 300], 8), 40);
});

Deno.test("summarize() takes medians over rounds", () => {
  const summary = summarize(measurement("a", [[100], [50], [200]], 8), undefined, 1);
  assertEquals(summary.imagesPerSecond.median, 80);
  assertEquals(summary.latencyMs.median, 100);
  assertEquals(summary.relative, null);
  assertEquals(summary.steady, false);
});

Deno.test("summarize() pairs ratios round by round, so that common drift cancels", () => {
  const model = measurement("a", [[100], [200], [400]]);
  const anchor = measurement("anchor", [[50], [100], [200]]);
  const { relative } = summarize(model, anchor, 1);
  assertEquals(relative, { anchor: "anchor", ratio: { median: 0.5, low: 0.5, high: 0.5 } });
});

Deno.test("summarize() relates batches of unlike size by images", () => {
  const { relative } = summarize(measurement("a", [[80]], 8), measurement("b", [[10]]), 1);
  assertAlmostEquals(relative?.ratio.median ?? NaN, 1);
});
