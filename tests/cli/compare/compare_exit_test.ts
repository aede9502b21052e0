// cli/compare/compare_exit.ts: what a comparison tells the shell, with --strict and without.

import { assertEquals } from "@std/assert";
import { EXIT_OF } from "../../../cli/compare/compare_exit.ts";
import { type CompareOptions, compareSides } from "../../../reports/compare/compare.ts";
import type { Side } from "../../../reports/compare/side.ts";
import {
  counted,
  runOn,
  side,
  steadyRates,
  timed,
} from "../../reports/fixtures/compare_records.ts";

function rates(day: number, rate: number, rounds = 10): Side {
  return side(`${day}`, [runOn(day), timed(day, "deit-s", steadyRates(rate, rounds))]);
}

function counts(day: number, params: number): Side {
  return side(`${day}`, [runOn(day), counted(day, "deit-s", params)]);
}

/** Exit codes without and with --strict. */
function exits(base: Side, next: Side, options: CompareOptions = {}): readonly number[] {
  return [false, true].map((strict) =>
    EXIT_OF[compareSides(base, next, { ...options, strict }).outcome]
  );
}

Deno.test("EXIT_OF passes what is equal or better, and fails what is worse", () => {
  assertEquals(exits(rates(1, 100), rates(2, 100)), [0, 0]);
  assertEquals(exits(rates(1, 100), rates(2, 200)), [0, 0]);
  assertEquals(exits(rates(1, 100), rates(2, 50)), [1, 1]);
});

Deno.test("EXIT_OF lets a first run pass, strict or not", () => {
  assertEquals(exits(side("none", []), rates(2, 100)), [0, 0]);
});

Deno.test("EXIT_OF has codes of their own for what is incomplete or must not be compared", () => {
  const lost = side("lost", [timed(1, "deit-s", steadyRates(100))]);
  assertEquals(exits(lost, rates(2, 100)), [3, 3]);
  const elsewhere = side("elsewhere", [
    runOn(2, { machine: "f00" }),
    timed(2, "deit-s", steadyRates(100)),
  ]);
  assertEquals(exits(rates(1, 100), elsewhere), [4, 4]);
});

Deno.test("EXIT_OF lets nothing pass strictly that was not shown to be good", () => {
  // Too few rounds to decide.
  assertEquals(exits(rates(1, 100, 3), rates(2, 100, 3)), [0, 1]);
  // No rate on both sides.
  assertEquals(exits(counts(1, 100), counts(2, 100)), [0, 1]);
  // One run twice.
  assertEquals(exits(rates(1, 100), rates(1, 100)), [0, 4]);
  // Undecided against the pinned baseline only.
  assertEquals(exits(rates(2, 100), rates(3, 100), { pinned: rates(1, 100, 1) }), [0, 1]);
});
