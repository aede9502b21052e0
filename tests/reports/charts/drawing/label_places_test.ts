import { assertEquals } from "@std/assert";
import {
  labelPlaces,
  type NamedPoint,
  type Place,
} from "../../../../reports/charts/drawing/label_places.ts";
import { textWidth } from "../../../../reports/charts/drawing/text_width.ts";

const SIZE = { width: 400, height: 300, fontSize: 12 };
/** Radius and gap of a point, half the width of "abc". */
const BESIDE = 5 + 3 + textWidth("abc", 12) / 2;

function point(x: number, y: number, name = "abc") {
  return { x, y, radius: 5, name, line: { from: x - 5, to: x + 5 } };
}

Deno.test("labelPlaces() puts a name to the right of a lone point", () => {
  assertEquals(labelPlaces([point(100, 100)], SIZE), [{ x: 100 + BESIDE, y: 100 }]);
});

Deno.test("labelPlaces() goes left where the right side leaves the plot", () => {
  assertEquals(labelPlaces([point(395, 100)], SIZE), [{ x: 395 - BESIDE, y: 100 }]);
});

Deno.test("labelPlaces() goes above where lines lie on both sides", () => {
  const wide = { ...point(200, 100), line: { from: 100, to: 300 } };
  assertEquals(labelPlaces([wide], SIZE), [{ x: 200, y: 100 - 5 - 1.5 - 12 * 1.15 / 2 }]);
});

Deno.test("labelPlaces() gives two close points two places", () => {
  const [first, second] = labelPlaces([point(100, 100), point(100, 100)], SIZE);
  assertEquals(first?.x, 100 + BESIDE);
  assertEquals(second?.x, 100 - BESIDE);
});

/** Whether the boxes of two names meet. */
function meet([a, at]: [NamedPoint, Place], [b, place]: [NamedPoint, Place]): boolean {
  const widths = (textWidth(a.name, 12) + textWidth(b.name, 12)) / 2;
  return Math.abs(at.x - place.x) < widths && Math.abs(at.y - place.y) < 12 * 1.15;
}

Deno.test("labelPlaces() prints no name over another, in whatever crowd", () => {
  const crowd = Array.from(
    { length: 24 },
    (_, index) => point(120 + 22 * (index % 6), 90 + 24 * Math.floor(index / 6), `Net-${index}`),
  );
  const places = labelPlaces(crowd, SIZE);
  const placed = crowd.flatMap((named, index): [NamedPoint, Place][] => {
    const place = places[index];
    return place === undefined ? [] : [[named, place]];
  });
  assertEquals(placed.flatMap((one, i) => placed.slice(i + 1).filter((two) => meet(one, two))), []);
  // Most find room away from their point, and a line leads back.
  assertEquals([placed.length > 18, placed.some(([, { leader }]) => leader !== undefined)], [
    true,
    true,
  ]);
});

Deno.test("labelPlaces() leaves out a name that has no room at all", () => {
  assertEquals(labelPlaces([point(10, 10, "a long name")], { ...SIZE, width: 40 }), [undefined]);
});
