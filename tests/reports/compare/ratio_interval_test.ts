// reports/compare/ratio_interval.ts and bench/samples/rank_counts.ts

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { leastRounds, pairedCut, unpairedCut } from "../../../bench/samples/rank_counts.ts";
import { pairedRatio, spreadOf, unpairedRatio } from "../../../reports/compare/ratio_interval.ts";

Deno.test("unpairedCut() gives the critical values of the Mann-Whitney tables", () => {
  // Tables of U at 5 % two-sided: reject at U <= 23 for 10 and 10, <= 2 for 5 and 5, <= 0 for 4 and 4.
  assertEquals(unpairedCut(10, 10, 0.05), 23);
  assertEquals(unpairedCut(5, 5, 0.05), 2);
  assertEquals(unpairedCut(4, 4, 0.05), 0);
  assertEquals(unpairedCut(3, 3, 0.05), undefined);
  // 5 and 8 at 1 %: of 1287 orderings 1 has U = 0, 1 has 1, 2 have 2 and 3 have 3; 4 are below 0.5 %.
  assertEquals(unpairedCut(5, 8, 0.01), 2);
});

Deno.test("pairedCut() gives the critical values of the sign test", () => {
  // Of 1024 signs of 10 pairs 1 has no plus, 10 have one, 45 have two: 11 are below 2.5 %, 56 are not.
  assertEquals(pairedCut(10, 0.05), 1);
  assertEquals(pairedCut(6, 0.05), 0);
  assertEquals(pairedCut(5, 0.05), undefined);
});

Deno.test("leastRounds() grows with the number of rows", () => {
  assertEquals(leastRounds(0.05, { paired: false }), 4);
  assertEquals(leastRounds(0.05 / 17, { paired: false }), 6);
  assertEquals(leastRounds(0.05 / 17, { paired: true }), 10);
});

Deno.test("unpairedRatio() is exact for rounds without noise", () => {
  const { ratio, interval } = unpairedRatio([100, 100, 100, 100], [230, 230, 230, 230], 0.05);
  assertAlmostEquals(ratio, 2.3);
  assertAlmostEquals(interval?.low ?? NaN, 2.3);
  assertAlmostEquals(interval?.high ?? NaN, 2.3);
});

Deno.test("spreadOf() is how far the wider side reaches, alike for a ratio and its inverse", () => {
  assertAlmostEquals(spreadOf({ ratio: 2, interval: { low: 1.6, high: 2.2 } }), 0.25);
  assertAlmostEquals(spreadOf({ ratio: 1 / 2, interval: { low: 1 / 2.2, high: 1 / 1.6 } }), 0.25);
  assertEquals(spreadOf({ ratio: 1 }), Infinity);
});

Deno.test("unpairedRatio() takes its ends from the ordered differences", () => {
  // 4 and 4 at 5 % cut off nothing: the ends are the smallest and the largest quotient, and the
  // rounds alternate, so nothing widens them.
  const { ratio, interval } = unpairedRatio([1, 4, 1, 4], [2, 8, 2, 8], 0.05);
  assertAlmostEquals(ratio, 2);
  assertAlmostEquals(interval?.low ?? NaN, 2 / 4);
  assertAlmostEquals(interval?.high ?? NaN, 8 / 1);
});

Deno.test("unpairedRatio() has no interval where rounds are too few", () => {
  const { ratio, interval } = unpairedRatio([100], [50], 0.05);
  assertAlmostEquals(ratio, 0.5);
  assertEquals(interval, undefined);
});

Deno.test("unpairedRatio() is not moved by an outlier", () => {
  const base = [100, 101, 99, 100, 101, 99, 100, 101, 99, 100];
  const spoilt = base.with(4, 10);
  assertAlmostEquals(unpairedRatio(base, spoilt, 0.05).ratio, 1, 0.005);
});

Deno.test("unpairedRatio() is wider where rounds resemble their neighbours", () => {
  const mixed = [100, 104, 101, 105, 102, 106, 103, 107];
  const trend = mixed.toSorted((a, b) => a - b);
  const width = (rates: readonly number[]) => {
    const { low = NaN, high = NaN } = unpairedRatio(rates, rates, 0.05).interval ?? {};
    return Math.log(high / low);
  };
  // Ranks 1 to 8 in order: the serial correlation is 26.25 / 42.
  const factor = Math.sqrt((42 + 26.25) / (42 - 26.25));
  assertAlmostEquals(
    width(trend) / Math.log(107 / 100),
    factor * width(mixed) / Math.log(107 / 100),
  );
});

Deno.test("unpairedRatio() merges rounds beyond 30 with their neighbours", () => {
  const rates = Array.from({ length: 60 }, (_, index) => index % 2 === 0 ? 100 : 400);
  const { ratio, interval } = unpairedRatio(rates, rates, 0.05);
  assertAlmostEquals(ratio, 1);
  assertAlmostEquals(interval?.low ?? NaN, 1);
});

Deno.test("pairedRatio() cancels what slows both sides of a round", () => {
  const drift = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.6, 0.7, 0.8, 0.9];
  const base = drift.map((factor) => 1000 * factor);
  const next = drift.map((factor) => 900 * factor);
  const { ratio, interval } = pairedRatio(base, next, 0.05);
  assertAlmostEquals(ratio, 0.9);
  assertAlmostEquals(interval?.low ?? NaN, 0.9);
  assertAlmostEquals(interval?.high ?? NaN, 0.9);
});

/** The interval of ratios that are these factors, on logarithms to 2. */
function spanOf(factors: readonly number[]): readonly number[] {
  const { ratio, interval } = pairedRatio(
    factors.map(() => 1),
    factors.map((log) => 2 ** log),
    0.05,
  );
  return [interval?.low ?? NaN, ratio, interval?.high ?? NaN].map(Math.log2);
}

function assertSpan(factors: readonly number[], span: readonly number[]): void {
  spanOf(factors).forEach((log, place) => assertAlmostEquals(log, span[place] ?? NaN));
}

/** 0 to 29 in an order in which neighbours are unlike. */
const MIXED = Array.from(
  { length: 30 },
  (_, index) => index % 2 === 0 ? index / 2 : 30 - (index + 1) / 2,
);

Deno.test("pairedRatio() takes 30 rounds each for itself, and 31 and more in 30 blocks", () => {
  // Of 30 signs 9 are cut off on either side: the ends are the 10th of 30.
  assertSpan(MIXED, [9, 14.5, 20]);
  // A block is worth its middle, whatever an outlier in it says.
  assertSpan(MIXED.flatMap((log) => [log, log, log + 40]), [9, 14.5, 20]);
  assertSpan(MIXED.flatMap((log) => [log - 1, log + 1]), [9, 14.5, 20]);
  // One more than 30: the first two are one block.
  const [first = NaN, ...others] = MIXED;
  assertSpan([first - 3, first + 3, ...others], [9, 14.5, 20]);
});

Deno.test("pairedRatio() widens for a serial correlation of 0.8 at most", () => {
  const trend = (count: number) => Array.from({ length: count }, (_, index) => index);
  // Ranks in order have the correlation 11 / 14 for 14, 0.8 for 15 and 0.9 for 30 of them; of 14, 15
  // and 30 signs 2, 3 and 9 are cut off.
  const widthOf = (count: number) => {
    const [low = NaN, , high = NaN] = spanOf(trend(count));
    return high - low;
  };
  const factor = (correlation: number) => Math.sqrt((1 + correlation) / (1 - correlation));
  assertAlmostEquals(widthOf(14), factor(11 / 14) * (13 - 2 * 2));
  assertAlmostEquals(widthOf(15), factor(0.8) * (14 - 2 * 3));
  assertAlmostEquals(widthOf(30), factor(0.8) * (29 - 2 * 9));
});

Deno.test("unpairedRatio() widens by the mean correlation of both sides", () => {
  const trend = [1, 2, 3, 4, 5, 6, 7, 8].map((log) => 2 ** log);
  // Neighbours are unlike: the products of their ranks, less 4.5 each, sum to -22.25, the squares to 42.
  const mixed = [4, 1, 8, 5, 2, 7, 3, 6].map((log) => 2 ** log);
  const widthOf = (base: readonly number[], next: readonly number[]) => {
    const { low = NaN, high = NaN } = unpairedRatio(base, next, 0.05).interval ?? {};
    return Math.log2(high / low);
  };
  const correlation = (26.25 - 22.25) / 42 / 2;
  const factor = Math.sqrt((1 + correlation) / (1 - correlation));
  for (const [base, next] of [[trend, mixed], [mixed, trend]] as const) {
    assertAlmostEquals(widthOf(base, next) / widthOf(mixed, mixed), factor);
  }
});
