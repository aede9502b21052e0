import { assertEquals } from "@std/assert";
import type { RunRecord, TimingRecord } from "../../bench/record.ts";
import { bestBatches, bestBatchText } from "../../reports/best_batch.ts";
import { measurementsOf } from "../../reports/measurement.ts";
import { RUN, timing } from "./fixed_records.ts";

/** A run of one model at a batch, with its rate; intervals are one image/s to either side. */
function measured(batch: number, imagesPerSecond: number): (RunRecord | TimingRecord)[] {
  const runId = `batch ${batch}`;
  const settings = { ...RUN.settings, models: ["deit-s"], batch };
  return [{ ...RUN, runId, settings }, { ...timing("deit-s", imagesPerSecond, 1), runId, batch }];
}

Deno.test("bestBatches() goes by the measured rate, not by the size of the batch", () => {
  const records = [...measured(1, 90), ...measured(8, 120), ...measured(32, 110)];
  assertEquals(bestBatches(measurementsOf(records).measurements), [
    { model: "deit-s", batch: 8, imagesPerSecond: 120, asGood: [], untold: [] },
  ]);
});

Deno.test("bestBatches() names batches that cannot be told from the best", () => {
  const records = [...measured(8, 120), ...measured(32, 118.5)];
  const best = bestBatches(measurementsOf(records).measurements);
  assertEquals(bestBatchText(best, (id) => id.toUpperCase()), "DEIT-S 8 (as good: 32)");
});

Deno.test("bestBatches() says nothing of a single batch, and never mixes conditions", () => {
  assertEquals(bestBatches(measurementsOf(measured(8, 120)).measurements), []);
  const elsewhere = measured(32, 200).map((record) =>
    record.kind === "run" ? { ...record, machine: "another machine" } : record
  );
  const records = [...measured(8, 120), ...elsewhere];
  assertEquals(bestBatches(measurementsOf(records).measurements), []);
});

Deno.test("bestBatches() does not call as good what has no interval", () => {
  const short = measured(4, 110).map((record) =>
    record.kind === "timing"
      ? { ...record, imagesPerSecond: { median: 110, low: null, high: null } }
      : record
  );
  const best = bestBatches(measurementsOf([...measured(8, 120), ...short]).measurements);
  assertEquals(best.map(({ asGood, untold }) => [asGood, untold]), [[[], [4]]]);
  assertEquals(bestBatchText(best, () => "A"), "A 8 (too few rounds to tell it from 4)");
});
