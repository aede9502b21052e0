import { assertEquals } from "@std/assert";
import { runSchema } from "../../../bench/record/record.ts";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { conditionsKey } from "../../../reports/records/run_conditions.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { engineRecords, ORT, PYTORCH, THREE_ENGINES } from "../fixtures/engine_records.ts";
import { count, failure, RECORDS, round, RUN, timing } from "../fixtures/fixed_records.ts";

function summary(records: Parameters<typeof measurementsOf>[0]) {
  return measurementsOf(records).measurements.map((measurement) => [
    measurement.model,
    measurement.progress,
    measurement.timing?.imagesPerSecond.median ?? measurement.failure?.reason,
  ]);
}

Deno.test("measurementsOf() gives every model of a run its measurement", () => {
  assertEquals(summary(RECORDS), [
    ["dsnet-b", "done", "out of memory"],
    ["deit-s", "done", 128],
    ["dsnet-s-aligned", "done", 64.5],
  ]);
});

Deno.test("measurementsOf() lets later records supersede earlier ones", () => {
  const records = [...RECORDS, timing("dsnet-b", 32, 0.25), failure("deit-s", "killed")];
  assertEquals(summary(records), [
    ["dsnet-b", "done", 32],
    ["deit-s", "done", "killed"],
    ["dsnet-s-aligned", "done", 64.5],
  ]);
});

Deno.test("measurementsOf() tells interrupted from not reached, be it counted already", () => {
  const records = [RUN, count("deit-s", 1, 1), round("dsnet-b")];
  assertEquals(summary(records), [
    ["dsnet-b", "interrupted", undefined],
    ["deit-s", "not reached", undefined],
    ["dsnet-s-aligned", "not reached", undefined],
  ]);
});

Deno.test("measurementsOf() joins a resumed run with the run before it", () => {
  const resumed = { ...RUN, runId: "run-2" };
  const records = [RUN, timing("deit-s", 128, 1), resumed, {
    ...timing("dsnet-b", 32, 0.25),
    runId: "run-2",
  }];
  assertEquals(summary(records).slice(0, 2), [["dsnet-b", "done", 32], ["deit-s", "done", 128]]);
});

Deno.test("measurementsOf() does not mix batches or machines", () => {
  const otherBatch = { ...RUN, runId: "run-2", settings: { ...RUN.settings, batch: 1 } };
  const otherMachine = { ...RUN, runId: "run-3", machine: "ffff" };
  const records = [
    RUN,
    timing("deit-s", 128, 1),
    otherBatch,
    { ...timing("deit-s", 16, 1), runId: "run-2", batch: 1 },
    otherMachine,
    { ...timing("deit-s", 256, 1), runId: "run-3" },
  ];
  const timed = summary(records).filter(([, , result]) => result !== undefined);
  assertEquals(timed, [
    ["deit-s", "done", 128],
    ["deit-s", "done", 16],
    ["deit-s", "done", 256],
  ]);
});

Deno.test("measurementsOf() counts records of runs that are not there", () => {
  assertEquals(measurementsOf([timing("deit-s", 128, 1)]), { measurements: [], orphanCount: 1 });
});

Deno.test("measurementsOf() gives a timing no count of another network under its name", () => {
  const other = { ...count("deit-s", 2, 2), graphHash: "11" };
  const paramsOf = (...records: Parameters<typeof measurementsOf>[0]) =>
    measurementsOf([RUN, ...records]).measurements[1]?.count?.params;
  assertEquals(paramsOf(count("deit-s", 1, 1), other), 2);
  assertEquals(paramsOf(count("deit-s", 1, 1), other, timing("deit-s", 128, 1)), 1);
  assertEquals(paramsOf(other, timing("deit-s", 128, 1)), undefined);
});

Deno.test("conditionsKey() follows these fields of a run and no other", async () => {
  const parting = await fieldsThat(
    variationsOf(runSchema, RUN),
    (changed) => conditionsKey(changed) !== conditionsKey(RUN),
  );
  // What else must be equal is a conflict that is said (merge_findings.ts).
  const settings = ["rewrites", "size", "batch", "threads", "device", "precision", "input"];
  assertEquals(parting, [...settings.map((name) => `settings.${name}`), "machine"]);
});

Deno.test("measurementsOf() gives every model on every engine its measurement", () => {
  const { measurements } = measurementsOf(engineRecords(THREE_ENGINES));
  assertEquals(measurements.length, 15);
  const rates = measurements.filter(({ model }) => model === "resnet50")
    .map((
      { engine, timing },
    ) => [engine.engine, Math.round(timing?.imagesPerSecond.median ?? NaN)]);
  assertEquals(rates, [["onnxruntime-node", 20], ["pytorch", 16], ["openvino", 44]]);
});

Deno.test("measurementsOf() has a row of each engine that a run was to measure", () => {
  const records = engineRecords(THREE_ENGINES).filter((record) =>
    record.kind !== "timing" || record.engine !== "openvino"
  );
  const open = measurementsOf(records).measurements.filter(({ progress }) => progress !== "done");
  assertEquals(open.map(({ engine }) => engine.engine), new Array(4).fill("openvino"));
});

Deno.test("measurementsOf() joins engines of one machine from several runs", () => {
  const first = engineRecords([{ use: ORT, rates: { "deit-s": 30 } }]);
  const other = engineRecords([{ use: PYTORCH, rates: { "deit-s": 20 } }], { runId: "run-2" });
  const { measurements } = measurementsOf([...first, ...other]);
  assertEquals(
    measurements.map((
      { engine, timing },
    ) => [engine.engine, Math.round(timing?.imagesPerSecond.median ?? NaN)]),
    [["onnxruntime-node", 30], ["pytorch", 20]],
  );
});

Deno.test("measurementsOf() finds the anchor of the same engine, graph and rounds", () => {
  const [run, ...pieces] = engineRecords(THREE_ENGINES);
  // A second part of the run, with the anchor timed anew beside one network.
  const again = pieces.flatMap((piece) =>
    piece.kind === "timing" && piece.model === "deit-s"
      ? { ...piece, roundsId: "part 2", imagesPerSecond: { median: 7, low: 7, high: 7 } }
      : []
  );
  if (run === undefined) throw new Error("Cannot find the run");
  const { measurements } = measurementsOf([run, ...pieces, ...again]);
  const anchors = measurements.filter(({ model }) => model === "resnet50")
    .map(({ anchorTiming }) => [
      anchorTiming?.engine,
      Math.round(anchorTiming?.imagesPerSecond.median ?? NaN),
    ]);
  assertEquals(anchors, [["onnxruntime-node", 30], ["pytorch", 20], ["openvino", 33]]);
});
