// reports/compare/common_shift.ts: the limits of "machine drift", each from both sides, and what it means.

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { compareSides } from "../../../reports/compare/compare.ts";
import { commonShift } from "../../../reports/compare/common_shift.ts";
import type { Side } from "../../../reports/compare/side.ts";
import { runOn, side, steadyRates, timed } from "../fixtures/compare_records.ts";

const MARGIN = 0.03;

/** So many ratios of 0.9, then so many of 1. */
function ratios(shiftedCount: number, otherCount: number): readonly number[] {
  return [...Array(shiftedCount).fill(0.9), ...Array(otherCount).fill(1)];
}

Deno.test("commonShift() takes four rows for a common shift, three for none", () => {
  assertEquals(commonShift(ratios(4, 0), MARGIN), 0.9);
  assertEquals(commonShift(ratios(3, 0), MARGIN), undefined);
  assertEquals(commonShift([], MARGIN), undefined);
});

Deno.test("commonShift() asks three of four rows to shift alike", () => {
  assertEquals(commonShift(ratios(75, 25), MARGIN), 0.9);
  assertEquals(commonShift(ratios(74, 26), MARGIN), undefined);
});

Deno.test("commonShift() takes ratios within the margin around the middle for alike", () => {
  const around = (factor: number) => [0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9 * factor, 0.9 * factor];
  for (const edge of [1.03, 1 / 1.03]) {
    const within = 1 + 0.99 * (edge - 1);
    const beyond = 1 + 1.01 * (edge - 1);
    // 6 of 8 are enough; a third one that is unlike is not.
    assertAlmostEquals(commonShift([...around(within).slice(1), 0.9 * within], MARGIN) ?? NaN, 0.9);
    assertEquals(commonShift([...around(beyond).slice(1), 0.9 * beyond], MARGIN), undefined);
  }
});

Deno.test("commonShift() is no shift within the margin of 1", () => {
  const at = (ratio: number) => commonShift([ratio, ratio, ratio, ratio], MARGIN);
  assertEquals([at(1.029), at(1.031)], [undefined, 1.031]);
  assertEquals([at(1 / 1.029), at(1 / 1.031)], [undefined, 1 / 1.031]);
});

/** A side whose five models all have this rate. */
function five(day: number, rate: number): Side {
  const models = ["a", "b", "c", "d", "e"];
  return side(`${day}`, [
    runOn(day),
    ...models.map((model) => timed(day, model, steadyRates(rate), { graphHash: model })),
  ]);
}

Deno.test("compareSides() passes no drift to slower, and one to faster, seen as a rate or as a time", () => {
  const outcomes = (["throughput", "latency"] as const).map((metric) =>
    [900, 1100].map((rate) => {
      const { outcome, commonShift } = compareSides(five(1, 1000), five(2, rate), { metric });
      return [outcome, commonShift !== undefined];
    })
  );
  const slowerAndFaster = [["not comparable", true], ["passed", true]];
  assertEquals(outcomes, [slowerAndFaster, slowerAndFaster]);
});

Deno.test("compareSides() calls nothing drift that was timed interleaved", () => {
  const { outcome, commonShift } = compareSides(five(1, 1000), five(2, 900), { paired: true });
  assertEquals([outcome, commonShift], ["failed", undefined]);
});
