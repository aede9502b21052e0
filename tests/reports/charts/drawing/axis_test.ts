import { assertAlmostEquals, assertEquals } from "@std/assert";
import { axisAround, linearTicks, logTicks } from "../../../../reports/charts/drawing/axis.ts";

Deno.test("linearTicks() are round, and enclose the range with no tick to spare", () => {
  assertEquals(linearTicks(69.2, 83.8), [68, 70, 72, 74, 76, 78, 80, 82, 84]);
  assertEquals(linearTicks(0, 0.3), [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]);
  assertEquals(linearTicks(5, 5), [5, 6]);
  assertEquals(linearTicks(0, 129), [0, 20, 40, 60, 80, 100, 120, 140]);
  assertEquals(linearTicks(0.96, 1.17), [0.95, 1, 1.05, 1.1, 1.15, 1.2]);
});

Deno.test("logTicks() are round, and enclose the range with no tick to spare", () => {
  assertEquals(logTicks(4, 140), [3, 5, 10, 20, 30, 50, 100, 200]);
  assertEquals(logTicks(5, 100), [5, 10, 20, 30, 50, 100]);
  assertEquals(logTicks(0.4, 0.9), [0.3, 0.5, 1]);
  assertEquals(logTicks(0.002, 0.04), [0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05]);
});

Deno.test("axisAround() is logarithmic from a spread of 8 times on, and finds back what it places", () => {
  const [near, far] = [axisAround([10, 80], 300), axisAround([10, 81], 300)];
  assertEquals([near.type, far.type], ["linear", "log"]);
  for (const axis of [near, far]) {
    assertEquals([axis.domain[0], axis.domain[1]], [
      Math.min(...axis.ticks),
      Math.max(...axis.ticks),
    ]);
    assertAlmostEquals(axis.pixelOf(axis.domain[0]), 0);
    assertAlmostEquals(axis.pixelOf(axis.domain[1]), 300);
    assertAlmostEquals(axis.valueAt(axis.pixelOf(42)), 42);
  }
  // What is 0 has no place on a logarithmic axis.
  assertEquals(axisAround([0, 1000], 300).type, "linear");
});

Deno.test("axisAround() ends in ticks that enclose the values", () => {
  const axis = axisAround([100, 190], 110);
  assertEquals(axis.type, "linear");
  assertEquals(axis.ticks, [80, 100, 120, 140, 160, 180, 200]);
  assertEquals(axis.domain, [80, 200]);
  assertEquals(Math.round(axis.pixelOf(100)), 18);
  assertEquals(Math.round(axis.valueAt(axis.pixelOf(150))), 150);
});

Deno.test("axisAround() has room around a single value", () => {
  const { domain: [low, high] } = axisAround([50], 100);
  assertEquals([low < 50, high > 50], [true, true]);
});
