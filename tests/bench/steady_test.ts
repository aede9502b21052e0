import { assertAlmostEquals, assertEquals } from "@std/assert";
import { isWarm, LEAST_STEADY_SAMPLES, mannKendallZ, unsteadiness } from "../../bench/steady.ts";

const FALLING_MS = [277, 225, 199, 199, 198, 193];

Deno.test("unsteadiness() sees a trend after too short a warm-up, none after a longer one", () => {
  assertEquals(unsteadiness(FALLING_MS), "trend");
  assertEquals(unsteadiness(FALLING_MS.slice(1)), "two modes");
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

Deno.test("isWarm() waits for two slices of runs that take equally long", () => {
  assertEquals(isWarm([]), false);
  assertEquals(isWarm([[199]]), false);
  assertEquals(isWarm([[277], [225], [199]]), false);
  assertEquals(isWarm([[277], [225], [199], [199]]), true);
  assertEquals(isWarm([[20, 12, 11, 11], [10, 10, 30, 10, 10]]), false);
  assertEquals(isWarm([[10, 10, 30, 10, 10], [10, 10, 11, 10]]), true);
});
