// What compare says of engines: each is held against itself alone.

import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BenchRecord, TimingRecord } from "../../../bench/record/record.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { compareCsv, compareJson } from "../../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../../reports/compare/formats/compare_markdown.ts";
import {
  failed,
  rowOf,
  runOn,
  side,
  sides,
  steadyRates,
  timed,
  verdictsOf,
} from "../fixtures/compare_records.ts";

const PYTORCH = {
  engine: "pytorch",
  variant: "compile",
  engineVersions: { torch: "2.13" },
} as const;

function of(day: number, rate: number, changes: Partial<TimingRecord> = {}) {
  return timed(day, "deit-s", steadyRates(rate), changes);
}

function compared(base: readonly BenchRecord[], next: readonly BenchRecord[]) {
  return compareSides(side("base", [runOn(1), ...base]), side("new", [runOn(13), ...next]));
}

Deno.test("compareSides() refuses unlike engines, versions, options, variants, instances and precisions", () => {
  const unlike: readonly (readonly [Partial<TimingRecord>, string])[] = [
    [{ engine: "openvino" }, "engine pytorch against openvino"],
    [{ engineVersions: { torch: "2.12" } }, "versions of the engine torch=2.13 against torch=2.12"],
    [{ engineOptions: { cudnn: "timed" } }, "options of the engine none against cudnn=timed"],
    [{ variant: "eager" }, "variant of the engine compile against eager"],
    [{ instances: 2 }, "instances 1 against 2"],
    [{ runsInFlight: 4 }, "runs in flight 1 against 4"],
    [{ arithmetic: "bf16" }, "precision fp32 against fp32 (bf16)"],
  ];
  for (const [changes, reason] of unlike) {
    const report = compared([of(1, 100, PYTORCH)], [of(13, 100, { ...PYTORCH, ...changes })]);
    assertEquals([report.outcome, rowOf(report)?.reason], ["not comparable", reason]);
  }
});

Deno.test("compareSides() says what holds engines against each other", () => {
  const remarks = (engine: string) =>
    compared([of(1, 100)], [of(13, 100, { engine })]).remarks
      .filter((remark) => remark.includes("bench with --engine"));
  assertEquals(remarks("openvino").length, 1);
  assertEquals(remarks("onnxruntime-node"), []);
});

Deno.test("compareSides() holds each of several engines against itself", () => {
  const both = (day: number, usual: number, other: number) => [
    of(day, usual),
    of(day, other, PYTORCH),
  ];
  const report = compared(both(1, 100, 50), both(13, 100, 25));
  assertEquals(report.outcome, "failed");
  assertEquals(verdictsOf(report), [
    ["deit-s", "throughput", "worse"],
    ["deit-s", "throughput", "equivalent"],
  ]);
  assertStringIncludes(compareMarkdown(report), "| PyTorch (compile) |");
  assertEquals(compared([of(1, 100)], both(13, 100, 50)).outcome, "passed");
});

Deno.test("compareSides() knows an engine that fails by itself", () => {
  const failure = { engine: "pytorch", variant: "compile", graph: "plain" } as const;
  const both = [of(1, 100), of(1, 50, PYTORCH)];
  const report = compared(both, [of(13, 100), failed(13, "deit-s", failure)]);
  const broken = report.rows.filter(({ verdict }) => verdict === "newly failing");
  assertEquals(broken.map(({ conditions }) => conditions.engine), ["PyTorch (compile)"]);
  assertEquals(report.rows.map(({ verdict }) => verdict), ["newly failing", "equivalent"]);
});

Deno.test("compareCsv() and compareJson() have a column of engines only where there are several", () => {
  const usual = compareSides(...sides(steadyRates(100), steadyRates(100)));
  assertEquals(compareCsv(usual).split("\r\n")[0]?.endsWith("pinned_ratio_high"), true);
  assertEquals("engine" in JSON.parse(compareJson(usual)).rows[0], false);
  const other = compared([of(1, 100, PYTORCH)], [of(13, 100, PYTORCH)]);
  assertEquals(compareCsv(other).split("\r\n")[0]?.endsWith("pinned_ratio_high,engine"), true);
  assertEquals(JSON.parse(compareJson(other)).rows[0].engine, "PyTorch (compile)");
});
