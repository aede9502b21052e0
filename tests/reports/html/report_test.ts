import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import type { BenchRecord } from "../../../bench/record/record.ts";
import { count, failure, RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";
import { HOSTILE_RECORDS, htmlOf, STREAMED_RECORDS } from "../fixtures/html_fixture.ts";

const HTML = await htmlOf(STREAMED_RECORDS);

/** First groups of all matches. */
function found(pattern: RegExp, text = HTML): readonly string[] {
  return [...text.matchAll(pattern)].map(([, first = ""]) => first);
}

Deno.test("reportHtml() gives the same bytes for the same records", async () => {
  assertEquals(await htmlOf(STREAMED_RECORDS), HTML);
});

Deno.test("reportHtml() has the parts of a report in order", () => {
  assertEquals(found(/<h[12]>([^<]*)<\/h/g), [
    "Efficiency of DS-Net and its baselines: measured beside published",
    "What the streams cost",
    "Who is faster",
    "Figures",
    "How the times came about",
    "Notes",
  ]);
  assertEquals(found(/<b>((?:Table|Figure) \d+\.)<\/b>/g), [
    "Table 1.",
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `Figure ${number}.`),
    "Table 2.",
  ]);
});

Deno.test("reportHtml() groups the columns as papers do", () => {
  const head = HTML.slice(HTML.indexOf("<thead>"), HTML.indexOf("</thead>"));
  assertEquals(found(/colspan="\d+">([^<]*)</g, head), [
    "Params (M)",
    "FLOPs (G)",
    "Throughput (images/s)",
    "Relative throughput",
    "Accuracy, published (%)",
  ]);
  assertEquals(found(/aria-label="([^"]*)">/g, head).slice(0, 3), [
    "Method",
    "Remarks",
    "Params (M), ours",
  ]);
});

Deno.test("reportHtml() makes every column sortable, by exact values", () => {
  const head = HTML.slice(HTML.indexOf("<thead>"), HTML.indexOf("</thead>"));
  assertEquals(found(/(aria-sort="none")/g, head).length, found(/data-key="(\w+)"/g, head).length);
  assertStringIncludes(HTML, 'data-key="params" data-order="number"');
  assertStringIncludes(HTML, 'data-key="method" data-order="text"');
  assertMatch(HTML, /<td class="right room" data-value="23004552">/);
  // The throughput of the model that failed is unknown, which is not 0.
  assertMatch(HTML, /<td class="right room"><\/td>/);
});

Deno.test("reportHtml() marks verdicts and keeps their words", () => {
  assertStringIncludes(
    HTML,
    '<span class="bad" aria-hidden="true">≠ x1.17</span><span class="unseen">differs (x1.17)</span>',
  );
  assertStringIncludes(HTML, '<span class="good" aria-hidden="true">✓</span>');
});

Deno.test("reportHtml() opens a panel that is there from every figure", () => {
  const ids = new Set(found(/<div class="panel" id="([^"]*)"/g));
  const opened = new Set(found(/class="figure" popovertarget="([^"]*)"/g));
  assertEquals(opened, ids);
  assertEquals(ids.size, 12);
});

Deno.test("reportHtml() shows samples, interval, device and source behind a figure", () => {
  const start = HTML.indexOf('id="row-2-timing"');
  const panel = HTML.slice(start, HTML.indexOf('<div class="panel"', start));
  assertStringIncludes(panel, "<dt>Throughput, images/s</dt><dd>64.5 (63.5 to 65.5)</dd>");
  assertStringIncludes(panel, '<td class="left">10.000</td>');
  assertStringIncludes(panel, "<dt>Device</dt><dd>cpu; asked for cpu</dd>");
  assertStringIncludes(panel, "<dt>Build, load, first run, ms</dt><dd>1.00, 1.00, 1.00</dd>");
  assertStringIncludes(
    panel,
    '<dd><a href="https://arxiv.org/abs/2105.14734" rel="noreferrer">DS-Net paper',
  );
});

Deno.test("reportHtml() says why a model has no samples", async () => {
  assertStringIncludes(HTML, "<dt>Not timed</dt><dd>load: out of memory</dd>");
  const joined = RECORDS.map((record): BenchRecord =>
    record.kind === "timing" ? { ...record, roundsMs: [[], []] } : record
  );
  assertStringIncludes(await htmlOf(joined), "left out when the records were joined");
});

Deno.test("reportHtml() gives every chart its words and its data", () => {
  // Each is there twice, for a page and for a phone.
  assertEquals(found(/(<svg )/g).length, 18);
  assertEquals(found(/<svg [^>]*(role="img" aria-labelledby="[^"]+")/g).length, 18);
  assertEquals(found(/aria-label="(Data of figure \d)/g).length, 9);
  assertStringIncludes(HTML, '<td class="left">DS-Net-S*</td><td class="right">64.5</td>');
});

Deno.test("reportHtml() has a sentence, not a chart, where there is no data", async () => {
  const html = await htmlOf([RUN, count("deit-s", 1e6, 1e9)]);
  assertStringIncludes(html, "No figure “Measured throughput”: no model was timed.");
  assertStringIncludes(
    html,
    "No figure “Multiply-adds by stage”: no model with several streams was counted.",
  );
});

Deno.test("reportHtml() forbids everything but its own style and script", () => {
  const policy = found(/Content-Security-Policy" content="([^"]*)"/g)[0]?.replaceAll("&#39;", "'");
  const hash = (text = "") => createHash("sha256").update(text).digest("base64");
  const [style, script] = [/<style>([^]*?)<\/style>/, /<script>([^]*?)<\/script>/].map((part) =>
    hash(part.exec(HTML)?.[1])
  );
  assertEquals(
    policy,
    `default-src 'none'; style-src 'sha256-${style}'; script-src 'sha256-${script}'; ` +
      "base-uri 'none'; form-action 'none'",
  );
  assertEquals(found(/( (?:src|action|style|onclick|xlink:href)=)/g), []);
});

Deno.test("reportHtml() shows hostile records as text", async () => {
  const html = await htmlOf(HOSTILE_RECORDS);
  assertEquals(/<img|<script>(?!\n\/\/ Sorts)/.test(html), false);
  assertEquals(html.split("<script").length, 2);
  assertEquals(/[^\P{Cc}\n]|[\u2028\u2029]/u.test(html), false);
  assertEquals(html.isWellFormed(), true);
  assertStringIncludes(html, "&lt;img src=x onerror=alert(1)&gt;");
});

Deno.test("reportHtml() bears numbers at the edge", async () => {
  const zero = { median: 0, low: 0, high: 0 };
  const edge = {
    ...timing("deit-s", 1, 1),
    imagesPerSecond: zero,
    latencyMs: zero,
    roundsMs: [[0]],
    relative: { anchor: "deit-s", ratio: zero },
  };
  const html = await htmlOf([RUN, count("deit-s", 0, 0), edge]);
  const shown = html.slice(html.indexOf("<body>"), html.indexOf("<script>"));
  assertStringIncludes(shown, "<dt>Latency, ms a batch</dt><dd>0 (0 to 0)</dd>");
  assertEquals(found(/(.{20}(?:NaN|Infinity|undefined))/g, shown), []);
});

const SECOND_MACHINE: readonly BenchRecord[] = [
  { ...RUN, runId: "run-2", machine: "ffffffffffff" },
  { ...timing("deit-s", 1, 1), runId: "run-2" },
];

Deno.test("reportHtml() has a table for each machine, and panels for the rows of all", async () => {
  const html = await htmlOf([...RECORDS, ...SECOND_MACHINE]);
  assertEquals(found(/<b>Table \d\.<\/b> (Machine \w+)/g, html), [
    "Machine 0a1b2c3d4e5f",
    "Machine ffffffffffff",
    "Machine 0a1b2c3d4e5f",
    "Machine ffffffffffff",
  ]);
  assertEquals(found(/data-key="(machine)"/g, html), []);
  const second = html.slice(html.indexOf('id="table-2"'), html.indexOf('id="table-3"'));
  assertEquals(found(/popovertarget="(row-\d-timing)"/g, second)[0], "row-4-timing");
  assertStringIncludes(html, "Example CPU, machine ffffffffffff, cpu,");
});

Deno.test("reportHtml() cuts no remark, which a table of text may", async () => {
  const reason = `${"a long reason ".repeat(20)}with an end`;
  const records = [...RECORDS, { ...failure("dsnet-b", reason) }];
  assertStringIncludes(await htmlOf(records), `>load: ${reason}</td>`);
});

Deno.test("reportHtml() leaves out columns that are empty", async () => {
  const html = await htmlOf([
    { ...RUN, settings: { ...RUN.settings, models: ["dsnet-s-aligned"] } },
    timing("dsnet-s-aligned", 64.5, 0.5),
  ]);
  const head = html.slice(html.indexOf("<thead>"), html.indexOf("</thead>"));
  assertEquals(found(/data-key="(\w+)"/g, head).includes("top5_published_percent"), false);
});
