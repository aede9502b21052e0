import { assertAlmostEquals, assertEquals } from "@std/assert";
import { percent, wilsonBounds } from "../../../evaluate/accuracy/share.ts";

Deno.test("percent() of parts that were added is not the mean of their shares", () => {
  assertEquals(percent({ count: 3 + 1, total: 4 + 6 }), 40);
});

Deno.test("wilsonBounds() has the known bounds, and holds at 0 and at 100 %", () => {
  const { low, high } = wilsonBounds({ count: 39_900, total: 50_000 });
  assertAlmostEquals(low, 79.44579976003658, 1e-9);
  assertAlmostEquals(high, 80.14962157282437, 1e-9);
  assertEquals(wilsonBounds({ count: 0, total: 10 }).low, 0);
  assertAlmostEquals(wilsonBounds({ count: 0, total: 10 }).high, 27.75327998628892, 1e-9);
  assertEquals(wilsonBounds({ count: 10, total: 10 }).high, 100);
});
