import { assertEquals } from "@std/assert";
import { roundsLeftMs, roundsMs } from "../../../bench/plan/time_left.ts";

const LIMITS = { timeMs: 100, rounds: null };

Deno.test("roundsLeftMs() goes by the time, the most rounds and the least rounds", () => {
  // A round takes 10 ms: ten of them fit.
  assertEquals(roundsLeftMs({ done: 2.5, spentMs: 25 }, LIMITS), 75);
  assertEquals(roundsLeftMs({ done: 2.5, spentMs: 25 }, { ...LIMITS, rounds: 4 }), 15);
  // A round takes 80 ms: three are made in any case, but no more than asked for.
  assertEquals(roundsLeftMs({ done: 1, spentMs: 80 }, LIMITS), 160);
  assertEquals(roundsLeftMs({ done: 0.5, spentMs: 40 }, { ...LIMITS, rounds: 1 }), 40);
  // Rounds grew longer than thought.
  assertEquals(roundsLeftMs({ done: 3.5, spentMs: 350 }, LIMITS), 0);
});

Deno.test("roundsMs() is as many rounds as fit, within least and most", () => {
  assertEquals([roundsMs(10, LIMITS), roundsMs(30, LIMITS), roundsMs(80, LIMITS)], [100, 90, 240]);
  assertEquals(roundsMs(80, { ...LIMITS, leastRounds: 6 }), 480);
  assertEquals(roundsMs(10, { ...LIMITS, rounds: 4 }), 40);
  assertEquals(roundsMs(80, { ...LIMITS, rounds: 1 }), 80);
});
