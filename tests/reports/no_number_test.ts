// Figures that are no numbers, from records that a program made: no format prints NaN or Infinity.

import { assertEquals } from "@std/assert";
import { array, assert as check, constantFrom, nat, property, tuple } from "fast-check";
import { recordLine } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { chartGroups } from "../../reports/row/chart_rows.ts";
import { accuracyChart } from "../../reports/charts/accuracy_chart.ts";
import { isChart } from "../../reports/charts/drawing/chart.ts";
import { throughputChart } from "../../reports/charts/throughput_chart.ts";
import { markup } from "../../reports/html/html.ts";
import { timingPanel } from "../../reports/html/timing_panel.ts";
import { tableCsv, tableJson } from "../../reports/table/table_data.ts";
import { machinesMarkdown } from "../../reports/table/machines_markdown.ts";
import { tableMarkdown } from "../../reports/table/table_markdown.ts";
import { paperReport } from "../../reports/table/paper_table.ts";
import { count, METHODS, RUN, timing } from "./fixtures/fixed_records.ts";
import { FIGURES } from "./fixtures/published_fixture.ts";

/** Records of a rate beside an ordinary one. */
function recordsOf(rate: number) {
  const figure = { median: rate, low: rate, high: rate };
  const odd = {
    ...timing("deit-s", 1, 1),
    roundsMs: Array(6).fill([rate]),
    imagesPerSecond: figure,
    latencyMs: figure,
    latencyPercentilesMs: { p90: rate, p99: rate },
    relative: { anchor: "deit-s", ratio: figure },
    roofline: {
      matrixShare: figure,
      copyShare: rate,
      bound: "compute" as const,
      impossible: false,
    },
    harnessShare: rate,
    idleCores: rate,
    firstRunMs: rate,
  };
  const other = { ...RUN, runId: "other", machine: "other" };
  return [
    RUN,
    count("deit-s", 22e6, 4.6e9),
    count("dsnet-s-aligned", 1, 1),
    odd,
    timing("dsnet-s-aligned", 64, 0.5),
    other,
    { ...odd, runId: "other" },
  ];
}

Deno.test("no format prints what is no number", () => {
  for (const rate of [NaN, Infinity, -Infinity]) {
    const records = recordsOf(rate);
    const { table, sources } = paperReport(records, FIGURES, METHODS);
    const [group] = chartGroups(sources, []);
    if (group === undefined) throw new Error("Cannot find the rows");
    const texts = [
      tableMarkdown(table),
      tableCsv(table),
      tableJson(table),
      machinesMarkdown(records, []),
      ...sources.map((source) => markup(timingPanel(source))),
      ...[throughputChart(group), accuracyChart(group)].map((chart) => JSON.stringify(chart)),
    ];
    for (const text of texts) assertEquals(/NaN|Infinity/.exec(text ?? ""), null, `${rate}`);
  }
});

/** Places of all numbers within a value. */
function numberPaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === "number") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numberPaths(part, [...path, key]));
}

/** A copy with the number at a place changed. */
function changed(value: object, path: readonly string[], number: number): object {
  const copy = structuredClone(value);
  const inner = path.slice(0, -1).reduce((part: object, key) => Reflect.get(part, key), copy);
  Reflect.set(inner, path.at(-1) ?? "", number);
  return copy;
}

Deno.test("no format prints what is no number, whatever numbers a file has", () => {
  const honest = JSON.parse(recordLine(timing("deit-s", 128, 1)));
  const paths = numberPaths(honest);
  const odd = constantFrom(0, -0, -744, 1e-300, 9e18, 1e19, 1e300, 1.7e308, -1.7e308);
  check(
    property(
      array(tuple(nat(paths.length - 1), odd), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const claim = changes.reduce(
          (record: object, [index, number]) => changed(record, paths[index] ?? [], number),
          honest,
        );
        const lines = [RUN, count("deit-s", 22e6, 4.6e9)].map(recordLine);
        const { records } = parseRecords([...lines, JSON.stringify(claim)].join(""));
        const { table, sources } = paperReport(records, FIGURES, METHODS);
        const texts = [tableMarkdown(table), tableCsv(table), tableJson(table)];
        const panels = sources.map((source) => markup(timingPanel(source)));
        for (const text of [...texts, ...panels]) {
          assertEquals(
            /NaN|Infinity|e\+\d/.exec(text.replaceAll(/(got|took) -?[0-9.e+]+/g, "")),
            null,
          );
        }
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("charts leave out a rate of 0 or below and list it below", () => {
  for (const rate of [0, -744, NaN, Infinity]) {
    const [group] = chartGroups(paperReport(recordsOf(rate), FIGURES, METHODS).sources, []);
    if (group === undefined) throw new Error("Cannot find the rows");
    for (const chart of [throughputChart(group), accuracyChart(group)]) {
      if (!isChart(chart)) throw new Error(`Cannot draw ${chart.title}: ${chart.reason}`);
      assertEquals(chart.table.rows.map(([label]) => label), ["DS-Net-S*"]);
      assertEquals(/(Not timed|Left out): DeiT-S/.test(chart.caption), true, chart.caption);
    }
  }
});
