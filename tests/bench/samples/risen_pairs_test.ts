import { assertEquals } from "@std/assert";
import { risenPairs } from "../../../bench/samples/risen_pairs.ts";

Deno.test("risenPairs() is rising less falling pairs, equal ones counted as neither", () => {
  assertEquals([risenPairs([]), risenPairs([7])], [0, 0]);
  assertEquals([risenPairs([1, 2, 3, 4, 5]), risenPairs([3, 2, 1])], [10, -3]);
  assertEquals([risenPairs([1, 1, 1]), risenPairs([2, 2, 3]), risenPairs([2, 1, 2])], [0, 2, 0]);
  // Of 28 pairs 19 rise and 8 fall.
  assertEquals(risenPairs([3, 1, 4, 1, 5, 9, 2, 6]), 19 - 8);
});
