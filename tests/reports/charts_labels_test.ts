import { assertEquals } from "@std/assert";
import { axisAround } from "../../reports/charts/axis.ts";
import { labelPlaces } from "../../reports/charts/labels.ts";

const SIZE = { width: 400, height: 300 };

function point(x: number, y: number, name = "abc") {
  return { x, y, radius: 5, name, line: { from: x - 5, to: x + 5 } };
}

Deno.test("labelPlaces() puts a name to the right of a lone point", () => {
  // 5 radius + 3 gap + half of 3 characters of 7 px.
  assertEquals(labelPlaces([point(100, 100)], SIZE), [{ x: 118.5, y: 100 }]);
});

Deno.test("labelPlaces() goes left where the right side leaves the plot", () => {
  assertEquals(labelPlaces([point(395, 100)], SIZE), [{ x: 376.5, y: 100 }]);
});

Deno.test("labelPlaces() goes above where lines lie on both sides", () => {
  const wide = { ...point(200, 100), line: { from: 100, to: 300 } };
  assertEquals(labelPlaces([wide], SIZE), [{ x: 200, y: 86.5 }]);
});

Deno.test("labelPlaces() gives two close points two places", () => {
  const [first, second] = labelPlaces([point(100, 100), point(100, 100)], SIZE);
  assertEquals(first?.x, 118.5);
  assertEquals(second?.x, 81.5);
});

Deno.test("axisAround() leaves a margin around the values", () => {
  const axis = axisAround([100, 200], 118);
  assertEquals(axis.type, "linear");
  assertEquals(axis.domain, [91, 209]);
  assertEquals(axis.pixelOf(100), 9);
  assertEquals(axis.valueAt(9), 100);
});

Deno.test("axisAround() is logarithmic where values are spread wide, never for 0", () => {
  assertEquals(axisAround([1, 9], 100).type, "log");
  assertEquals(axisAround([0, 9], 100).type, "linear");
});

Deno.test("axisAround() has room around a single value", () => {
  const { domain: [low, high] } = axisAround([50], 100);
  assertEquals([low < 50, high > 50], [true, true]);
});
