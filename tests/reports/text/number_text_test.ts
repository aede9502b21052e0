import { assertEquals } from "@std/assert";
import { decimalText, intervalText } from "../../../reports/text/number_text.ts";

Deno.test("decimalText() prints three digits, never grouped, never in scientific notation", () => {
  assertEquals(decimalText(19_260.6), "19261");
  assertEquals(decimalText(510.4), "510");
  assertEquals(decimalText(64.53), "64.5");
  assertEquals(decimalText(1e20), "100000000000000000000");
});

Deno.test("decimalText() never prints a small number as 0", () => {
  assertEquals(decimalText(0.000_030_4, { atLeast: 2 }), "0.0000304");
  assertEquals(decimalText(0, { atLeast: 2 }), "0.00");
});

Deno.test("intervalText() prints the interval to the decimals of the median", () => {
  assertEquals(intervalText({ median: 9.5, low: 8.25, high: 10.125 }), "9.50 (8.25 to 10.13)");
});
