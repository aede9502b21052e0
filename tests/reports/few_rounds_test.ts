// What every format says of three rounds: the median, and that they carry no interval.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "csv-parse/sync";
import { recordLine } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { chartGroups } from "../../reports/row/chart_rows.ts";
import { accuracyChart } from "../../reports/charts/accuracy_chart.ts";
import { isChart } from "../../reports/charts/drawing/chart.ts";
import { drawn } from "../../reports/charts/drawing/svg.ts";
import { ceilingChart, throughputChart } from "../../reports/charts/throughput_chart.ts";
import { compareJunit } from "../../reports/compare/formats/compare_junit.ts";
import { compareMarkdown } from "../../reports/compare/formats/compare_markdown.ts";
import { compareSides } from "../../reports/compare/compare.ts";
import { dashboardJson } from "../../reports/compare/formats/dashboard_json.ts";
import { markup } from "../../reports/html/html.ts";
import { timingPanel } from "../../reports/html/timing_panel.ts";
import { tableCsv, tableJson } from "../../reports/table/table_data.ts";
import { tableMarkdown } from "../../reports/table/table_markdown.ts";
import { paperReport } from "../../reports/table/paper_table.ts";
import { side } from "./fixtures/compare_records.ts";
import { count, METHODS, RUN, timing } from "./fixtures/fixed_records.ts";
import { FIGURES } from "./fixtures/published_fixture.ts";

const ROUNDS_MS = [[10], [11], [12]];
const SHORT = { ...RUN, settings: { ...RUN.settings, models: ["deit-s"] } };

function recordsOf(roundsMs: readonly (readonly number[])[]) {
  const timed = { ...timing("deit-s", 128, 1), roundsMs };
  const lines = [SHORT, count("deit-s", 22e6, 4.6e9), timed].map(recordLine);
  return parseRecords(lines.join("")).records;
}

const RECORDS = recordsOf(ROUNDS_MS);
const { table, sources } = paperReport(RECORDS, FIGURES, METHODS);

Deno.test("tableMarkdown() says too few rounds, and cannot tell whether they are steady", () => {
  const text = tableMarkdown(table);
  assertStringIncludes(text, "128 (too few rounds)");
  assertStringIncludes(text, "1.00 (too few rounds)");
  assertStringIncludes(text, "cannot tell");
  assertStringIncludes(text, "- Too few rounds: fewer than 6 carry no 95 % interval");
  assertEquals(text.includes("127"), false);
});

Deno.test("tableCsv() and tableJson() leave the ends of an interval empty", () => {
  const [row] = JSON.parse(tableJson(table));
  const [cells = {}] = parse<Readonly<Record<string, string>>>(tableCsv(table), { columns: true });
  const ends = ["throughput_low_img_s", "throughput_high_img_s", "relative_low", "relative_high"];
  for (const key of [...ends, "steady"]) assertEquals([row[key], cells[key]], [null, ""]);
  assertEquals([row.throughput_img_s, cells["throughput_img_s"]], [128, "128"]);
  const doubts = "too few rounds for an interval; too few samples to tell whether steady";
  assertEquals([row.doubts, cells["doubts"]], [doubts, doubts]);
});

Deno.test("tableJson() cannot tell of fewer than 5 rounds that lie apart, whatever the record says", () => {
  const doubtsOf = (roundsMs: readonly (readonly number[])[]) => {
    const [row] = JSON.parse(tableJson(paperReport(recordsOf(roundsMs), FIGURES, METHODS).table));
    return row.doubts;
  };
  const many = [10, 10, 10];
  assertEquals(doubtsOf([many, [12, 12], many]).split("; "), [
    "too few rounds for an interval",
    "too few rounds to tell whether steady",
  ]);
  assertEquals(doubtsOf([many, many, many]), "too few rounds for an interval");
});

Deno.test("timingPanel() says that there is no interval and why", () => {
  const text = markup(sources.map(timingPanel));
  assertStringIncludes(text, "<dd>none, too few rounds, over 3 rounds with 3 samples; cannot tell");
  assertStringIncludes(text, "50.0 (too few rounds), bound by compute");
});

Deno.test("charts draw no line where there is no interval, and say so", async () => {
  const linesOf = async (roundsMs: readonly (readonly number[])[]) => {
    const [group] = chartGroups(paperReport(recordsOf(roundsMs), FIGURES, METHODS).sources, []);
    if (group === undefined) throw new Error("Cannot find the row");
    const counts = [throughputChart(group), ceilingChart(group), accuracyChart(group)]
      .map(async (chart) => {
        if (!isChart(chart)) throw new Error(`Cannot draw ${chart.title}: ${chart.reason}`);
        const said = `${chart.caption} ${JSON.stringify(chart.table)}`;
        assertEquals(said.includes("too few rounds"), roundsMs.length < 6);
        return (await drawn(chart)).svg.match(/<line [^>]*><title>DeiT-S/g)?.length ?? 0;
      });
    return await Promise.all(counts);
  };
  assertEquals(await linesOf(Array(6).fill([10])), [1, 1, 1]);
  assertEquals(await linesOf(ROUNDS_MS), [0, 0, 0]);
});

Deno.test("dashboardJson() has no range", () => {
  const [entry] = JSON.parse(dashboardJson(side("new", RECORDS)));
  assertEquals(entry.range, undefined);
  assertStringIncludes(entry.extra, "no interval: too few rounds, 3");
});

Deno.test("compareMarkdown() and compareJunit() say how many rounds an interval needs", () => {
  const other = RECORDS.map((record) => ({ ...record, runId: "run-2" }));
  const report = compareSides(side("base", RECORDS), side("new", other));
  for (const text of [compareMarkdown(report), compareJunit(report)]) {
    assertStringIncludes(text, "carry no interval at 95 %, 4 of each do");
  }
});
