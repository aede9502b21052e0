import { assertEquals } from "@std/assert";
import {
  changeIntervalText,
  changeText,
  confidenceText,
  percent,
  percentText,
} from "../../../reports/text/percent_text.ts";

Deno.test("percent() has one decimal, and nothing where there is no number", () => {
  assertEquals([percent(0.953), percent(1), percent(0 / 0)], ["95.3", "100.0", ""]);
});

Deno.test("percentText() has three digits at most", () => {
  assertEquals([percentText(0.05), percentText(0.03372)], ["5 %", "3.37 %"]);
});

Deno.test("confidenceText() keeps what sharing out leaves", () => {
  assertEquals([confidenceText(0.95), confidenceText(0.9995)], ["95 %", "99.95 %"]);
});

Deno.test("changeText() has a sign unless nothing changed", () => {
  assertEquals([0.9, 2.3, 1].map(changeText), ["-10.0 %", "+130 %", "0 %"]);
});

Deno.test("changeIntervalText() has the ends in parentheses, where there are any", () => {
  assertEquals(changeIntervalText(0.9, { low: 0.879, high: 1.002 }), "-10.0 (-12.1 to +0.2)");
  assertEquals(changeIntervalText(1), "0.0");
});
