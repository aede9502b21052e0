// A comparison in each format: what it looks like, and that no text or number is lost in it.

import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "csv-parse/sync";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { type CompareReport, compareSides } from "../../../reports/compare/compare.ts";
import { compareCsv, compareJson } from "../../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../../reports/compare/formats/compare_markdown.ts";
import {
  COMPARE_SCHEMA,
  compareDocumentSchema,
  compareJsonSchema,
} from "../../../reports/compare/formats/compare_schema.ts";
import { dashboardJson } from "../../../reports/compare/formats/dashboard_json.ts";
import { compareAnnotations } from "../../../reports/compare/formats/compare_annotations.ts";
import { compareJunit } from "../../../reports/compare/formats/compare_junit.ts";
import { counted, failed, runOn, side, steadyRates, timed } from "../fixtures/compare_records.ts";

/** One model of each kind of row. */
function fixedReport(): CompareReport {
  const base = side("base.jsonl", [
    runOn(1),
    counted(1, "deit-s", 100, { graphHash: "d" }),
    timed(1, "deit-s", steadyRates(500), { graphHash: "d" }),
    timed(1, "resnet50", steadyRates(200), { graphHash: "r" }),
    counted(1, "dsnet-b", 400, { graphHash: "b" }),
  ]);
  const next = side("new.jsonl", [
    runOn(13),
    counted(13, "deit-s", 105, { graphHash: "d" }),
    timed(13, "deit-s", steadyRates(450), { graphHash: "d" }),
    timed(13, "resnet50", steadyRates(198), { graphHash: "r" }),
    failed(13, "dsnet-b"),
  ]);
  return compareSides(base, next);
}

/** A report whose model and reason hold a text. */
function reportWith(text: string): CompareReport {
  const base = side("base.jsonl", [runOn(1), counted(1, text, 2 ** 60)]);
  return compareSides(base, side("new.jsonl", [runOn(2), failed(2, text, { reason: text })]));
}

const AWKWARD = [
  "a|b",
  "a\\|b",
  "a\nb",
  "a\rb",
  "a,b",
  'a"b',
  "=1+1",
  "名前",
  "a\u0001b",
  "a<b>&'",
] as const;

Deno.test("compareMarkdown() writes verdict, sides, models, rates and counts", async () => {
  const expected = await Deno.readTextFile(new URL("compare.md", import.meta.url));
  assertEquals(compareMarkdown(fixedReport()), expected);
});

Deno.test("compareMarkdown() keeps every row in one line with the same columns", () => {
  const columnCount = (line: string) => line.replaceAll(/\\./g, "").split("|").length;
  for (const text of AWKWARD) {
    const lines = compareMarkdown(reportWith(text)).split("\n");
    const table = lines.filter((line) => line.startsWith("| "));
    assertEquals(table.length, 3, text);
    assertEquals(new Set(table.map(columnCount)).size, 1, text);
  }
});

Deno.test("compareCsv() writes one line a row, exact", () => {
  const [header, ...rows] = parse(compareCsv(fixedReport()));
  assertEquals(header?.slice(0, 8), [
    "model",
    "renamed_from",
    "metric",
    "unit",
    "verdict",
    "reason",
    "base",
    "new",
  ]);
  assertEquals(rows.map((cells) => cells.slice(0, 8).join(" ")), [
    "dsnet-b  model  newly failing load: out of memory  ",
    "deit-s  throughput images/s worse  500 450",
    "deit-s  params parameters bigger  100 105",
    "deit-s  macs MAC bigger  100000 105000",
    "resnet50  throughput images/s equivalent  200 198",
    "deit-s  buffers values same  0 0",
  ]);
});

Deno.test("compareCsv() brings every text back, carriage returns as line feeds", () => {
  for (const text of AWKWARD) {
    const [, row = []] = parse(compareCsv(reportWith(text)));
    assertEquals((row[0] ?? "").replace(/^'(?==)/, ""), text.replaceAll(/\r\n?/g, "\n"));
  }
});

Deno.test("compareJson() writes what its schema describes", () => {
  const text = compareJson(fixedReport());
  const document = compareDocumentSchema.parse(JSON.parse(text));
  assertEquals(document.schema, COMPARE_SCHEMA);
  assertEquals([document.outcome, document.margin_percent], ["failed", 3]);
  assertEquals(document.rows[0]?.["reason"], "load: out of memory");
  assertEquals(document.rows[0]?.["base"], null);
  for (const awkward of AWKWARD) {
    const { rows } = JSON.parse(compareJson(reportWith(awkward)));
    assertEquals([rows[0].model, rows[0].reason], [awkward, `load: ${awkward}`]);
  }
});

Deno.test("compareJson() refuses what JSON cannot carry", () => {
  const report = { ...fixedReport(), smallestSlowdown: NaN };
  assertThrows(() => compareJson(report), Error, "smallest_slowdown_percent");
});

Deno.test("compareJsonSchema() is what reports/schema/compare.json publishes", async () => {
  const path = new URL("../../../reports/schema/compare.json", import.meta.url);
  assertEquals(
    JSON.parse(await Deno.readTextFile(path)),
    JSON.parse(compareJsonSchema()),
    'run "deno task compare --schema > reports/schema/compare.json"',
  );
});

Deno.test("compareJunit() makes a bad row a failure, an open one skipped", () => {
  const noisy = [1000, 900, 1100, 800, 1200, 950, 1050, 850, 1150, 1000];
  const base = side("base", [
    runOn(1),
    timed(1, "a", steadyRates(100)),
    timed(1, "b", noisy),
    ...["c", "d", "e", "f"].map((model) => timed(1, model, steadyRates(100))),
  ]);
  const next = side("new", [
    runOn(2),
    timed(2, "a", steadyRates(50)),
    timed(2, "b", noisy.toReversed()),
    ...["c", "d", "e"].map((model) => timed(2, model, steadyRates(100))),
  ]);
  const xml = compareJunit(compareSides(base, next));
  const conditions = "size 224, batch 8, fp32, 4 threads, cpu, plain";
  // Each number is another one, so that none can stand for another.
  const totals = 'tests="6" failures="2" errors="0" skipped="1"';
  assertStringIncludes(xml, `<testsuites name="dsnet-bench compare" ${totals}>`);
  assertStringIncludes(xml, `<testsuite name="compare: failed" ${totals}>`);
  const kinds = ["<testcase", "<failure", "<error", "<skipped"];
  assertEquals(kinds.map((kind) => xml.split(kind).length - 1), [6, 2, 0, 1]);
  assertStringIncludes(
    xml,
    [
      `    <testcase classname="throughput" name="a, ${conditions}">`,
      '      <failure message="worse (against BASE): 100 -&gt; 50 images/s, -50.0 (-50.0 to -50.0) %"/>',
      "    </testcase>",
    ].join("\n"),
  );
  assertStringIncludes(xml, `<testcase classname="throughput" name="c, ${conditions}"/>`);
});

Deno.test("compareJunit() makes an error of what keeps the whole from a verdict, else a skipped test", () => {
  const run = [runOn(1), timed(1, "a", steadyRates(100), { graphHash: "a" })];
  const other = [runOn(2), timed(2, "b", steadyRates(100), { graphHash: "b" })];
  const few = [runOn(3), timed(3, "a", [100], { graphHash: "a" })];
  const [apart = "", lost = "", open = ""] = [other, run.slice(1), few].map((records) =>
    compareJunit(compareSides(side("base", run), side("new", records)))
  );
  assertMatch(apart, /errors="1" .*[^]*classname="comparison" name="Nothing in common">\n *<error/);
  assertMatch(lost, /errors="1" .*[^]*classname="comparison" name="Run record missing">\n *<error/);
  assertMatch(
    open,
    /errors="0" skipped="2"[^]*name="Nothing decided">\n *<skipped message="No rate/,
  );
});

Deno.test("compareJunit() escapes markup, keeps line ends, and shows what XML cannot carry", () => {
  for (
    const [model, text] of [
      [`<a> & "b"`, "&lt;a&gt; &amp; &quot;b&quot;"],
      ["a\r\nb\tc", "a&#13;&#10;b&#9;c"],
      ["a\u0000b\u001b[31m", "a\u2400b\u241b[31m"],
      ["\u0085\ud800\uffff", "&#133;\ufffd\ufffd"],
    ] as const
  ) {
    assertStringIncludes(compareJunit(reportWith(model)), `classname="model" name="${text}, size`);
  }
});

Deno.test("compareAnnotations() says nothing where nothing is wrong", () => {
  const records = (day: number) => [runOn(day), timed(day, "a", steadyRates(100))];
  const passed = compareSides(side("base", records(1)), side("new", records(2)));
  assertEquals(compareAnnotations(passed, "the log"), "");
});

Deno.test("compareAnnotations() warns where a pass says nothing", () => {
  const records = (day: number) => [runOn(day), timed(day, "a", [100])];
  const open = compareSides(side("base", records(1)), side("new", records(2)));
  assertMatch(compareAnnotations(open, "the log"), /^::warning title=Nothing decided::No rate was/);
});

Deno.test("compareAnnotations() makes errors of bad rows and escapes commands", () => {
  assertEquals(
    compareAnnotations(reportWith("a:b,c\n::error::%"), "the log"),
    "::error title=a%3Ab%2Cc%0A%3A%3Aerror%3A%3A%25%3A model::" +
      "newly failing (against BASE): load: a:b,c%0A::error::%25 (size 224, batch 8, plain)\n",
  );
});

Deno.test("compareAnnotations() warns of unlike conditions in every row, ten at most", () => {
  const records = (day: number, batch: number) => [
    runOn(day),
    ...Array.from({ length: 12 }, (_, i) => timed(day, `m${i}`, steadyRates(100), { batch })),
  ];
  const unlike = compareSides(side("base", records(1, 8)), side("new", records(2, 4)));
  const lines = compareAnnotations(unlike, "out/compare.md").trimEnd().split("\n");
  assertEquals(lines.length, 10);
  assertStringIncludes(lines[0] ?? "", "::warning title=m0%3A throughput::not comparable");
  assertStringIncludes(lines[0] ?? "", "batch 8 against 4");
  assertEquals(lines[9], "::warning title=3 more::all rows are in out/compare.md");
});

Deno.test("every format says why rows are not comparable", () => {
  const records = (day: number, copiesIncluded: boolean) => [
    runOn(day),
    timed(day, "a", steadyRates(100), { copiesIncluded }),
  ];
  const report = compareSides(side("base", records(1, true)), side("new", records(2, false)));
  const annotations = (report: CompareReport) => compareAnnotations(report, "the log");
  for (const render of [compareMarkdown, compareCsv, compareJson, compareJunit, annotations]) {
    assertStringIncludes(render(report), "copies included true against false", render.name);
  }
});

Deno.test("every format gives an integer above 2^53 back, and none gets in that would be rounded", () => {
  const records = (day: number) => [runOn(day), counted(day, "a", 2 ** 60)];
  const report = compareSides(side("base", records(1)), side("new", records(2)));
  const [, row = []] = parse(compareCsv(report));
  assertEquals(Number(row[6]), 2 ** 60);
  assertEquals(JSON.parse(compareJson(report)).rows[0].base, 2 ** 60);
  // In groups of three digits, for people.
  const [text = ""] = /\d(?:,\d{3}){6}/.exec(compareMarkdown(report)) ?? [];
  assertEquals(Number(text.replaceAll(",", "")), 2 ** 60);

  const line = JSON.stringify(counted(1, "a", 1)).replace(
    '"params":1',
    '"params":9007199254740993',
  );
  const { problems } = parseRecords(line);
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0] ?? "", "params");
});

Deno.test("dashboardJson() writes what customBiggerIsBetter reads", () => {
  const next = side("new", [runOn(2), timed(2, "deit-s", [500, 510, 520])]);
  assertEquals(JSON.parse(dashboardJson(next)), [{
    name: "deit-s (size 224, batch 8, fp32, 4 threads, cpu, plain)",
    unit: "images/s",
    value: 510,
    range: "499 to 501",
    extra: "95 % interval over 3 rounds\nExample CPU (machine 0a1b2c3d4e5f6789)\n" +
      "run run-2 of 2026-01-02T03:00:00Z",
  }]);
  assert(dashboardJson(side("empty", [])) === "[]\n");
});
