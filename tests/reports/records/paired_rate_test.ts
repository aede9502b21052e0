import { assertEquals } from "@std/assert";
import type { TimingRecord } from "../../../bench/record/record.ts";
import { isResolved, rateOver } from "../../../reports/records/paired_rate.ts";
import { timing } from "../fixtures/fixed_records.ts";

function rounds(...roundsMs: readonly (readonly number[])[]): TimingRecord {
  return { ...timing("dsnet-b", 1, 1), roundsMs };
}

Deno.test("rateOver() is the median of the ratios round by round", () => {
  // A machine that slows down fourfold: every round still has the ratio 1/2.
  const interval = { median: 0.5, low: null, high: null };
  assertEquals(rateOver(rounds([20], [40], [80]), rounds([10], [20], [40])), interval);
  assertEquals(rateOver(rounds([20], [40], [80]), rounds([10, 10], [20], [40, 40])), interval);
});

Deno.test("rateOver() has an interval from 6 rounds on", () => {
  const [own, base] = [Array(6).fill([20]), Array(6).fill([10])];
  assertEquals(rateOver(rounds(...own), rounds(...base)), { median: 0.5, low: 0.5, high: 0.5 });
  assertEquals(rateOver(rounds(...own.slice(1)), rounds(...base))?.low, null);
});

Deno.test("rateOver() leaves out rounds that only one of both has", () => {
  assertEquals(rateOver(rounds([20], [20]), rounds([10], [10], [1]))?.median, 0.5);
});

Deno.test("rateOver() is unknown across runs, graphs and rounds, and without samples", () => {
  const base = rounds([10], [10]);
  assertEquals(rateOver({ ...base, runId: "run-2" }, base), undefined);
  assertEquals(rateOver({ ...base, graph: "fast" }, base), undefined);
  const later = { ...base, roundsId: "second part" };
  assertEquals(rateOver(later, { ...base, roundsId: "first part" }), undefined);
  assertEquals(rateOver(later, later)?.median, 1);
  assertEquals(rateOver(rounds([], []), rounds([], [])), undefined);
});

Deno.test("isResolved() needs the whole interval on one side of 1", () => {
  const of = (low: number | null, high: number | null) => isResolved({ median: 1, low, high });
  assertEquals([of(1.001, 1.2), of(0.8, 0.999)], [true, true]);
  assertEquals([of(1, 1.2), of(0.8, 1), of(0.9, 1.1), of(null, null)], Array(4).fill(false));
});

Deno.test("rateOver() knows the ratio to the anchor without samples, and across parts of a run", () => {
  const ratio = { median: 0.5, low: 0.4, high: 0.625 };
  const anchor = { ...rounds([]), model: "resnet50", relative: null };
  const own = { ...rounds([]), relative: { anchor: "resnet50", ratio } };
  assertEquals(rateOver(own, anchor), ratio);
  assertEquals(rateOver(anchor, { ...own, roundsId: "other" }), { median: 2, low: 1.6, high: 2.5 });
  assertEquals(rateOver({ ...own, graph: "fast" }, anchor), undefined);
});

Deno.test("rateOver() says the same of an anchor with samples and without", () => {
  const even = [[8], [10], [12.5], [20]];
  const own = rounds(...even);
  const anchor = { ...rounds([10], [10], [10], [10]), model: "resnet50", relative: null };
  const relative = { anchor: "resnet50", ratio: { median: 0.9, low: null, high: null } };
  const bare = rounds([], [], [], []);
  assertEquals(rateOver(anchor, own)?.median, 1.125);
  assertEquals(rateOver(anchor, { ...own, relative })?.median, 1 / 0.9);
  assertEquals(rateOver({ ...anchor, roundsMs: [[]] }, { ...bare, relative })?.median, 1 / 0.9);
});
