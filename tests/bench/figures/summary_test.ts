import { assertAlmostEquals, assertEquals } from "@std/assert";
import { roundRate } from "../../../bench/samples/round_rate.ts";
import { summarize } from "../../../bench/figures/summary.ts";
import { fakeTimedJob } from "../fakes/fake_timed_job.ts";

const NOTHING = { anchor: undefined, plain: undefined };

Deno.test("roundRate() is all images over all time", () => {
  assertEquals(roundRate([100, 300], 8), 40);
});

Deno.test("summarize() takes medians over rounds", () => {
  const summary = summarize(fakeTimedJob("a", [[100], [98], [102]], 8), NOTHING);
  assertEquals(summary.imagesPerSecond.median, 80);
  assertEquals(summary.latencyMs.median, 100);
  const outlying = summarize(fakeTimedJob("a", [[100], [98], [1000]], 8), NOTHING);
  assertEquals([outlying.imagesPerSecond.median, outlying.latencyMs.median], [80, 100]);
  assertEquals(summary.relative, null);
  assertEquals([summary.steady, summary.unsteadiness], [null, "too few samples"]);
});

Deno.test("summarize() gives percentiles only where the sample carries them", () => {
  const of = (sampleCount: number) =>
    summarize(
      fakeTimedJob("a", [Array.from({ length: sampleCount }, (_, i) => i + 1)]),
      NOTHING,
    ).latencyPercentilesMs;
  assertEquals(of(29), { p90: null, p99: null });
  assertAlmostEquals(of(30).p90 ?? NaN, 27.1);
  assertEquals(of(101), { p90: 91, p99: null });
  assertEquals(of(299).p99, null);
  assertAlmostEquals(of(300).p99 ?? NaN, 297.01);
  assertEquals(of(301), { p90: 271, p99: 298 });
});

Deno.test("summarize() pairs ratios round by round, so that common drift cancels", () => {
  const model = fakeTimedJob("a", [[100], [200], [400], [100], [200], [400]]);
  const anchor = fakeTimedJob("anchor", [[50], [100], [200], [50], [100], [200]]);
  const { relative } = summarize(model, { ...NOTHING, anchor });
  assertEquals(relative, { anchor: "anchor", ratio: { median: 0.5, low: 0.5, high: 0.5 } });
  const { overPlain } = summarize(model, { ...NOTHING, plain: anchor });
  assertEquals(overPlain, { median: 0.5, low: 0.5, high: 0.5 });
});

Deno.test("summarize() relates batches of unlike size by images", () => {
  const anchor = fakeTimedJob("b", [[10]]);
  const { relative } = summarize(fakeTimedJob("a", [[80]], 8), { ...NOTHING, anchor });
  assertAlmostEquals(relative?.ratio.median ?? NaN, 1);
});

Deno.test("summarize() has no interval below 6 rounds and cannot tell steadiness below 5 samples", () => {
  const anchor = fakeTimedJob("b", Array(6).fill([50]));
  const of = (roundCount: number) =>
    summarize(fakeTimedJob("a", Array(roundCount).fill([100])), { ...NOTHING, anchor });
  const one = of(1);
  assertEquals(one.imagesPerSecond, { median: 10, low: null, high: null });
  assertEquals(one.latencyMs, { median: 100, low: null, high: null });
  assertEquals(one.relative?.ratio, { median: 0.5, low: null, high: null });
  assertEquals([one.steady, one.unsteadiness], [null, "too few samples"]);
  const [three, five, six] = [of(3), of(5), of(6)];
  assertEquals([three.steady, three.imagesPerSecond.low], [null, null]);
  assertEquals([five.steady, five.imagesPerSecond.low], [true, null]);
  assertEquals([six.steady, six.imagesPerSecond.low], [true, 10]);
});

Deno.test("summarize() keeps rate and latency apart where an outlier moves one of them", () => {
  const outlying = fakeTimedJob("a", [[...Array(9).fill(100), 1000]]);
  const { latencyMs, imagesPerSecond } = summarize(outlying, NOTHING);
  assertEquals(latencyMs.median, 100);
  assertAlmostEquals(imagesPerSecond.median, 1000 / 190);
});
