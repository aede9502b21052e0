import { assertAlmostEquals, assertEquals } from "@std/assert";
import { kendallTau, type Order, orderOf } from "../../../bench/samples/kendall.ts";

function tauOf(one: readonly number[], other: readonly number[]): number | undefined {
  return kendallTau(one.length, orderOf(one), orderOf(other))?.tau;
}

/** The order of values of which some pairs are open. */
function openOrder(values: readonly number[], open: readonly (readonly [number, number])[]): Order {
  const isOpen = (one: number, other: number) =>
    open.some(([a, b]) => (a === one && b === other) || (a === other && b === one));
  return { ...orderOf(values), isSettled: (one, other) => !isOpen(one, other) };
}

Deno.test("kendallTau() is 1 for one order, -1 for one upside down, counts pairs between", () => {
  assertEquals(tauOf([1, 2, 3, 4], [10, 20, 30, 40]), 1);
  assertEquals(tauOf([1, 2, 3, 4], [40, 30, 20, 10]), -1);
  // One of 6 pairs the other way round: (5 - 1) / 6.
  assertAlmostEquals(tauOf([1, 2, 3, 4], [1, 2, 4, 3]) ?? NaN, 4 / 6);
});

Deno.test("kendallTau() is tau-b where values are equal", () => {
  // Of 10 pairs, 8 and 9 are uneven, 2 concordant, 6 discordant; SciPy's documentation has it too.
  const tau = tauOf([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]);
  assertAlmostEquals(tau ?? NaN, (2 - 6) / Math.sqrt(8 * 9));
});

Deno.test("kendallTau() knows nothing of level items, of one and of none", () => {
  assertEquals(tauOf([5, 5, 5], [1, 2, 3]), undefined);
  assertEquals(tauOf([5], [1]), undefined);
  assertEquals(tauOf([], []), undefined);
});

Deno.test("kendallTau() lies between what open pairs leave possible", () => {
  const base = orderOf([1, 2, 3, 4]);
  const all = kendallTau(4, base, openOrder([1, 2, 3, 4], []));
  assertEquals(all, { tau: 1, low: 1, high: 1 });
  // One pair of 6 is open: 5 for sure, and 1 for or against.
  const one = kendallTau(4, base, openOrder([1, 2, 3, 4], [[2, 3]]));
  assertEquals([one?.tau, one?.high], [1, 1]);
  assertAlmostEquals(one?.low ?? NaN, 4 / 6);
  // Open in the other direction, the figures may be wrong.
  const turned = kendallTau(4, base, openOrder([1, 2, 4, 3], [[2, 3]]));
  assertAlmostEquals(turned?.tau ?? NaN, 4 / 6);
  assertEquals(turned?.high, 1);
});

Deno.test("kendallTau() leaves a pair out that is level in a printed order, however open", () => {
  const tau = kendallTau(3, orderOf([1, 1, 2]), openOrder([1, 2, 3], [[0, 1]]));
  assertEquals([tau?.low, tau?.high], [tau?.tau, tau?.tau]);
});

Deno.test("kendallTau() stays between -1 and 1 where level pairs are open too", () => {
  const open = openOrder([1, 1, 2], [[0, 1], [0, 2], [1, 2]]);
  const tau = kendallTau(3, orderOf([1, 2, 3]), open);
  assertEquals([tau?.low, tau?.high], [-1, 1]);
});
