import { assertEquals } from "@std/assert";
import { isSteady, isWarm } from "../../bench/steady.ts";

const FALLING_MS = [277, 225, 199, 199, 198, 193];

Deno.test("isSteady() sees a trend after too short a warm-up, none after a longer one", () => {
  assertEquals(isSteady(FALLING_MS.slice(1)), false);
  assertEquals(isSteady(FALLING_MS.slice(3)), true);
});

Deno.test("isSteady() is not fooled by one outlier among many", () => {
  assertEquals(isSteady([100, 100, 100, 100, 1000, 100, 100, 100, 100]), true);
});

Deno.test("isSteady() says nothing good about a single sample", () => {
  assertEquals(isSteady([100]), false);
  assertEquals(isSteady([]), false);
});

Deno.test("isWarm() waits for two pairs of equal runs", () => {
  assertEquals(isWarm([199, 199, 198]), false);
  assertEquals(isWarm(FALLING_MS.slice(0, 4)), false);
  assertEquals(isWarm(FALLING_MS), true);
});
