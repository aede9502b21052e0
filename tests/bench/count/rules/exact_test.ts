import { assertEquals, assertThrows } from "@std/assert";
import {
  exactElements,
  exactSum,
  requireBatch,
  safeNumber,
} from "../../../../bench/count/rules/exact.ts";

Deno.test("exactElements() keeps the last digit beyond 2^53", () => {
  const side = 3 ** 12;
  assertEquals(exactElements([side, side, side]), 3n ** 36n);
  assertEquals(exactElements(["N", side, side], 7 * side), 7n * 3n ** 36n);
  assertEquals(exactElements(["100N", 3], 2), 600n);
  assertEquals([exactElements([]), exactElements([side, 0, side])], [1n, 0n]);
});

Deno.test("exactSum() adds up, and nothing to 0", () => {
  assertEquals(exactSum([2n ** 53n, 1n]), 9_007_199_254_740_993n);
  assertEquals(exactSum([]), 0n);
});

Deno.test("safeNumber() gives plain numbers up to 2^53 and refuses what is beyond", () => {
  assertEquals(safeNumber(2n ** 53n - 1n, "x", "y"), Number.MAX_SAFE_INTEGER);
  assertThrows(
    () => safeNumber(2n ** 53n + 1n, '"net"', "use a smaller input"),
    RangeError,
    'Cannot count "net" in plain numbers as a total exceeds 2^53: ' +
      "got 9007199254740993, use a smaller input",
  );
});

Deno.test("requireBatch() takes whole numbers from 1 on", () => {
  requireBatch("net", 1);
  requireBatch("net", Number.MAX_SAFE_INTEGER);
  assertThrows(() => requireBatch("net", 0.5), RangeError, 'Cannot count "net" as the batch');
});
