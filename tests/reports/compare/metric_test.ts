// reports/compare/metric.ts: the margin from both sides, whichever way is better.

import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  marginBand,
  RATE_METRICS,
  rateVerdict,
  smallestSlowdown,
} from "../../../reports/compare/metric.ts";
import { timed } from "../fixtures/compare_records.ts";

const RATE = { margin: 0.03, better: "higher" } as const;
const TIME = { margin: 0.03, better: "lower" } as const;

Deno.test("marginBand() is as wide on either side in logarithms", () => {
  assertEquals(marginBand(0.03), { low: 1 / 1.03, high: 1.03 });
});

Deno.test("rateVerdict() has both ends of the margin count as equal", () => {
  const [low, high] = [1 / 1.03, 1.03];
  const [below, above] = [low - 1e-9, high + 1e-9];
  const verdicts = [
    [low, high],
    [below, high],
    [low, above],
    [0.9, below],
    [0.9, low],
    [above, 1.1],
    [high, 1.1],
  ] as const;
  const of = (rule: typeof RATE | typeof TIME) =>
    verdicts.map(([low, high]) => rateVerdict({ low, high }, rule));
  const open = "undecided";
  assertEquals(of(RATE), ["equivalent", open, open, "worse", open, "better", open]);
  assertEquals(of(TIME), ["equivalent", open, open, "better", open, "worse", open]);
});

Deno.test("smallestSlowdown() adds the noise on the slower side to the margin", () => {
  const estimate = { ratio: 1, interval: { low: 0.8, high: 1.1 } };
  assertAlmostEquals(smallestSlowdown(estimate, RATE), 1.03 * 1.1 - 1);
  assertAlmostEquals(smallestSlowdown(estimate, TIME), 1.03 / 0.8 - 1);
});

Deno.test("RATE_METRICS has one value a round: its rate, or the middle of its times", () => {
  const timing = timed(1, "a", [], { batch: 4, roundsMs: [[1, 2, 9], [4, 4]] });
  // 12 images in 12 ms, 8 in 8 ms.
  assertEquals(RATE_METRICS.throughput.of(timing), [1000, 1000]);
  assertEquals(RATE_METRICS.latency.of(timing), [2, 4]);
});
