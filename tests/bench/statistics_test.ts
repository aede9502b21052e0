import { assert, assertEquals, assertThrows } from "@std/assert";
import { bootstrapMedian, median, quantile } from "../../bench/statistics.ts";

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

Deno.test("bootstrapMedian() is repeatable, holds the median and lies within the samples", () => {
  const samples = [9, 10, 10.5, 11, 14, 10.2, 9.7];
  const interval = bootstrapMedian(samples, 1);
  assertEquals(interval, bootstrapMedian(samples, 1));
  assertEquals(interval.median, 10.2);
  assert(interval.low >= 9 && interval.low < 10.2, `low ${interval.low}`);
  assert(interval.high > 10.2 && interval.high <= 14, `high ${interval.high}`);
});

Deno.test("bootstrapMedian() of equal samples has no width", () => {
  assertEquals(bootstrapMedian([7, 7, 7], 1), { median: 7, low: 7, high: 7 });
});

Deno.test("bootstrapMedian() covers the true median of uniform samples about 95 times in 100", () => {
  const trials = Array.from({ length: 200 }, (_, trial) => {
    const samples = Array.from({ length: 25 }, (_, i) => hash(trial * 25 + i));
    const { low, high } = bootstrapMedian(samples, trial);
    return low <= 0.5 && 0.5 <= high;
  });
  const covered = trials.filter(Boolean).length / trials.length;
  assert(covered > 0.89 && covered < 0.99, `covered ${covered}`);
});

/** Uniform in [0, 1), unrelated to the suite's own generator. */
function hash(i: number): number {
  const x = Math.sin(i * 12.9898 + 4.1) * 43758.5453;
  return x - Math.floor(x);
}
