// Engines may be called anything, as may their variants, options and versions.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { recordLine } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { drawCharts } from "../../reports/charts/mod.ts";
import { reportHtml } from "../../reports/html/mod.ts";
import { engineSections } from "../../reports/sections/engine_sections.ts";
import { sectionsMarkdown } from "../../reports/sections/section.ts";
import { paperReport } from "../../reports/table/paper_table.ts";
import { tableMarkdown } from "../../reports/table/table_markdown.ts";
import { engineRecords, ORT } from "./fixtures/engine_records.ts";

const NAMES = ["constructor", "__proto__", "<script>|x", "\x1b[31mred\u202E"] as const;
const RATES = { "deit-t": 40, "dsnet-t": 36, "dsnet-t-aligned": 30, "deit-s": 20 };

/** The usual engine, and one that bears each name wherever it may. */
const RECORDS = parseRecords(
  engineRecords([
    { use: ORT, rates: RATES },
    ...NAMES.map((name) => ({
      use: { engine: name, variant: name, options: Object.fromEntries([[name, name]]) },
      rates: RATES,
      changes: { engineVersions: Object.fromEntries([[name, name]]) },
    })),
  ]).map(recordLine).join(""),
).records;

Deno.test("reports have a column for engines of any name, and obey none", async () => {
  const report = paperReport(RECORDS, [], []);
  assertEquals(report.table.engines?.labels.length, 1 + NAMES.length);
  const order = [{ model: "dsnet-t", base: "dsnet-t-aligned" }];
  const sections = engineSections(report.sources, [], order);
  const text = tableMarkdown(report.table) + sectionsMarkdown(sections);
  for (const name of ["constructor (constructor)", "\\<script>\\|x"]) {
    assertStringIncludes(text, name);
  }
  assertEquals(["\x1b", "\u202E"].filter((character) => text.includes(character)), []);
  const drawn = await drawCharts(report.sources, []);
  const html = reportHtml({ ...report, sections, models: [], drawn });
  assertEquals(html.split("<script>").length - 1, 1);
});
