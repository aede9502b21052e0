import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Measurement } from "../../bench/schedule.ts";
import { roundRate } from "../../bench/round_rate.ts";
import { summarize } from "../../bench/summary.ts";
import { fakeJob, fakeLoaded } from "./fake_workers.ts";

function measurement(
  model: string,
  roundsMs: readonly (readonly number[])[],
  batch = 1,
): Measurement {
  return {
    job: fakeJob(model, batch),
    loaded: fakeLoaded(""),
    warmUpMs: [],
    roundsMs,
    peakMemoryBytes: 0,
    idleCores: 0,
  };
}

const NOTHING = { anchor: undefined, plain: undefined };

Deno.test("roundRate() is all images over all time", () => {
  assertEquals(roundRate([100, 300], 8), 40);
});

Deno.test("summarize() takes medians over rounds", () => {
  const summary = summarize(measurement("a", [[100], [50], [200]], 8), NOTHING, 1);
  assertEquals(summary.imagesPerSecond.median, 80);
  assertEquals(summary.latencyMs.median, 100);
  assertEquals(summary.relative, null);
  assertEquals([summary.steady, summary.unsteadiness], [true, null]);
});

Deno.test("summarize() gives percentiles only where the sample carries them", () => {
  const of = (sampleCount: number) =>
    summarize(
      measurement("a", [Array.from({ length: sampleCount }, (_, i) => i + 1)]),
      NOTHING,
      1,
    ).latencyPercentilesMs;
  assertEquals(of(29), { p90: null, p99: null });
  assertEquals(of(101), { p90: 91, p99: null });
  assertEquals(of(301), { p90: 271, p99: 298 });
});

Deno.test("summarize() pairs ratios round by round, so that common drift cancels", () => {
  const model = measurement("a", [[100], [200], [400]]);
  const anchor = measurement("anchor", [[50], [100], [200]]);
  const { relative } = summarize(model, { ...NOTHING, anchor }, 1);
  assertEquals(relative, { anchor: "anchor", ratio: { median: 0.5, low: 0.5, high: 0.5 } });
  const { overPlain } = summarize(model, { ...NOTHING, plain: anchor }, 1);
  assertEquals(overPlain, { median: 0.5, low: 0.5, high: 0.5 });
});

Deno.test("summarize() relates batches of unlike size by images", () => {
  const anchor = measurement("b", [[10]]);
  const { relative } = summarize(measurement("a", [[80]], 8), { ...NOTHING, anchor }, 1);
  assertAlmostEquals(relative?.ratio.median ?? NaN, 1);
});
