import { assertAlmostEquals, assertEquals } from "@std/assert";
import { mcnemarP } from "../../../evaluate/accuracy/mcnemar.ts";

Deno.test("mcnemarP() is the exact binomial's, whichever side has more, for any number of pictures", () => {
  assertAlmostEquals(mcnemarP(1, 9), 0.021484375, 1e-12);
  assertAlmostEquals(mcnemarP(9, 1), 0.021484375, 1e-12);
  assertAlmostEquals(mcnemarP(0, 5), 0.0625, 1e-12);
  assertAlmostEquals(mcnemarP(400, 460), 0.04416954819458901, 1e-9);
  assertAlmostEquals(mcnemarP(12_000, 12_500), 0.001432142504802657, 1e-9);
  assertEquals([mcnemarP(0, 0), mcnemarP(7, 7)], [1, 1]);
});
