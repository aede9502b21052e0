import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  boundsOf,
  LEAST_INTERVAL_SAMPLES,
  median,
  medianInterval,
  quantile,
  scaled,
} from "../../../bench/samples/statistics.ts";

Deno.test("median() takes the middle, or the mean of the two middle ones", () => {
  assertEquals(median([5]), 5);
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 3, 2]), 2.5);
});

Deno.test("median() is not moved by an outlier, and leaves the samples alone", () => {
  const samples = [...Array(9).fill(100), 1000];
  assertEquals(median(samples), 100);
  assertEquals(samples.at(-1), 1000);
});

Deno.test("quantile() interpolates between neighbours", () => {
  assertEquals(quantile([10, 20, 30, 40, 50], 0), 10);
  assertEquals(quantile([10, 20, 30, 40, 50], 0.25), 20);
  assertEquals(quantile([10, 20, 30, 40, 50], 0.9), 46);
  assertEquals(quantile([10, 20, 30, 40, 50], 1), 50);
});

Deno.test("quantile() refuses no samples and shares outside 0 to 1", () => {
  assertThrows(() => quantile([], 0.5), RangeError, "Cannot take quantile 0.5 of 0 samples");
  assertThrows(() => quantile([1], 1.5), RangeError, "Cannot take quantile 1.5 of 1 samples");
});

Deno.test("medianInterval() cuts off what the sign test allows", () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  // Chance puts all of 6 on one side once in 32 times, 8 or more of 9 once in 25.6 times.
  assertEquals(medianInterval(upTo(6)), { median: 3.5, low: 1, high: 6 });
  assertEquals(medianInterval(upTo(8)), { median: 4.5, low: 1, high: 8 });
  assertEquals(medianInterval(upTo(9)), { median: 5, low: 2, high: 8 });
  // The table of the sign test at 5 %: 5 of 20, 9 of 30 and 39 of 100 may be cut off.
  assertEquals(medianInterval(upTo(20)), { median: 10.5, low: 6, high: 15 });
  assertEquals(medianInterval(upTo(30)), { median: 15.5, low: 10, high: 21 });
  assertEquals(medianInterval(upTo(100)), { median: 50.5, low: 40, high: 61 });
  const { low } = medianInterval(upTo(10_000));
  assertEquals(low, 4902);
});

Deno.test("medianInterval() has no ends for fewer samples than carry 95 %", () => {
  assertEquals(LEAST_INTERVAL_SAMPLES, 6);
  for (const samples of [[363], [9, 10, 14], [1, 2, 3, 4, 5]]) {
    const interval = medianInterval(samples);
    assertEquals(interval, { median: median(samples), low: null, high: null });
    assertEquals(boundsOf(interval), undefined);
  }
  assertEquals(boundsOf(medianInterval([5, 3, 1, 2, 4, 6])), { low: 1, high: 6 });
});

Deno.test("boundsOf() needs both ends", () => {
  assertEquals(boundsOf({ median: 2, low: 1, high: 3 }), { low: 1, high: 3 });
  assertEquals(boundsOf({ median: 2, low: null, high: 3 }), undefined);
  assertEquals(boundsOf({ median: 2, low: 1, high: null }), undefined);
});

Deno.test("scaled() multiplies the median and the ends that are there", () => {
  assertEquals(scaled({ median: 2, low: 1, high: 3 }, 10), { median: 20, low: 10, high: 30 });
  assertEquals(scaled({ median: 2, low: null, high: null }, 10), {
    median: 20,
    low: null,
    high: null,
  });
});

Deno.test("medianInterval() of equal samples has no width", () => {
  assertEquals(medianInterval([7, 7, 7, 7, 7, 7]), { median: 7, low: 7, high: 7 });
});

Deno.test("medianInterval() covers the true median of uniform samples at least 95 times in 100", () => {
  for (const count of [6, 7, 8, 15, 25]) {
    const trials = Array.from({ length: 400 }, (_, trial) => {
      const samples = Array.from({ length: count }, (_, i) => hash(trial * count + i));
      const { low, high } = boundsOf(medianInterval(samples)) ?? { low: NaN, high: NaN };
      return low <= 0.5 && 0.5 <= high;
    });
    const covered = trials.filter(Boolean).length / trials.length;
    assert(covered >= 0.94, `covered ${covered} with ${count}`);
  }
});

/** Uniform in [0, 1), unrelated to the suite's own generator. */
function hash(i: number): number {
  const x = Math.sin(i * 12.9898 + 4.1) * 43758.5453;
  return x - Math.floor(x);
}
