import { assertEquals } from "@std/assert";
import { bytesText, byteUnit, macsText, paramsText } from "../../../reports/text/unit_text.ts";

Deno.test("bytesText() says GB where it is GB", () => {
  assertEquals([1_500_000_000, 705_000_000, 2048, 7].map(bytesText), [
    "1.50 GB",
    "705 MB",
    "2.05 kB",
    "7 B",
  ]);
});

Deno.test("byteUnit() goes by the largest value", () => {
  assertEquals([1e9, 999_999_999, 0].map((largest) => byteUnit(largest).symbol), ["GB", "MB", "B"]);
});

Deno.test("paramsText() is in millions, macsText() in billions", () => {
  assertEquals([paramsText(41_813_640), macsText(1_832_336_768)], ["41.81", "1.83"]);
  assertEquals([paramsText(0), macsText(30_400)], ["0.00", "0.0000304"]);
});

Deno.test("paramsText() rounds as verdicts do", () => {
  assertEquals([paramsText(1_005_000), macsText(8_345_000_000)], ["1.01", "8.35"]);
});
