import { assertEquals } from "@std/assert";
import { relativePositions, shiftMask } from "../../../models/networks/swin_windows.ts";

/** Rows of a flat table. */
function rowsOf(flat: readonly number[], width: number): readonly (readonly number[])[] {
  return Array.from(
    { length: flat.length / width },
    (_, i) => flat.slice(i * width, (i + 1) * width),
  );
}

Deno.test("relativePositions() numbers the distances of a 2x2 window, row by row", () => {
  assertEquals(rowsOf(relativePositions(2), 4), [
    [4, 3, 1, 0],
    [5, 4, 2, 1],
    [7, 6, 4, 3],
    [8, 7, 5, 4],
  ]);
});

Deno.test("relativePositions() of a 7x7 window uses all 169 rows of the table", () => {
  const positions = relativePositions(7);
  assertEquals(positions.length, 49 * 49);
  assertEquals([...new Set(positions)].sort((a, b) => a - b), [...Array(169).keys()]);
});

Deno.test("shiftMask() hides what came around an edge, along height, width and both", () => {
  const mask = [...shiftMask([4, 4], { window: 2, shift: [1, 1] })];
  const [inner, right, bottom, corner] = rowsOf(mask, 16).map((window) => rowsOf(window, 4));
  const [o, X] = [0, -100];
  assertEquals(inner, [[o, o, o, o], [o, o, o, o], [o, o, o, o], [o, o, o, o]]);
  assertEquals(right, [[o, X, o, X], [X, o, X, o], [o, X, o, X], [X, o, X, o]]);
  assertEquals(bottom, [[o, o, X, X], [o, o, X, X], [X, X, o, o], [X, X, o, o]]);
  assertEquals(corner, [[o, X, X, X], [X, o, X, X], [X, X, o, X], [X, X, X, o]]);
});

Deno.test("shiftMask() hides nothing along an axis that is not shifted", () => {
  const mask = shiftMask([7, 14], { window: 7, shift: [0, 3] });
  const hidden = rowsOf([...mask], 49 * 49).map((window) => window.filter((x) => x !== 0).length);
  assertEquals(hidden, [0, 2 * (7 * 4) * (7 * 3)]);
});
