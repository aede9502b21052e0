import { assertEquals } from "@std/assert";
import {
  decimalText,
  groupedText,
  intervalText,
  quotientText,
  signedText,
} from "../../../reports/text/number_text.ts";

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

Deno.test("signedText() has a sign unless the text is 0", () => {
  const text = (value: number) => value.toFixed(1);
  assertEquals([signedText(1.25, text), signedText(-3, text)], ["+1.3", "-3.0"]);
  assertEquals([signedText(0, text), signedText(-0.01, text)], ["0.0", "0.0"]);
});

Deno.test("groupedText() groups long whole numbers only", () => {
  assertEquals(
    [1_832_336_768, 12_345, 1234, -123_456, 0.12345, 2n ** 60n].map(groupedText),
    ["1,832,336,768", "12,345", "1234", "-123,456", "0.12345", "1,152,921,504,606,846,976"],
  );
});

Deno.test("quotientText() rounds a half away from zero, where a binary fraction lies below it", () => {
  assertEquals([1_005_000, -1_005_000, 1_004_999].map((count) => quotientText(count, 1e6, 2)), [
    "1.01",
    "-1.01",
    "1.00",
  ]);
  assertEquals(quotientText(22_050_000, 1e6, 1), "22.1");
  assertEquals(quotientText(0, 1e6, 2), "0.00");
});

Deno.test("decimalText() prints what is next to nothing, too", () => {
  assertEquals(decimalText(5e-324), `0.${"0".repeat(100)}`);
  assertEquals(Number(decimalText(1.5e-90)), 1.5e-90);
});
