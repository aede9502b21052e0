import { assertEquals } from "@std/assert";
import { scaleRows, sumRows } from "../../../../models/rewrite/engine/row_products.ts";

/** Numbers that no float32 product holds exactly. */
function thirds(length: number, first: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (first + i) / 3);
}

/** More than are taken at a time of middling length, and no multiple of that. */
const ROWS = 9;

Deno.test("scaleRows() and sumRows() take rows of any length, long ones and short ones in turn", () => {
  for (const length of [1, 3, 4, 11, 1000, 9000, 5]) {
    const [weight, vector] = [thirds(ROWS * length, 1), thirds(length, 7)];
    const vectorAt = (i: number) => vector[i % length] ?? NaN;

    const scaled = new Float32Array(ROWS * length);
    scaleRows(scaled, weight, vector);
    assertEquals(scaled, weight.map((value, i) => value * vectorAt(i)));

    // Every fourth product has a sum of its own; what is left at the end joins the first.
    const sumOf = (row: number) => {
      const whole = length - length % 4;
      const sums = [0, 0, 0, 0];
      for (let i = 0; i < length; i++) {
        const lane = i < whole ? i % 4 : 0;
        sums[lane] = (sums[lane] ?? NaN) + (weight[row * length + i] ?? NaN) * vectorAt(i);
      }
      return sums.reduce((sum, part) => sum + part);
    };
    assertEquals(
      sumRows(weight, vector),
      Float64Array.from({ length: ROWS }, (_, row) => sumOf(row)),
    );
  }
});
