import { assertEquals } from "@std/assert";
import type { TimingRecord } from "../../../bench/record/record.ts";
import { isResolved, pairedRate } from "../../../reports/records/paired_rate.ts";
import { timing } from "../fixtures/fixed_records.ts";

function rounds(...roundsMs: readonly (readonly number[])[]): TimingRecord {
  return { ...timing("dsnet-b", 1, 1), roundsMs };
}

Deno.test("pairedRate() is the median of the ratios round by round", () => {
  // A machine that slows down fourfold: every round still has the ratio 1/2.
  const interval = { median: 0.5, low: null, high: null };
  assertEquals(pairedRate(rounds([20], [40], [80]), rounds([10], [20], [40])), interval);
  assertEquals(pairedRate(rounds([20], [40], [80]), rounds([10, 10], [20], [40, 40])), interval);
});

Deno.test("pairedRate() has an interval from 6 rounds on", () => {
  const [own, base] = [Array(6).fill([20]), Array(6).fill([10])];
  assertEquals(pairedRate(rounds(...own), rounds(...base)), { median: 0.5, low: 0.5, high: 0.5 });
  assertEquals(pairedRate(rounds(...own.slice(1)), rounds(...base))?.low, null);
});

Deno.test("pairedRate() leaves out rounds that only one of both has", () => {
  assertEquals(pairedRate(rounds([20], [20]), rounds([10], [10], [1]))?.median, 0.5);
});

Deno.test("pairedRate() is unknown across runs, graphs and rounds, and without samples", () => {
  const base = rounds([10], [10]);
  assertEquals(pairedRate({ ...base, runId: "run-2" }, base), undefined);
  assertEquals(pairedRate({ ...base, graph: "fast" }, base), undefined);
  const later = { ...base, roundsId: "second part" };
  assertEquals(pairedRate(later, { ...base, roundsId: "first part" }), undefined);
  assertEquals(pairedRate(later, later)?.median, 1);
  assertEquals(pairedRate(rounds([], []), rounds([], [])), undefined);
});

Deno.test("isResolved() needs the whole interval on one side of 1", () => {
  const of = (low: number | null, high: number | null) => isResolved({ median: 1, low, high });
  assertEquals([of(1.001, 1.2), of(0.8, 0.999)], [true, true]);
  assertEquals([of(1, 1.2), of(0.8, 1), of(0.9, 1.1), of(null, null)], Array(4).fill(false));
});
