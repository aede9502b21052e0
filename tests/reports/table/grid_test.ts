import { assertEquals } from "@std/assert";
import type { BenchRecord, TimingRecord } from "../../../bench/record/record.ts";
import { mainGrid, rowsByEngine } from "../../../reports/table/grid.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { rowsByMachine, type Table } from "../../../reports/table/table.ts";
import {
  engineRecords,
  type EngineRows,
  OPENVINO,
  ORT,
  THREE_ENGINES,
} from "../fixtures/engine_records.ts";
import { METHODS, RUN } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

const TABLE = paperReport(engineRecords(THREE_ENGINES), FIGURES, METHODS).table;

function gridOf(table: Table) {
  return rowsByMachine(table.rows).map((own) => mainGrid(table, own));
}

/** Texts of a line by column. */
function line(table: Table, method: string): Readonly<Record<string, string>> {
  const [grid] = gridOf(table);
  const row = grid?.rows.find(({ cells }) => cells.some(({ text }) => text === method));
  return Object.fromEntries(
    grid?.columns.map(({ header }, index) => [header, row?.cells[index]?.text ?? ""]) ?? [],
  );
}

function energyOf(imagesPerJoule: number): NonNullable<TimingRecord["energy"]> {
  return {
    source: "RAPL",
    sampledEveryMs: 100,
    problem: null,
    wattsByRound: [60],
    imagesPerJoule: { median: imagesPerJoule, low: imagesPerJoule, high: imagesPerJoule },
  };
}

Deno.test("mainGrid() has a line for each network and columns for each engine", () => {
  const [grid] = gridOf(TABLE);
  assertEquals(grid?.rows.length, 5);
  const engines = grid?.columns.filter(({ header }) => header.includes(": "))
    .map(({ grouped }) => [grouped?.group, grouped?.header]);
  assertEquals(engines, [
    ["PyTorch (compile)", "images/s"],
    ["PyTorch (compile)", "relative"],
    ["PyTorch (compile)", "over ONNX Runtime"],
    ["ONNX Runtime", "images/s"],
    ["ONNX Runtime", "relative"],
    ["OpenVINO, hint=latency", "images/s"],
    ["OpenVINO, hint=latency", "relative"],
    ["OpenVINO, hint=latency", "over ONNX Runtime"],
  ]);
});

Deno.test("mainGrid() has ratios within each engine, beside the paper's", () => {
  const row = line(TABLE, "ResNet-50");
  // 16 / 20 on PyTorch, 20 / 30 on ONNX Runtime, 44 / 33 on OpenVINO; 16 / 20 and 44 / 20 across.
  assertEquals(row["PyTorch (compile): relative"], "0.800 (0.800 to 0.800)");
  assertEquals(row["ONNX Runtime: relative"], "0.667 (0.667 to 0.667)");
  assertEquals(row["OpenVINO, hint=latency: relative"], "1.33 (1.33 to 1.33)");
  assertEquals(row["PyTorch (compile): over ONNX Runtime"], "0.800 (0.800 to 0.800)");
  assertEquals(row["OpenVINO, hint=latency: over ONNX Runtime"], "2.20 (2.20 to 2.20)");
  assertEquals(row["Relative published"], "1.30");
});

Deno.test("mainGrid() has images per joule of each engine, and remarks at the end", () => {
  const rows = THREE_ENGINES.map((engine, place) => ({
    ...engine,
    changes: { steady: false, unsteadiness: "trend" as const, energy: energyOf(place + 1) },
  }));
  const table = paperReport(engineRecords(rows), [], METHODS).table;
  const row = line(table, "ResNet-50");
  assertEquals(row["ONNX Runtime: images/J"], "1.00 (1.00 to 1.00)");
  assertEquals(row["OpenVINO, hint=latency: images/J"], "3.00 (3.00 to 3.00)");
  assertEquals(Object.keys(row).at(-1), "Remarks");
});

Deno.test("mainGrid() has no column of an engine that timed nothing, only remarks", () => {
  const rows = THREE_ENGINES.map((engine) => ({
    ...engine,
    rates: engine.use === ORT ? engine.rates : { resnet50: { failed: "torn" } },
  }));
  const row = line(paperReport(engineRecords(rows), [], METHODS).table, "ResNet-50");
  const headers = Object.keys(row).filter((header) => header.includes(": "));
  assertEquals(headers, ["ONNX Runtime: images/s", "ONNX Runtime: relative"]);
  assertEquals(
    row["Remarks"],
    "PyTorch (compile): load: torn; OpenVINO, hint=latency: load: torn",
  );
});

Deno.test("mainGrid() says which engine a remark is about, and what is of all of them once", () => {
  const rows = THREE_ENGINES.map((engine) => ({
    ...engine,
    rates: { ...engine.rates, resnet50: { failed: "torn" } },
  }));
  const table = paperReport(engineRecords(rows), [], METHODS).table;
  assertEquals(
    line(table, "dsnet-t-aligned")["Remarks"],
    "OpenVINO, hint=latency: load: outputs disagree with the plain graph by 3.1e-2",
  );
  assertEquals(line(table, "ResNet-50")["Remarks"], "load: torn");
});

Deno.test("mainGrid() knows of each cell which row it is of", () => {
  const [grid] = gridOf(TABLE);
  const rates = grid?.columns.flatMap(({ key }, index) => key === "throughput_img_s" ? index : []);
  assertEquals(grid?.rows.map(({ places }) => rates?.map((index) => places[index])).slice(0, 2), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

Deno.test("mainGrid() of one engine is a line for each row, whichever engine it is", () => {
  const rates = { "deit-s": 30, "resnet50": 20 };
  const headers = [{ use: ORT, rates }, { use: OPENVINO, rates }].map((rows) => {
    const table = paperReport(engineRecords([rows]), FIGURES, METHODS).table;
    return gridOf(table)[0]?.columns.map(({ header }) => header);
  });
  assertEquals(headers[1], headers[0]);
});

Deno.test("rowsByEngine() has the rows of each engine, in the order of the columns", () => {
  const [own] = rowsByMachine(TABLE.rows);
  const groups = own === undefined ? [] : rowsByEngine(TABLE, own);
  assertEquals(
    groups.map(({ engine, rows }) => [engine, rows.length, rows[0]?.throughput_img_s.text]),
    [
      ["PyTorch (compile)", 5, "16.0 (12.8 to 20.0)"],
      ["ONNX Runtime", 5, "20.0 (16.0 to 25.0)"],
      ["OpenVINO, hint=latency", 5, "44.0 (35.2 to 55.0)"],
    ],
  );
});

Deno.test("mainGrid() has what tells lines apart beside the name", () => {
  const both = { use: { ...ORT, graphs: ["fast", "plain"] }, rates: { "deit-s": 30 } };
  const rows = [both, { use: OPENVINO, rates: { "deit-s": 20 } }];
  const [grid] = gridOf(paperReport(engineRecords(rows), FIGURES, METHODS).table);
  assertEquals(grid?.columns.slice(0, 3).map(({ header }) => header), [
    "Method",
    "Graph",
    "Params (M)",
  ]);
});

Deno.test("mainGrid() has no column of what each engine has in its own columns' header", () => {
  const run = (use: EngineRows["use"], device: string, precision: "fp32" | "bf16") => {
    const changes = { deviceUsed: device, precision, arithmetic: precision };
    return engineRecords([{ use, rates: { "deit-s": 30 }, changes }], {
      runId: `${device} ${precision}`,
      settings: { ...RUN.settings, device, precision },
    });
  };
  const headersOf = (...records: readonly BenchRecord[]) =>
    gridOf(paperReport(records, [], METHODS).table)[0]?.columns.map(({ header }) => header) ?? [];
  const onC = (precision: "fp32" | "bf16") =>
    run({ engine: "onnxruntime-c" }, "openvino", precision);
  const headers = headersOf(...run(ORT, "cpu", "fp32"), ...onC("fp32"), ...onC("bf16"));
  assertEquals(headers.slice(0, 3), ["Method", "Precision", "Params (M)"]);
  assertEquals(headers.filter((header) => header.endsWith("images/s")), [
    "ONNX Runtime, cpu: images/s",
    "ONNX Runtime (C), openvino: images/s",
  ]);
});
