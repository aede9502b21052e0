import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMPARISONS } from "../../../cli/options/comparisons.ts";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { MODELS } from "../../../models/catalog.ts";
import { sectionsHtml } from "../../../reports/html/sections_html.ts";
import { markup } from "../../../reports/html/html.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import {
  briefSections,
  type Section,
  sectionsMarkdown,
} from "../../../reports/sections/section.ts";
import { comparisonSections } from "../../../reports/sections/pair_cost_table.ts";
import { reportSections } from "../../../reports/sections/sections.ts";
import { engineRecords, ORT, PYTORCH } from "../fixtures/engine_records.ts";
import { count, RUN, timing } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";
import { COUNTS, STREAMED_RUN, TIMINGS } from "../fixtures/streamed_records.ts";

const SECTION: Section = {
  title: "A|B",
  blocks: ["One <b>", { header: ["x"], align: ["right"], rows: [["1"]] }, "Two"],
};

function sectionsOf(records: readonly BenchRecord[]): readonly Section[] {
  const { sources } = paperReport(records, FIGURES, MODELS);
  const sections = reportSections({
    sources,
    models: MODELS,
    published: FIGURES,
    comparisons: COMPARISONS,
  });
  // What is said of any two rows has a test of its own (fastest_section_test.ts).
  return sections.filter(({ title }) => title !== "Who is faster");
}

/** A run of some models, each with a count and a timing. */
function runOf(...models: readonly string[]): readonly BenchRecord[] {
  return [
    { ...RUN, settings: { ...RUN.settings, models } },
    ...models.map((model, index) => count(model, (index + 2) * 1e6, (index + 4) * 1e9)),
    ...models.map((model) => ({ ...timing(model, 10, 1), roundsMs: Array(6).fill([10]) })),
  ];
}

Deno.test("sectionsMarkdown() writes paragraphs and tables in their order", () => {
  assertEquals(
    sectionsMarkdown([SECTION]),
    "\n### A\\|B\n\nOne \\<b>\n\n|  x |\n| -: |\n|  1 |\n\nTwo\n",
  );
  assertEquals(sectionsMarkdown([]), "");
});

Deno.test("briefSections() keeps what is brief and leaves out sections without it", () => {
  const sections = [SECTION, { ...SECTION, brief: ["short"] }, { ...SECTION, brief: [] }];
  assertEquals(briefSections(sections).map(({ blocks }) => blocks), [SECTION.blocks, ["short"]]);
});

Deno.test("sectionsHtml() writes the same, escaped", () => {
  const html = markup(sectionsHtml([SECTION]));
  assertMatch(html, /^<h2>A\|B<\/h2>\n<p class="remark">One &lt;b&gt;<\/p>\n<div class="scroll"/);
  assertStringIncludes(html, '<td class="right">1</td>');
});

Deno.test("reportSections() sets what alignment costs below the accounting of the streams", () => {
  const [section, ...others] = sectionsOf([STREAMED_RUN, ...COUNTS, ...TIMINGS]);
  assertEquals(section?.title, "What the streams cost");
  assertEquals(section?.blocks.map((block) => typeof block), [
    "string",
    "object",
    "string",
    "string",
    "string",
  ]);
  assertMatch(String(section?.blocks[3]), /^Alignment costs DS-Net-T\* 25\.0 % of the MACs/);
  // The twins alone are no ablation.
  assertEquals(others, []);
});

Deno.test("reportSections() sets DS-FPN beside FPN and says what is our reading", () => {
  const [section, ...others] = sectionsOf(runOf("dsnet-t-aligned-fpn", "dsnet-t-aligned-dsfpn"));
  assertEquals(others, []);
  assertEquals(section?.title, "DS-FPN over FPN");
  assertEquals(
    sectionsMarkdown(section ? [section] : []).split("\n").find((line) =>
      line.startsWith("| DS-Net-T* DS-FPN")
    )?.split(/\s*\|\s*/),
    [
      "",
      "DS-Net-T* DS-FPN",
      "3.00",
      "+1.00",
      "1.500",
      "5.00",
      "+1.00",
      "1.250",
      "10.0 (9.0 to 11.0)",
      "not resolved",
      "1.000 (1.000 to 1.000)",
      "",
    ],
  );
  assertMatch(String(section?.blocks[2]), /^From the paper: DS-Blocks stand in the pyramid/);
  assertMatch(String(section?.blocks[3]), /^Our reading: one aligned block a scale/);
});

Deno.test("reportSections() sets every choice of a DS-Block beside DS-Net-T*", () => {
  const records = runOf("dsnet-t-aligned", "dsnet-t", "dsnet-t-addition");
  const section = sectionsOf(records).at(-1);
  assertEquals(section?.title, "One choice changed, beside DS-Net-T*");
  const table = section?.blocks[1];
  assertEquals(typeof table === "object" ? table.rows.map((row) => row.slice(0, 4)) : [], [
    ["DS-Net-T*", "2.00", "", ""],
    ["DS-Net-T", "3.00", "+1.00", "1.500"],
    ["DS-Net-T addition", "4.00", "+2.00", "2.000"],
  ]);
});

Deno.test("comparisonSections() needs counts only", () => {
  const cost = { label: "", params: 1e6, macs: 1e9 };
  const costs = ["dsnet-t-aligned-fpn", "dsnet-t-aligned-dsfpn"]
    .map((model) => ({ ...cost, model }));
  const [section] = comparisonSections(costs, COMPARISONS);
  assertEquals(typeof section?.blocks[0], "object");
  assertEquals(comparisonSections(costs.slice(1), COMPARISONS), []);
});

Deno.test("reportSections() lets the usual engine speak of streams for the others on a terminal", () => {
  const rates = { "dsnet-t": 60, "dsnet-t-aligned": 50, "deit-s": 30 };
  const both = engineRecords([{ use: ORT, rates }, { use: PYTORCH, rates }]);
  const titles = (sections: readonly Section[]) =>
    sections.filter(({ title }) => title === "What the streams cost").length;
  assertEquals(titles(sectionsOf(both)), 2);
  assertEquals(titles(briefSections(sectionsOf(both))), 1);
  const one = engineRecords([{ use: PYTORCH, rates }]);
  assertEquals(titles(briefSections(sectionsOf(one))), 1);
});

Deno.test("reportSections() compares no network by a rate above the ceiling", () => {
  const records = runOf("dsnet-t-aligned-fpn", "dsnet-t-aligned-dsfpn").map((record) =>
    record.kind === "timing" && record.model === "dsnet-t-aligned-dsfpn"
      ? { ...record, roofline: record.roofline && { ...record.roofline, impossible: true } }
      : record
  );
  const tables = sectionsOf(records).flatMap(({ blocks }) =>
    blocks.flatMap((block) => typeof block === "string" ? [] : block.rows)
  );
  assertEquals(tables.map((row) => row.slice(-3)), [["10.0 (9.0 to 11.0)", "", ""], ["", "", ""]]);
});
