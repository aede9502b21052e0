import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { seededRandom, shuffled } from "../../../bench/samples/random.ts";

function take(count: number, random: () => number): readonly number[] {
  return Array.from({ length: count }, random);
}

Deno.test("seededRandom() repeats for the same seed and purpose, and only then", () => {
  const first = take(3, seededRandom(1, "order"));
  assertEquals(take(3, seededRandom(1, "order")), first);
  assert(take(3, seededRandom(2, "order"))[0] !== first[0]);
  assert(take(3, seededRandom(1, "bootstrap"))[0] !== first[0]);
});

Deno.test("seededRandom() is uniform in [0, 1)", () => {
  const numbers = take(10_000, seededRandom(1, "uniform"));
  assert(numbers.every((number) => number >= 0 && number < 1));
  assertAlmostEquals(numbers.reduce((sum, number) => sum + number) / 10_000, 0.5, 0.01);
});

Deno.test("shuffled() keeps all items and leaves the original alone", () => {
  const items = ["a", "b", "c", "d"];
  const order = shuffled(items, seededRandom(1, "order"));
  assertEquals([...order].sort(), ["a", "b", "c", "d"]);
  assertEquals(items, ["a", "b", "c", "d"]);
});

Deno.test("shuffled() puts every item everywhere about equally often", () => {
  const random = seededRandom(1, "fair");
  const orders = Array.from({ length: 3000 }, () => shuffled(["a", "b", "c"], random).join(""));
  const times = Object.values(Object.groupBy(orders, (order) => order)).map((same) =>
    same?.length ?? 0
  );
  assertEquals(times.length, 6);
  assert(times.every((count) => count > 420 && count < 580), times.join(" "));
});
