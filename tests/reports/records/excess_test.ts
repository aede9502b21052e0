import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type CeilingRecord, RECORD_SCHEMA, recordLine } from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { excessOf } from "../../../reports/records/excess.ts";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { startMerge } from "../../../reports/records/merge.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { bestBatches } from "../../../reports/row/best_batch.ts";
import { accuracyChart } from "../../../reports/charts/accuracy_chart.ts";
import { isChart } from "../../../reports/charts/drawing/chart.ts";
import { chartGroups } from "../../../reports/row/chart_rows.ts";
import { ceilingChart, throughputChart } from "../../../reports/charts/throughput_chart.ts";
import { machinesMarkdown } from "../../../reports/table/machines_markdown.ts";
import { side } from "../fixtures/compare_records.ts";
import { count, METHODS, RUN, timing } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

/** A ceiling of these TFLOP/s, its interval a tenth on either side. */
function ceiling(tera: number, changes: Partial<CeilingRecord> = {}): CeilingRecord {
  const flops = { median: tera * 1e12, low: 0.9e12 * tera, high: 1.1e12 * tera };
  return {
    schema: RECORD_SCHEMA,
    kind: "ceiling",
    runId: RUN.runId,
    roundsId: "rounds",
    threads: 4,
    deviceUsed: "cpu",
    precision: "fp32",
    engine: "onnxruntime-node",
    instances: 1,
    arithmetic: "fp32",
    matrixSide: 1024,
    matrixFlopsPerSecond: flops,
    arithmeticFlopsPerSecond: flops,
    copyBytesPerSecond: flops,
    ...changes,
  };
}

/** 17.56 GMAC at 1,000,000 images/s are 35,120 TFLOP/s. */
const CLAIM = {
  ...timing("deit-s", 1e6, 1),
  executedMacs: 17_560_000_000,
  roundsMs: Array(6).fill([0.008]),
};
/** The same, of three rounds. */
const SHORT = {
  ...CLAIM,
  imagesPerSecond: { median: 1e6, low: null, high: null },
  roundsMs: Array(3).fill([0.008]),
};

Deno.test("excessOf() marks what lies above the ceiling with its whole interval", () => {
  assertEquals(excessOf(CLAIM, [ceiling(1000)]), "impossible");
  assertEquals(excessOf(CLAIM, [ceiling(32_000)]), undefined);
  assertEquals(excessOf(CLAIM, []), undefined);
});

Deno.test("excessOf() looks at rows without shares of their own too", () => {
  assertEquals(excessOf({ ...CLAIM, roofline: null }, [ceiling(1000)]), "impossible");
});

Deno.test("excessOf() believes neither the record's word nor figures that its samples deny", () => {
  const modest = { median: 100, low: 99, high: 101 };
  assertEquals(excessOf({ ...CLAIM, imagesPerSecond: modest }, [ceiling(1000)]), "impossible");
  const samples = Array(6).fill([10_000]);
  assertEquals(excessOf({ ...CLAIM, roundsMs: samples }, [ceiling(1000)]), "impossible");
});

Deno.test("excessOf() calls nothing impossible without an interval", () => {
  assertEquals(excessOf(SHORT, [ceiling(1000)]), "too few rounds");
  assertEquals(excessOf({ ...SHORT, executedMacs: 1 }, [ceiling(1000)]), undefined);
});

Deno.test("excessOf() takes the ceiling of the same rounds, else the highest of the run", () => {
  const [low, high] = [
    ceiling(1000, { roundsId: "first" }),
    ceiling(1e6, { roundsId: "second" }),
  ];
  assertEquals(excessOf({ ...CLAIM, roundsId: "first" }, [low, high]), "impossible");
  assertEquals(excessOf({ ...CLAIM, roundsId: "second" }, [low, high]), undefined);
  assertEquals(excessOf(CLAIM, [low, high]), undefined);
  assertEquals(excessOf(CLAIM, [{ ...low, runId: "another" }]), undefined);
});

Deno.test("excessOf() holds a row against ceilings through its own engine only", () => {
  const own = { ...CLAIM, engine: "openvino" };
  assertEquals(excessOf(own, [ceiling(1000)]), undefined);
  assertEquals(excessOf(own, [ceiling(1000, { engine: "openvino" })]), "impossible");
  const variant = { ...own, variant: "compile" };
  assertEquals(excessOf(variant, [ceiling(1000, { engine: "openvino" })]), "impossible");
  assertEquals(excessOf(own, [ceiling(1000, { engine: "openvino", instances: 2 })]), undefined);
});

Deno.test("paperTable() says what a rate above the ceiling most likely is", () => {
  const remarkOf = (...records: Parameters<typeof paperTable>[0]) =>
    paperTable(records, [], METHODS).rows[0]?.failure.text ?? "";
  assertStringIncludes(remarkOf(RUN, ceiling(1000), CLAIM), "impossible: above the ceiling");
  assertStringIncludes(remarkOf(RUN, ceiling(1000), CLAIM), "most likely noise");
  assertMatch(remarkOf(RUN, ceiling(1000), SHORT), /^above the ceiling, too few rounds/);
  assertEquals(remarkOf(RUN, ceiling(1e9), CLAIM), "");
});

Deno.test("charts, batches and machines mark a rate above the ceiling, and none wins by it", () => {
  const records = [RUN, ceiling(1000), count("deit-s", 22e6, 4.6e9), CLAIM];
  const { sources } = paperReport(records, FIGURES, METHODS);
  const [group] = chartGroups(sources, []);
  if (group === undefined) throw new Error("Cannot find the row");
  for (const chart of [throughputChart(group), ceilingChart(group), accuracyChart(group)]) {
    if (!isChart(chart)) throw new Error(`Cannot draw ${chart.title}: ${chart.reason}`);
    assertStringIncludes(
      chart.caption,
      " DeiT-S: impossible: above the ceiling, most likely noise",
    );
    assertEquals(chart.table.rows[0]?.includes("yes"), false);
  }

  const settings = { ...RUN.settings, batch: 1 };
  const other = { ...RUN, runId: "other", settings };
  const believed = { ...timing("deit-s", 100, 1), runId: "other", batch: 1 };
  const { measurements } = measurementsOf([...records, other, believed]);
  assertEquals(bestBatches(measurements), []);

  const elsewhere = { ...RUN, runId: "elsewhere", machine: "elsewhere" };
  const table = machinesMarkdown([...records, elsewhere], METHODS) ?? "";
  assertStringIncludes(table, "1.00; impossible: above the ceiling");
});

Deno.test("startMerge() keeps the ceilings that rates are held against", () => {
  const merge = startMerge();
  for (const record of [RUN, ceiling(1000), CLAIM]) merge.add(record, "a");
  const { measurements } = measurementsOf(merge.finish().records);
  const claimed = measurements.find(({ model }) => model === CLAIM.model);
  assertEquals(claimed?.excess, "impossible");
});

Deno.test("compareSides() names what lies above the ceiling of its run", () => {
  const next = side("new", [RUN, ceiling(1000), CLAIM]);
  const { remarks } = compareSides(side("base", [RUN, timing("deit-s", 100, 1)]), next);
  assertEquals(remarks.filter((remark) => remark.includes("ceiling")), [
    "Not to be trusted in NEW, deit-s: impossible: above the ceiling, most likely noise while the " +
    "ceiling was timed.",
  ]);
});

Deno.test("compareSides() decides nothing by a rate above the ceiling", () => {
  const run = { ...RUN, runId: "run-2" };
  const claim = { ...CLAIM, runId: "run-2" };
  const base = side("base", [RUN, { ...CLAIM, roundsMs: Array(6).fill([10]) }]);
  const next = side("new", [run, ceiling(1000, { runId: "run-2" }), claim]);
  const { rows } = compareSides(base, next);
  assertEquals(rows.map(({ verdict, reason }) => [verdict, reason]), [
    [
      "undecided",
      "impossible: above the ceiling, most likely noise while the ceiling was timed",
    ],
  ]);
});

Deno.test("parseRecords() reads no interval, no steadiness and nothing impossible from few rounds", () => {
  const claim = {
    ...timing("deit-s", 100, 2),
    roundsMs: [[363], [363], [363]],
    roofline: {
      matrixShare: { median: 2, low: 1.9, high: 2.1 },
      copyShare: 0.1,
      bound: "compute" as const,
      impossible: true,
    },
  };
  const [read] = parseRecords(recordLine(claim)).records;
  if (read?.kind !== "timing") throw new Error("Cannot read the timing back");
  assertEquals(read.imagesPerSecond, { median: 100, low: null, high: null });
  assertEquals(read.latencyMs, { median: 10, low: null, high: null });
  assertEquals(read.relative?.ratio, { median: 2, low: null, high: null });
  assertEquals(read.roofline?.matrixShare, { median: 2, low: null, high: null });
  assertEquals([read.roofline?.impossible, read.steady], [false, null]);
  const whole = { ...claim, roundsMs: Array(6).fill([10]) };
  assertEquals(parseRecords(recordLine(whole)).records, [whole]);
});

Deno.test("excessOf() takes two FLOPs a multiply-add, and the upper end of the ceiling for the limit", () => {
  // 35,120 TFLOP/s are above 1.1 x 31,900, not above 1.1 x 31,930.
  const ceilings = [31_900, 31_930];
  assertEquals(ceilings.map((tera) => excessOf(CLAIM, [ceiling(tera)])), ["impossible", undefined]);
  assertEquals(ceilings.map((tera) => excessOf(SHORT, [ceiling(tera)])), [
    "too few rounds",
    undefined,
  ]);
});
