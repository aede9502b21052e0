import { assertEquals } from "@std/assert";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { picksTables } from "../../../reports/sections/picks_table.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import {
  engineRecords,
  type EngineRows,
  OPENVINO,
  ORT,
  PACE,
  PYTORCH,
  THREE_ENGINES,
} from "../fixtures/engine_records.ts";
import { METHODS, RUN } from "../fixtures/fixed_records.ts";

function picks(records: readonly BenchRecord[]) {
  return picksTables(measurementsOf(records).measurements, METHODS);
}

function of(...rows: readonly EngineRows[]): readonly (readonly string[])[] {
  return picks(engineRecords(rows))?.whole.rows ?? [];
}

const ORT_ROW = { use: ORT, rates: { "deit-s": 30 } };

Deno.test("picksTables() has the fastest engine of each network with what it costs", () => {
  const tables = picks(engineRecords(THREE_ENGINES));
  assertEquals(tables?.whole.header, [
    "Method",
    "Precision",
    "Fastest",
    "Images/s",
    "Outputs",
    "Over ONNX Runtime",
    "Peak memory",
  ]);
  assertEquals(tables?.whole.rows.slice(0, 2), [
    [
      "ResNet-50",
      "fp32",
      "OpenVINO, hint=latency, fast graph",
      "44.0 (35.2 to 55.0)",
      "4.0e-6",
      "2.20 (2.20 to 2.20)",
      "400 MB",
    ],
    [
      "DeiT-S",
      "fp32",
      "OpenVINO, hint=latency, fast graph",
      "33.0 (26.4 to 41.3)",
      "4.0e-6",
      "1.10 (1.10 to 1.10)",
      "400 MB",
    ],
  ]);
  assertEquals(tables?.brief.header, ["Method", "Precision", "Fastest", "Images/s", "Outputs"]);
});

Deno.test("picksTables() calls as fast what no whole interval tells from the fastest", () => {
  const near = PACE.map((_, round) => round % 2 === 0 ? 29 : 31.5);
  const [row] = of(ORT_ROW, { use: OPENVINO, rates: { "deit-s": near } });
  assertEquals(row?.[2], "OpenVINO, hint=latency, fast graph; as fast: ONNX Runtime, fast graph");
  const [apart] = of(ORT_ROW, { use: OPENVINO, rates: { "deit-s": 30.1 } });
  assertEquals(apart?.[2], "OpenVINO, hint=latency, fast graph");
});

Deno.test("picksTables() goes by both rates where engines have no rounds in common", () => {
  const first = engineRecords([ORT_ROW]);
  const second = (rate: number) =>
    engineRecords([{ use: PYTORCH, rates: { "deit-s": rate } }], { runId: "run-2" });
  const fastest = (rate: number) => picks([...first, ...second(rate)])?.whole.rows[0]?.[2];
  assertEquals(fastest(100), "PyTorch (compile), fast graph");
  assertEquals(
    fastest(40),
    "PyTorch (compile), fast graph; as fast: ONNX Runtime, fast graph",
  );
});

Deno.test("picksTables() calls nothing as fast where rounds are too few to tell", () => {
  const slow = { use: OPENVINO, rates: { "deit-s": [3, 3, 3] } };
  const [row] = of(ORT_ROW, slow);
  assertEquals(
    row?.[2],
    "ONNX Runtime, fast graph; too few rounds to tell: OpenVINO, hint=latency, fast graph",
  );
  const half = engineRecords([{
    use: OPENVINO,
    rates: { "deit-s": [60, 60, 60] },
    changes: { precision: "bf16", arithmetic: "bf16" },
  }], { runId: "run-2", settings: { ...RUN.settings, precision: "bf16" } });
  const lines = picks([...engineRecords([ORT_ROW, slow]), ...half])?.whole;
  const place = lines?.header.indexOf("Of all precisions") ?? 0;
  assertEquals(lines?.rows.map((cells) => cells[place]), ["too few rounds", "too few rounds"]);
});

Deno.test("picksTables() names instances and graphs", () => {
  const plain = { use: { ...ORT, graphs: ["plain"], instances: 2 }, rates: { "deit-s": 60 } };
  assertEquals(of(ORT_ROW, plain)[0]?.[2], "ONNX Runtime, 2 instances, plain graph");
});

Deno.test("picksTables() never takes unlike precisions for equals", () => {
  const half = (rate: number) =>
    engineRecords([{
      use: OPENVINO,
      rates: { "deit-s": rate },
      changes: { precision: "bf16", arithmetic: "bf16", referenceDifference: 0.004 },
    }], { runId: "run-2", settings: { ...RUN.settings, precision: "bf16" } });
  const lines = (rate: number) =>
    picks([...engineRecords([ORT_ROW, { use: PYTORCH, rates: { "deit-s": 20 } }]), ...half(rate)])
      ?.whole.rows.map((row) => row.slice(1, 6));
  assertEquals(lines(90), [
    ["fp32", "ONNX Runtime, fast graph", "30.0 (24.0 to 37.5)", "", "the reference"],
    ["bf16", "OpenVINO, hint=latency, fast graph", "90.0 (72.0 to 112.5)", "fastest", "4.0e-3"],
  ]);
  assertEquals(lines(10)?.map((line) => line[3]), ["fastest", ""]);
  assertEquals(lines(32)?.map((line) => line[3]), ["as fast", "as fast"]);
});

Deno.test("picksTables() has a column for each condition in which picks differ", () => {
  const atBatch = (batch: number) =>
    engineRecords([ORT_ROW, { use: PYTORCH, rates: { "deit-s": 20 } }], {
      runId: `run-${batch}`,
      settings: { ...RUN.settings, batch },
    });
  const tables = picks([...atBatch(1), ...atBatch(64)]);
  assertEquals(tables?.brief.header.slice(0, 3), ["Method", "Batch", "Precision"]);
  assertEquals(tables?.whole.rows.map((row) => row.slice(0, 2)), [["DeiT-S", "1"], [
    "DeiT-S",
    "64",
  ]]);
  const elsewhere = engineRecords([ORT_ROW, { use: PYTORCH, rates: { "deit-s": 20 } }], {
    runId: "run-2",
    machine: "f".repeat(40),
  });
  assertEquals(picks([...atBatch(RUN.settings.batch), ...elsewhere])?.brief.header[1], "Machine");
});

Deno.test("picksTables() has nothing to choose of one engine", () => {
  assertEquals(picks(engineRecords([ORT_ROW])), undefined);
  const failed = { use: PYTORCH, rates: { "deit-s": { failed: "missing" } } };
  assertEquals(picks(engineRecords([ORT_ROW, failed])), undefined);
});
