import { assertEquals } from "@std/assert";
import { engineLayout } from "../../../reports/table/engine_layout.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import {
  engineRecords,
  type EngineRows,
  OPENVINO,
  ORT,
  PYTORCH,
  THREE_ENGINES,
} from "../fixtures/engine_records.ts";
import { METHODS, RECORDS, RUN } from "../fixtures/fixed_records.ts";

function layoutOf(rows: readonly EngineRows[]) {
  return engineLayout(paperReport(engineRecords(rows), [], METHODS).sources);
}

const RATES = { "deit-s": 30, "resnet50": 20 };

Deno.test("engineLayout() has none where the usual engine is alone", () => {
  assertEquals(engineLayout(paperReport(RECORDS, [], METHODS).sources), undefined);
  assertEquals(layoutOf([{ use: ORT, rates: RATES }]), undefined);
});

Deno.test("engineLayout() has the paper's engine first, then the others as they were asked for", () => {
  assertEquals(layoutOf(THREE_ENGINES)?.labels, [
    "PyTorch (compile)",
    "ONNX Runtime",
    "OpenVINO, hint=latency",
  ]);
});

Deno.test("engineLayout() puts rows into one line that differ in the engine alone", () => {
  const rows = [{ use: ORT, rates: RATES }, { use: OPENVINO, rates: RATES }];
  assertEquals(layoutOf(rows)?.lines, [[0, 1], [2, 3]]);
});

Deno.test("engineLayout() knows an engine by instances, variant and options too", () => {
  const rows = [
    ORT,
    { ...ORT, instances: 2 },
    PYTORCH,
    { ...PYTORCH, variant: "eager" },
    { ...ORT, options: { spin: "off" } },
  ].map((use) => ({ use, rates: { "deit-s": 30 } }));
  assertEquals(layoutOf(rows.slice(0, 4))?.labels, [
    "PyTorch (compile)",
    "PyTorch (eager)",
    "ONNX Runtime",
    "ONNX Runtime, 2 instances",
  ]);
  assertEquals(layoutOf(rows.slice(4))?.labels, ["ONNX Runtime, spin=off"]);
});

Deno.test("engineLayout() names the graphs where each engine has one of its own", () => {
  const plain = { use: { ...PYTORCH, graphs: ["plain"] }, rates: RATES };
  const layout = layoutOf([{ use: ORT, rates: RATES }, plain]);
  assertEquals(layout?.labels, ["PyTorch (compile), plain graph", "ONNX Runtime, fast graph"]);
  assertEquals(layout?.lines, [[0, 1], [2, 3]]);
});

Deno.test("engineLayout() keeps graphs in lines of their own where an engine has several", () => {
  const both = { use: { ...ORT, graphs: ["fast", "plain"] }, rates: { "deit-s": 30 } };
  const layout = layoutOf([both, { use: PYTORCH, rates: { "deit-s": 20 } }]);
  assertEquals(layout?.labels, ["PyTorch (compile)", "ONNX Runtime"]);
  // The plain graph was not reached.
  assertEquals(layout?.lines, [[0, 1], [undefined, 2]]);
});

Deno.test("engineLayout() keeps products of fewer bits in lines of their own", () => {
  const tf32 = { use: PYTORCH, rates: { "deit-s": 20 }, changes: { arithmetic: "tf32" as const } };
  assertEquals(layoutOf([{ use: ORT, rates: { "deit-s": 30 } }, tf32])?.lines, [
    [0, undefined],
    [undefined, 1],
  ]);
});

/** One engine of a run of its own on a device. */
function onDevice(use: EngineRows["use"], device: string) {
  const rows = [{ use, rates: RATES, changes: { deviceUsed: device } }];
  const settings = { ...RUN.settings, device };
  return engineRecords(rows, { runId: `run on ${device}`, settings });
}

Deno.test("engineLayout() names the devices where each engine has one of its own", () => {
  const records = [...onDevice(ORT, "cpu"), ...onDevice({ engine: "onnxruntime-c" }, "openvino")];
  const layout = engineLayout(paperReport(records, [], METHODS).sources);
  assertEquals(layout?.labels, ["ONNX Runtime, cpu", "ONNX Runtime (C), openvino"]);
  assertEquals(layout?.lines.map((line) => line.includes(undefined)), [false, false]);
});

Deno.test("engineLayout() loses no row where one engine was asked for one device by two names", () => {
  const auto = onDevice(ORT, "auto").map((record) =>
    record.kind === "timing" ? { ...record, deviceUsed: "cpu" } : record
  );
  const records = [...auto, ...onDevice(ORT, "cpu"), ...onDevice(OPENVINO, "gpu")];
  const layout = engineLayout(paperReport(records, [], METHODS).sources);
  const places = layout?.lines.flat().filter((place) => place !== undefined).toSorted();
  assertEquals(places, [0, 1, 2, 3, 4, 5]);
});
