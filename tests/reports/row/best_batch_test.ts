import { assertEquals } from "@std/assert";
import { type RunRecord, runSchema, type TimingRecord } from "../../../bench/record/record.ts";
import {
  batchCurves,
  batchCurveText,
  bestBatches,
  bestBatchText,
} from "../../../reports/row/best_batch.ts";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { RUN, timing } from "../fixtures/fixed_records.ts";

/** A run of one model at a batch, with its rate; intervals are one image/s to either side. */
function measured(batch: number, imagesPerSecond: number): [RunRecord, TimingRecord] {
  const runId = `batch ${batch}`;
  const settings = { ...RUN.settings, models: ["deit-s"], batch };
  return [{ ...RUN, runId, settings }, { ...timing("deit-s", imagesPerSecond, 1), runId, batch }];
}

Deno.test("bestBatches() goes by the measured rate, not by the size of the batch", () => {
  const records = [...measured(1, 90), ...measured(8, 120), ...measured(32, 110)];
  const found = bestBatches(measurementsOf(records).measurements);
  assertEquals(found.map(({ best: { model, timing } }) => [model, timing.batch]), [["deit-s", 8]]);
  assertEquals(found.map(({ asGood, untold }) => [asGood, untold]), [[[], []]]);
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

Deno.test("bestBatches() calls as good what reaches the lower end of the best one's interval", () => {
  // 119 to 121 of the best; of the others the upper end is one above the rate.
  const asGood = [118, 117.99].map((rate) =>
    bestBatches(measurementsOf([...measured(8, 120), ...measured(32, rate)]).measurements)[0]
      ?.asGood
  );
  assertEquals(asGood, [[32], []]);
});

Deno.test("bestBatches() holds runs against each other that differ in their batch only", async () => {
  const [run, timed] = measured(32, 200);
  const variations = variationsOf(runSchema, run).filter(({ field }) =>
    !["settings.batch", "settings.models", "settings.graphs"].includes(field)
  );
  const parting = await fieldsThat(variations, (changed) => {
    const records = [...measured(8, 120), changed, { ...timed, runId: changed.runId }];
    return bestBatches(measurementsOf(records).measurements).length === 0;
  });
  const settings = ["rewrites", "size", "threads", "device", "precision", "input"];
  assertEquals(parting, [...settings.map((name) => `settings.${name}`), "machine"]);

  const fast = [
    { ...run, settings: { ...run.settings, graphs: ["fast"] } },
    { ...timed, graph: "fast" as const },
  ];
  assertEquals(bestBatches(measurementsOf([...measured(8, 120), ...fast]).measurements), []);
});

Deno.test("bestBatches() takes no rate above the ceiling for the best", () => {
  const [run, timed] = measured(32, 200);
  const roofline = timed.roofline && { ...timed.roofline, impossible: true };
  const records = [...measured(1, 90), ...measured(8, 120), run, { ...timed, roofline }];
  assertEquals(bestBatches(measurementsOf(records).measurements)[0]?.best.timing.batch, 8);
});

Deno.test("bestBatchText() says in what sweeps of one model differ", () => {
  const webgpu = [[4, 30], [16, 40]].flatMap(([batch = 0, rate = 0]) => {
    const [run, timed] = measured(batch, rate);
    const runId = `webgpu ${batch}`;
    return [
      { ...run, runId, settings: { ...run.settings, device: "webgpu" } },
      { ...timed, runId, deviceUsed: "webgpu" as const },
    ];
  });
  const records = [...measured(1, 90), ...measured(8, 120), ...webgpu];
  assertEquals(
    bestBatchText(bestBatches(measurementsOf(records).measurements), () => "DeiT-S"),
    "DeiT-S, cpu, 8; DeiT-S, webgpu, 16",
  );
});

Deno.test("batchCurves() has the rates of a sweep in order, with the gain of each doubling", () => {
  const runAt = (batch: number): RunRecord => ({
    ...RUN,
    runId: `run-${batch}`,
    settings: { ...RUN.settings, batch, batchSweep: true },
  });
  const records = [[4, 150], [1, 100], [2, 125]].flatMap(([batch = 0, rate = 0]) => [
    runAt(batch),
    { ...timing("deit-s", rate, 1), runId: `run-${batch}`, batch },
  ]);
  const curves = batchCurves(measurementsOf(records).measurements);
  assertEquals(
    batchCurveText(curves, () => "DeiT-S"),
    "DeiT-S 1: 100, 2: 125 (+25.0 %), 4: 150 (+20.0 %)",
  );
  const asked = records.map((record) =>
    record.kind === "run"
      ? { ...record, settings: { ...record.settings, batchSweep: false } }
      : record
  );
  assertEquals(batchCurves(measurementsOf(asked).measurements), []);
});
