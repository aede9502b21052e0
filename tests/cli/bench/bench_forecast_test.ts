import { assertEquals } from "@std/assert";
import { callForecast, cellText } from "../../../cli/bench/bench_forecast.ts";
import { rowLine } from "../../../cli/bench/row_line.ts";
import { findModel } from "../../../models/catalog.ts";
import { timing } from "../../reports/fixtures/fixed_records.ts";

const CELL = {
  models: [findModel("dsnet-t")],
  graphs: ["fast"] as const,
  ceilings: false,
  size: { height: 224, width: 224 },
  batch: 1,
  threads: 2,
  timeMs: 10_000,
  rounds: null,
  sliceMs: 100,
};

Deno.test("callForecast() adds up cells, loading and all, and follows the pace", () => {
  const forecast = callForecast();
  const one = forecast.ms([CELL]);
  assertEquals(one > 10_000 + 1500 && one < 10_000 + 3000, true);
  assertEquals(forecast.ms([CELL, CELL]), 2 * one);
  assertEquals(forecast.ms([]), 0);
  forecast.pace.note(1, 3);
  assertEquals(forecast.ms([CELL]) > one + 2 * 1500, true);
});

Deno.test("cellText() tells cells apart, and is silent where there is one", () => {
  assertEquals(
    cellText(CELL, { index: 1, count: 4 }),
    "cell 2 of 4 (size 224, batch 1, threads 2), ",
  );
  assertEquals(cellText(CELL, { index: 0, count: 1 }), "");
});

Deno.test("rowLine() is a finished row with its conditions and interval", () => {
  assertEquals(
    rowLine(timing("dsnet-t-aligned", 64.5, 1)),
    "DS-Net-T*, plain, size 224, batch 8, threads 4: 64.5 (63.5 to 65.5) images/s",
  );
  const use = { engine: "pytorch", variant: "compile", instances: 2 };
  const line = rowLine({ ...timing("dsnet-t-aligned", 64.5, 1), ...use });
  assertEquals(line.split(",").slice(0, 2), ["DS-Net-T* by PyTorch (compile)", " 2 instances"]);
});
