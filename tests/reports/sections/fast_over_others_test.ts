import { assertEquals } from "@std/assert";
import { engineWays } from "../../../reports/sections/engine_ways.ts";
import { fastOverOthers } from "../../../reports/sections/fast_over_others.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { engineRecords, type EngineRows, ORT, PYTORCH } from "../fixtures/engine_records.ts";
import { METHODS } from "../fixtures/fixed_records.ts";

function tablesOf(...rows: readonly EngineRows[]) {
  const { sources } = paperReport(engineRecords(rows), [], METHODS);
  return engineWays(sources).flatMap(({ ways }) => fastOverOthers(ways) ?? []);
}

const PLAIN = { ...PYTORCH, graphs: ["plain"] };

Deno.test("fastOverOthers() has the fast graph over other engines, whatever graph they ran", () => {
  const [table] = tablesOf(
    { use: ORT, rates: { "deit-s": 30, "resnet50": 20 } },
    { use: PLAIN, rates: { "deit-s": 20, "resnet50": { failed: "torn" } } },
    { use: { engine: "missing" }, rates: {} },
  );
  assertEquals(table?.header, ["Method", "Over PyTorch (compile), plain graph"]);
  assertEquals(table?.rows, [["ResNet-50", ""], ["DeiT-S", "1.50 (1.50 to 1.50)"]]);
});

Deno.test("fastOverOthers() is not there without a fast graph by the usual engine", () => {
  const rates = { "deit-s": 30 };
  assertEquals(
    tablesOf({ use: { ...ORT, graphs: ["plain"] }, rates }, { use: PYTORCH, rates }),
    [],
  );
  assertEquals(tablesOf({ use: { ...ORT, instances: 2 }, rates }, { use: PLAIN, rates }), []);
});
