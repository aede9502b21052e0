import { assertEquals } from "@std/assert";
import { nextBatchPlan } from "../../../bench/plan/batch_sweep.ts";
import type { RunPlan } from "../../../bench/plan/plan.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { findModel } from "../../../models/catalog.ts";
import { failure, timing } from "../../reports/fixtures/fixed_records.ts";
import { runPlan } from "../fakes/run_plan.ts";

const PLAN = runPlan({
  runId: "run-1",
  models: ["resnet18", "deit-t"].map(findModel),
  size: { height: 32, width: 32 },
  batch: 1,
  deviceRequested: "cuda",
  device: "cuda",
  batchSweep: true,
});

/** Rates of the models of a run. */
function rates(runId: string, batch: number, byModel: Readonly<Record<string, number>>) {
  return Object.entries(byModel).map(([model, rate]): BenchRecord => ({
    ...timing(model, rate, 1),
    runId,
    batch,
  }));
}

const idsOf = (plan: RunPlan | undefined) => plan?.models.map(({ id }) => id);
const SECOND = { ...PLAN, runId: "run-2", batch: 2 };

Deno.test("nextBatchPlan() doubles what ran, and once more only what gained 3 %", () => {
  const first = rates("run-1", 1, { resnet18: 100, "deit-t": 100 });
  const next = nextBatchPlan([PLAN], first, 4096);
  assertEquals([next?.batch, idsOf(next)], [2, ["resnet18", "deit-t"]]);
  const both = [...first, ...rates("run-2", 2, { resnet18: 103, "deit-t": 102.9 })];
  assertEquals(idsOf(nextBatchPlan([PLAN, SECOND], both, 4096)), ["resnet18"]);
});

Deno.test("nextBatchPlan() takes the anchor along while another model gains, and ends with the last", () => {
  const records = [
    ...rates("run-1", 1, { resnet18: 100, "deit-t": 100 }),
    ...rates("run-2", 2, { resnet18: 90, "deit-t": 180 }),
  ];
  assertEquals(idsOf(nextBatchPlan([PLAN, SECOND], records, 4096)), ["resnet18", "deit-t"]);
  const ended = [...records.slice(0, 2), ...rates("run-2", 2, { resnet18: 90, "deit-t": 101 })];
  assertEquals(nextBatchPlan([PLAN, SECOND], ended, 4096), undefined);
});

Deno.test("nextBatchPlan() leaves out what failed, as memory does, and ends at the largest batch", () => {
  const first = rates("run-1", 1, { resnet18: 100, "deit-t": 100 });
  const records: readonly BenchRecord[] = [
    ...first,
    ...rates("run-2", 2, { "deit-t": 180 }),
    { ...failure("resnet18", "CUDA failure 2: out of memory"), runId: "run-2", batch: 2 },
  ];
  assertEquals(idsOf(nextBatchPlan([PLAN, SECOND], records, 4096)), ["deit-t"]);
  assertEquals(nextBatchPlan([PLAN], first, 1), undefined);
  assertEquals(nextBatchPlan([PLAN], first, 2)?.batch, 2);
});

Deno.test("nextBatchPlan() does not begin on a processor what its memory does not hold", () => {
  const first = rates("run-1", 1, { resnet18: 100, "deit-t": 100 });
  const onCpu: RunPlan = { ...PLAN, device: "cpu", memoryLimitBytes: 250e6 };
  // ResNet-18 has 47 MB of weights, twice; DeiT-T 23.
  assertEquals(idsOf(nextBatchPlan([onCpu], first, 4096)), ["deit-t"]);
  // Only the device knows what it holds.
  const elsewhere: RunPlan = { ...onCpu, device: "webgpu" };
  assertEquals(idsOf(nextBatchPlan([elsewhere], first, 4096)), ["resnet18", "deit-t"]);
});
