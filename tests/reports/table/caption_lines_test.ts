import { assertEquals, assertStringIncludes } from "@std/assert";
import { captionLines } from "../../../reports/table/caption_lines.ts";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { engineRecords, THREE_ENGINES } from "../fixtures/engine_records.ts";
import { METHODS, RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";

Deno.test("captionLines() says under which conditions the rows were measured", () => {
  assertEquals(captionLines(measurementsOf(RECORDS).measurements, METHODS), [
    "Measured 2026-01-02T03:04:05Z with dsnet-bench 0.1.0 (commit 0123456789ab); " +
    "machine 0a1b2c3d4e5f: Example CPU, 8 cores, of which the container may use 4, linux; " +
    "Deno 2.9.6, V8 14.0, onnxruntime-node 1.30.0; size 224, batch 8, threads 4, " +
    "device asked for cpu, used cpu, graph plain, precision fp32, input copied, seed 7; anchor DeiT-S.",
  ]);
});

Deno.test("captionLines() has a line for each set of conditions, from its latest run", () => {
  const resumed = { ...RUN, runId: "run-2", startedAt: "2026-01-03T00:00:00Z" };
  const other = { ...RUN, runId: "run-3", settings: { ...RUN.settings, batch: 1 } };
  const lines = captionLines(measurementsOf([RUN, resumed, other]).measurements, METHODS);
  assertEquals(lines.map((line) => line.split(" with ")[0]), [
    "Measured 2026-01-03T00:00:00Z",
    "Measured 2026-01-02T03:04:05Z",
  ]);
  assertStringIncludes(lines[1] ?? "", "Z with the same software on the same machine; size 224");
  assertEquals(lines[1]?.includes("batch 1, threads 4, device asked for cpu, used none yet"), true);
});

Deno.test("captionLines() names software and machine anew where those of the line above are others", () => {
  const on = (runId: string, batch: number, machine: string) => ({
    ...RUN,
    runId,
    machine,
    settings: { ...RUN.settings, batch },
  });
  const runs = [on("a", 1, "aaaa"), on("b", 2, "bbbb"), on("c", 4, "aaaa"), on("d", 8, "aaaa")];
  const lines = captionLines(measurementsOf(runs).measurements, METHODS);
  assertEquals(lines.map((line) => /machine \w+/.exec(line)?.[0]), [
    "machine aaaa",
    "machine bbbb",
    "machine aaaa",
    undefined,
  ]);
});

Deno.test("captionLines() goes by when runs began, not by their order in the files", () => {
  const of = (runId: string, day: number, model: string) => ({
    ...RUN,
    runId,
    startedAt: `2026-01-0${day}T00:00:00Z`,
    settings: { ...RUN.settings, models: [model] },
  });
  const runs = [of("a", 2, "deit-s"), of("b", 3, "dsnet-b"), of("c", 1, "dsnet-s-aligned")];
  const lines = captionLines(measurementsOf(runs).measurements, METHODS);
  assertEquals(lines.map((line) => line.slice(0, 19)), ["Measured 2026-01-03"]);
});

Deno.test("captionLines() says which driver and variables there were, and what products ran in", () => {
  const environment = {
    ...RUN.environment,
    deviceKinds: ["NVIDIA L4"],
    deviceDriver: "570.86.10",
    variables: { OMP_NUM_THREADS: "4" },
  };
  const records = [{ ...RUN, environment }, {
    ...timing("deit-s", 50, 1),
    arithmetic: "tf32" as const,
  }];
  const [line = ""] = captionLines(measurementsOf(records).measurements, METHODS);
  assertStringIncludes(line, "linux, NVIDIA L4, driver 570.86.10, OMP_NUM_THREADS=4; Deno");
  assertStringIncludes(line, "precision fp32 (tf32), input");
});

Deno.test("captionLines() names the engines", () => {
  const [line] = captionLines(measurementsOf(engineRecords(THREE_ENGINES)).measurements, METHODS);
  const engines = "engines ONNX Runtime; PyTorch (compile); OpenVINO, hint=latency; anchor DeiT-S.";
  assertStringIncludes(line ?? "", `graph fast, precision fp32, input copied, seed 7; ${engines}`);
});
