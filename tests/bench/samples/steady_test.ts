import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  areFewApart,
  isWarm,
  LEAST_STEADY_SAMPLES,
  mannKendallZ,
  unsteadiness,
  unsteadinessOf,
} from "../../../bench/samples/steady.ts";

const FALLING_MS = [277, 225, 199, 199, 198, 193];

Deno.test("unsteadiness() sees a trend after too short a warm-up, none after a longer one", () => {
  assertEquals(unsteadiness(FALLING_MS), "trend");
  assertEquals(unsteadiness(FALLING_MS.slice(1)), "trend");
  assertEquals(unsteadiness(FALLING_MS.slice(1).toReversed()), "trend");
  assertEquals(unsteadiness([...FALLING_MS.slice(3), 199, 198]), null);
});

Deno.test("unsteadiness() sees a slow drift over many samples", () => {
  const drifting = Array.from({ length: 40 }, (_, i) => 100 + i / 2 + 3 * Math.sin(7 * i));
  assertEquals(unsteadiness(drifting), "trend");
});

Deno.test("unsteadiness() takes noise without a trend for steady", () => {
  const noisy = Array.from({ length: 40 }, (_, i) => 100 + 4 * Math.sin(7 * i));
  assertEquals(unsteadiness(noisy), null);
});

Deno.test("unsteadiness() is not fooled by one outlier among many", () => {
  assertEquals(unsteadiness([100, 101, 100, 99, 1000, 100, 101, 100, 99]), null);
});

Deno.test("unsteadiness() sees two modes, as of a clock that switches", () => {
  assertEquals(unsteadiness([100, 150, 101, 99, 151, 100, 149, 150, 100, 101]), "two modes");
});

Deno.test("unsteadiness() cannot tell from samples too few for a trend to be seen", () => {
  assertEquals(unsteadiness([]), "too few samples");
  assertEquals(unsteadiness([100]), "too few samples");
  assertEquals(unsteadiness(FALLING_MS.slice(3)), "too few samples");
  assertEquals(unsteadiness([1, 10, 100, 1000]), "too few samples");
  assertEquals(unsteadiness([1, 10, 100, 1000, 10_000]), "trend");
});

Deno.test("LEAST_STEADY_SAMPLES is where the trend test can fire at all", () => {
  const rising = Array.from({ length: LEAST_STEADY_SAMPLES }, (_, i) => i);
  assertEquals(mannKendallZ(rising) >= 1.96, true);
  assertEquals(mannKendallZ(rising.slice(1)) >= 1.96, false);
});

Deno.test("mannKendallZ() is the normal score of rising against falling pairs", () => {
  // Five falling values: 0 rising, 10 falling pairs; variance 5 x 4 x 15 / 18.
  assertAlmostEquals(mannKendallZ([5, 4, 3, 2, 1]), -9 / Math.sqrt(50 / 3));
  assertEquals(mannKendallZ([1, 1, 1]), 0);
});

Deno.test("mannKendallZ() has less to deviate where samples tie", () => {
  // 5 of 6 pairs rise, 1 ties: variance (4 x 3 x 13 - 2 x 1 x 9) / 18.
  assertAlmostEquals(mannKendallZ([1, 2, 2, 3]), 4 / Math.sqrt(138 / 18));
  // Two ties of three: variance (6 x 5 x 17 - 2 x 3 x 2 x 11) / 18, 9 of 15 pairs fall.
  assertAlmostEquals(mannKendallZ([2, 2, 2, 1, 1, 1]), -8 / Math.sqrt(378 / 18));
});

Deno.test("unsteadiness() tells of 300,000 samples, as a minute of short runs has, what it tells of few", () => {
  const many = (sample: (i: number) => number) =>
    Array.from({ length: 300_000 }, (_, i) => sample(i));
  assertEquals(unsteadiness(many((i) => 100 + i / 1e4)), "trend");
  assertEquals(unsteadiness(many((i) => i % 2 === 0 ? 100 : 150)), "two modes");
  assertEquals(unsteadiness(many((i) => 100 + i % 3)), null);
});

Deno.test("isWarm() waits for two slices of runs that take equally long", () => {
  assertEquals(isWarm([]), false);
  assertEquals(isWarm([[199]]), false);
  assertEquals(isWarm([[277], [225], [199]]), false);
  assertEquals(isWarm([[277], [225], [199], [199]]), true);
  assertEquals(isWarm([[20, 12, 11, 11], [10, 10, 30, 10, 10]]), false);
  assertEquals(isWarm([[10, 10, 30, 10, 10], [10, 10, 11, 10]]), true);
  assertEquals(isWarm([[277], [225], [330], [226]]), true);
});

/** Nine rising samples whose first third has the median 100, the last one this. */
function risingTo(lastMs: number): readonly number[] {
  return [99.9, 100, 100.1, 101, 102, 103, lastMs - 0.1, lastMs, lastMs + 0.1];
}

Deno.test("unsteadiness() takes a trend of 5 % for a drift, and less for none", () => {
  assertEquals(unsteadiness(risingTo(104.9)), null);
  assertEquals(unsteadiness(risingTo(105)), "trend");
  assertEquals(unsteadiness(risingTo(104.9).toReversed()), null);
  assertEquals(unsteadiness(risingTo(105).toReversed()), "trend");
});

Deno.test("isWarm() takes slices within 5 % of each other for equal, whichever is longer", () => {
  assertEquals([isWarm([[100], [104.9]]), isWarm([[104.9], [100]])], [true, true]);
  assertEquals([isWarm([[100], [105]]), isWarm([[105], [100]])], [false, false]);
});

/** The numbers 11 to 40 with so many pairs that fall; the first third is far above the last. */
function withFallingPairs(pairCount: number): readonly number[] {
  const left = Array.from({ length: 30 }, (_, i) => 11 + i);
  let falling = pairCount;
  return Array.from({ length: 30 }, () => {
    const jump = Math.min(falling, left.length - 1);
    falling -= jump;
    return left.splice(jump, 1)[0] as number;
  });
}

Deno.test("unsteadiness() sees a trend from 1.96 standard deviations on", () => {
  // 435 pairs: 273 or 272 rise; (273 - 162 - 1) / sqrt(30 x 29 x 65 / 18) = 1.9625, or 1.9268.
  const [seen, unseen] = [withFallingPairs(162), withFallingPairs(163)];
  assertAlmostEquals(mannKendallZ(seen), 1.9625, 1e-4);
  assertAlmostEquals(mannKendallZ(unseen), 1.9268, 1e-4);
  assertEquals([unsteadiness(seen), unsteadiness(unseen)], ["trend", null]);
});

/** Samples of 100 ms with a few others evenly among them. */
function mixed(count: number, others: readonly number[]): readonly number[] {
  const samples: number[] = Array(count).fill(100);
  for (const [i, other] of others.entries()) {
    samples[Math.floor((i + 0.5) * count / others.length)] = other;
  }
  return samples;
}

Deno.test("unsteadiness() needs a fifth of the samples for a second mode", () => {
  assertEquals(unsteadiness(mixed(20, [150, 150, 150, 150])), "two modes");
  assertEquals(unsteadiness(mixed(21, [150, 150, 150, 150])), null);
  assertEquals(unsteadiness(mixed(20, Array(16).fill(150))), "two modes");
  assertEquals(unsteadiness(mixed(21, Array(17).fill(150))), null);
});

Deno.test("unsteadiness() needs modes that lie 10 % apart", () => {
  assertEquals(unsteadiness(mixed(20, Array(8).fill(110))), "two modes");
  assertEquals(unsteadiness(mixed(20, Array(8).fill(109.9))), null);
});

Deno.test("unsteadiness() needs a gap between modes of half of their distance", () => {
  // The middle of 12 lies at 100, that of 8 at 120.
  const between = (ms: number) => mixed(20, [...Array(8).fill(120), 105, ms]);
  assertEquals(unsteadiness(between(109.9)), "two modes");
  assertEquals(unsteadiness(between(110.1)), null);
});

Deno.test("unsteadiness() rounds a third of the samples up", () => {
  // Medians of four: 101 and 105; of three: 100 and 106.
  const rising = [99, 100, 102, 102.2, 102.4, 102.6, 103, 104, 106, 107];
  assertEquals(unsteadiness(rising), null);
  assertEquals(unsteadiness([...rising.slice(0, 7), 106.2, 106.3, 107]), "trend");
});

Deno.test("unsteadinessOf() cannot tell of three rounds one of which took longer", () => {
  const [fast, slow] = [[42, 40, 41, 40, 40, 41, 40, 40], [63, 63, 63, 61, 46, 46]];
  assertEquals(unsteadiness([fast, slow, fast].flat()), null);
  assertEquals(unsteadinessOf([fast, slow, fast]), "too few rounds");
  assertEquals(unsteadinessOf([fast, fast, fast]), null);
  assertEquals(unsteadinessOf([fast, slow, fast, fast, fast]), null);
  // What is seen at once is said, however few the rounds are.
  assertEquals(unsteadinessOf([[241, 108], [207, 96], [86, 76, 76, 77]]), "trend");
  assertEquals(unsteadinessOf([[643], [576], [489]]), "too few samples");
});

Deno.test("areFewApart() takes medians of fewer than 5 rounds that lie 10 % apart", () => {
  assertEquals(areFewApart([[100], [109.9]]), false);
  assertEquals(areFewApart([[110], [100]]), true);
  assertEquals(areFewApart([[100], [110], [100], [100]]), true);
  assertEquals(areFewApart([[100], [110], [100], [100], [100]]), false);
  assertEquals(areFewApart([]), false);
});
