import { assertEquals } from "@std/assert";
import { engineSections } from "../../../reports/sections/engine_sections.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { engineRecords, ORT, PYTORCH, THREE_ENGINES } from "../fixtures/engine_records.ts";
import { METHODS, RECORDS, RUN } from "../fixtures/fixed_records.ts";

const ORDER = [{ model: "resnet50", base: "deit-s" }];

function sectionsOf(records: readonly BenchRecord[]) {
  const models = METHODS.map((method) => ({ ...method, family: "other" }));
  const { sources } = paperReport(records, [], METHODS);
  return engineSections(sources, models, ORDER);
}

Deno.test("engineSections() ask whether the order holds, and say what a user would pick", () => {
  const sections = sectionsOf(engineRecords(THREE_ENGINES));
  assertEquals(sections.map(({ title, brief = [] }) => [title, brief.length]), [
    ["Does the order hold across engines?", 2],
    ["The fast graph by ONNX Runtime, over the others", 1],
    ["What a user would pick", 1],
  ]);
  const [order] = sections;
  assertEquals(String(order?.blocks[0]).startsWith("ResNet-50 over DeiT-S: the order turns"), true);
  assertEquals(String(order?.blocks[2]).startsWith("Kendall's tau-b of two orders"), true);
});

Deno.test("engineSections() are none of one engine, whichever it is", () => {
  assertEquals(sectionsOf(RECORDS), []);
  assertEquals(sectionsOf(engineRecords([{ use: PYTORCH, rates: { "deit-s": 20 } }])), []);
});

Deno.test("engineSections() say under which conditions, where there are several", () => {
  const rows = [ORT, PYTORCH].map((use) => ({ use, rates: { "deit-s": 20, "resnet50": 10 } }));
  const other = engineRecords(rows, { runId: "run-2", settings: { ...RUN.settings, batch: 1 } });
  const orders = sectionsOf([...engineRecords(rows), ...other])
    .filter(({ title }) => title.startsWith("Does"));
  assertEquals(orders.map(({ blocks: [first] }) => first), [
    "Example CPU, cpu, 4 threads, size 224, batch 8, fp32, graph fast.",
    "Example CPU, cpu, 4 threads, size 224, batch 1, fp32, graph fast.",
  ]);
});

Deno.test("engineSections() say once where samples were left out", () => {
  const bare = engineRecords(THREE_ENGINES).map((record) =>
    record.kind === "timing" ? { ...record, roundsMs: record.roundsMs.map(() => []) } : record
  );
  const [order] = sectionsOf(bare);
  const remark = "No samples: they were left out when records were joined; " +
    "report --out DIR keeps them.";
  assertEquals(order?.brief?.at(-1), remark);
});
