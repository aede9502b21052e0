import { assertEquals } from "@std/assert";
import type { BenchRecord, TimingRecord } from "../../../bench/record/record.ts";
import { comparableGroups } from "../../../reports/records/comparable_groups.ts";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { RUN, timing } from "../fixtures/fixed_records.ts";

function groupsOf(...records: readonly BenchRecord[]) {
  return comparableGroups(measurementsOf(records).measurements);
}

/** A run of DeiT-S under other settings, and its timing. */
function runOf(runId: string, settings: Partial<typeof RUN.settings>): readonly BenchRecord[] {
  const run = { ...RUN, runId, settings: { ...RUN.settings, models: ["deit-s"], ...settings } };
  const { batch, threads } = run.settings;
  const precision = run.settings.precision as TimingRecord["precision"];
  const timed = { ...timing("deit-s", 10, 1), runId, batch, threads };
  return [run, { ...timed, precision, arithmetic: precision }];
}

Deno.test("comparableGroups() tells groups apart that differ in one condition", () => {
  const conditions = groupsOf(
    ...runOf("a", {}),
    ...runOf("b", { precision: "fp16" }),
    ...runOf("c", { threads: 1 }),
    ...runOf("d", { batch: 1 }),
    ...runOf("e", { rewrites: ["fold"] }),
  ).map((group) => group.conditions);
  assertEquals(conditions, [
    "Example CPU, cpu, 4 threads, size 224, batch 8, fp32, graph plain, rewrites those of the device",
    "Example CPU, cpu, 4 threads, size 224, batch 8, fp16, graph plain, rewrites those of the device",
    "Example CPU, cpu, 1 thread, size 224, batch 8, fp32, graph plain, rewrites those of the device",
    "Example CPU, cpu, 4 threads, size 224, batch 1, fp32, graph plain, rewrites those of the device",
    "Example CPU, cpu, 4 threads, size 224, batch 8, fp32, graph plain, rewrites fold",
  ]);
});

Deno.test("comparableGroups() names engines where one is not the usual one", () => {
  const engine = { engine: "openvino", options: {}, instances: 1, versions: {} };
  const usual = { ...engine, engine: "onnxruntime-node" };
  const graphs = ["plain"] as const;
  const engines = [usual, engine].map((each) => ({ ...each, graphs }));
  const run = { ...RUN, settings: { ...RUN.settings, models: ["deit-s"], engines } };
  const groups = groupsOf(
    run,
    timing("deit-s", 10, 1),
    { ...timing("deit-s", 20, 1), engine: "openvino" },
  );
  assertEquals(
    groups.map(({ conditions, timingOf }) => [
      conditions.split(",")[0],
      timingOf("deit-s")?.imagesPerSecond.median,
    ]),
    [["ONNX Runtime", 10], ["OpenVINO", 20]],
  );
});

Deno.test("comparableGroups() has no timing of a model whose rate is not to be trusted", () => {
  const fair = timing("deit-s", 10, 1);
  const { roofline } = fair;
  const beyond = roofline &&
    { ...timing("dsnet-b", 9, 1), roofline: { ...roofline, impossible: true } };
  const [group] = groupsOf(RUN, fair, beyond ?? fair);
  assertEquals(
    ["deit-s", "dsnet-b", "resnet50"].map((id) => group?.timingOf(id)?.model),
    ["deit-s", undefined, undefined],
  );
});
