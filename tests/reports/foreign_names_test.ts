// Models, parts and settings may be called like what every JavaScript object has.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { recordLine } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { drawCharts } from "../../reports/charts/mod.ts";
import { compareSides } from "../../reports/compare/compare.ts";
import { tableCsv } from "../../reports/table/table_data.ts";
import { dashboardJson } from "../../reports/compare/formats/dashboard_json.ts";
import { machinesMarkdown } from "../../reports/table/machines_markdown.ts";
import { startMerge } from "../../reports/records/merge.ts";
import { mergeFindings } from "../../reports/records/merge_findings.ts";
import { paperReport } from "../../reports/table/paper_table.ts";
import { profileMarkdown } from "../../reports/sections/profile_markdown.ts";
import { side, verdictsOf } from "./fixtures/compare_records.ts";
import { count, RUN, timing } from "./fixtures/fixed_records.ts";

const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty"] as const;

/** What was counted and timed of these models, whose parts have the same names; read from a file. */
const RECORDS = parseRecords(
  [
    { ...RUN, settings: { ...RUN.settings, models: NAMES, anchor: "constructor" } },
    ...NAMES.flatMap((name, i) => {
      const parts = new Map(NAMES.map((part) => [part, i + 1]));
      const byName = Object.fromEntries(parts);
      return [
        { ...count(name, 1e6 * (i + 1), 1e9 * (i + 1)), macsByOp: byName, macsByStream: byName },
        {
          ...timing(name, 100 * (i + 1), i + 1),
          kernelMs: { byOp: byName, byStage: byName, byStream: byName },
        },
      ];
    }),
  ].map(recordLine).join(""),
).records;

Deno.test("records keep models and parts of any name", () => {
  assertEquals(RECORDS.length, 1 + 2 * NAMES.length);
  const [, counted] = RECORDS;
  assertEquals(counted?.kind === "count" && Object.keys(counted.macsByOp), [...NAMES]);
});

Deno.test("paperReport() and drawCharts() have a row for models of any name, nothing published", async () => {
  const report = paperReport(RECORDS, [], []);
  const rows = tableCsv(report.table).trim().split("\r\n").slice(1);
  assertEquals(rows.map((row) => row.split(",")[0]), [...NAMES]);
  const drawn = await drawCharts(report.sources, []);
  const svgs = drawn.charts.map(({ svg }) => svg).join("");
  for (const name of NAMES) assertStringIncludes(svgs, name);
});

Deno.test("compareSides() compares models of any name", () => {
  const [base, next] = [side("base", RECORDS), side("next", RECORDS)];
  const rows = verdictsOf(compareSides(base, next));
  assertEquals(new Set(rows.map(([model]) => model)), new Set(NAMES));
  const entries = JSON.parse(dashboardJson(next));
  assertEquals(entries.length, NAMES.length);
});

Deno.test("profileMarkdown(), machinesMarkdown() and mergeFindings() take any name", () => {
  const text = profileMarkdown(RECORDS, []);
  const lines = text.split("\n").filter((line) => /^\| (?:constructor|\\_\\_proto)/.test(line));
  // Two names, three tables, four models.
  assertEquals(lines.length, 2 * 3 * 4);
  assert(lines.every((line) => line.includes(" 25.0 ")));
  const other = RECORDS.map((record) => ({
    ...record,
    runId: "other",
    ...(record.kind === "run" ? { machine: "other" } : {}),
  }));
  assertStringIncludes(machinesMarkdown([...RECORDS, ...other], []) ?? "", "constructor");
  const merge = startMerge();
  for (const record of RECORDS) merge.add(record, "a.jsonl");
  assertEquals(mergeFindings(merge.finish()), []);
});
