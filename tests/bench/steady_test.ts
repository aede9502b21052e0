import { assertAlmostEquals, assertEquals } from "@std/assert";
import { isWarm, mannKendallZ, unsteadiness } from "../../bench/steady.ts";

const FALLING_MS = [277, 225, 199, 199, 198, 193];

Deno.test("unsteadiness() sees a trend after too short a warm-up, none after a longer one", () => {
  assertEquals(unsteadiness(FALLING_MS), "trend");
  assertEquals(unsteadiness(FALLING_MS.slice(3)), null);
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

Deno.test("unsteadiness() says of a single sample that it says nothing", () => {
  assertEquals(unsteadiness([100]), "too few samples");
  assertEquals(unsteadiness([]), "too few samples");
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
