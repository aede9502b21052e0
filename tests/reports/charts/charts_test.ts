import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { svgFile } from "../../../reports/charts/drawing/svg.ts";
import { RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";
import { chartsOf, HOSTILE_RECORDS, STREAMED_RECORDS } from "../fixtures/html_fixture.ts";

const CHARTS = await chartsOf(STREAMED_RECORDS);

function chart(id: string) {
  const found = CHARTS.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`Cannot find chart "${id}"`);
  return found;
}

Deno.test("drawCharts() draws every chart that has data", () => {
  assertEquals(CHARTS.map(({ id }) => id), [
    "accuracy",
    "throughput",
    "ceiling",
    "published-ratio",
    "macs-by-stage",
    "macs-by-stream",
    "bytes-by-stream",
    "time-by-stage",
    "time-by-stream",
  ]);
});

Deno.test("drawCharts() gives the same bytes again, whatever was drawn between", async () => {
  await chartsOf(HOSTILE_RECORDS);
  assertEquals(
    (await chartsOf(STREAMED_RECORDS)).map(({ svg }) => svg),
    CHARTS.map(({ svg }) => svg),
  );
});

Deno.test("drawCharts() puts rates, intervals and accuracies into the data", () => {
  assertEquals(chart("throughput").table.rows, [
    ["DeiT-S", "128", "127", "129"],
    ["DS-Net-S*", "64.5", "63.5", "65.5"],
  ]);
  assertEquals(chart("accuracy").table.rows, [
    ["DeiT-S", "128 (127 to 129)", "79.8", "22.05", "yes"],
    ["DS-Net-S*", "64.5 (63.5 to 65.5)", "82.3", "23.00", "yes"],
  ]);
  assertEquals(chart("ceiling").table.rows[0], ["DeiT-S", "50.0", "40.0", "60.0", "compute"]);
});

Deno.test("drawCharts() holds published counts against ours", () => {
  assertEquals(chart("published-ratio").table.rows.at(-2)?.slice(0, 5), [
    "DS-Net-B",
    "Params",
    "48.8",
    "1.167",
    "differs (x1.17)",
  ]);
});

Deno.test("drawCharts() divides multiply-adds of networks with several streams", () => {
  assertEquals(chart("macs-by-stream").table, {
    header: ["Method", "local (G)", "global (G)", "shared (G)"],
    align: ["left", "right", "right", "right"],
    rows: [
      ["DS-Net-S*", "0.250", "0.750", "2.55"],
      ["DS-Net-B", "0.250", "0.750", "6.18"],
    ],
  });
});

Deno.test("drawCharts() names what a chart leaves out", () => {
  assertMatch(chart("throughput").caption, / Not timed: DS-Net-B\.$/);
});

Deno.test("drawCharts() divides the time of each group, what has no part last", async () => {
  const byStream = { "(unknown)": 1, shared: 8, local: 2 };
  const timed = {
    ...timing("dsnet-s-aligned", 64.5, 0.5),
    kernelMs: { byOp: {}, byStage: {}, byStream },
  };
  const charts = await chartsOf([...STREAMED_RECORDS, timed]);
  const time = charts.find(({ id }) => id === "time-by-stream");
  assertEquals(time?.table.header, ["Method", "local (%)", "shared (%)", "(unknown) (%)"]);
  assertEquals(time?.table.rows, [["DS-Net-S*", "18.18", "72.73", "9.09"]]);
  assertMatch(
    time?.caption ?? "",
    / In all: DS-Net-S\* 11\.0 ms, 1\.10 x the latency without trace\./,
  );
});

Deno.test("drawCharts() never mixes rates of unlike conditions", async () => {
  const other = { ...RUN, runId: "run-2", settings: { ...RUN.settings, threads: 1 } };
  const slower = { ...timing("deit-s", 32, 1), runId: "run-2", threads: 1 };
  const charts = await chartsOf([...RECORDS, other, slower]);
  const rates = charts.filter(({ id }) => id.startsWith("throughput"));
  assertEquals(rates.map(({ id, table }) => [id, table.rows.length]), [
    ["throughput", 2],
    ["throughput-2", 1],
  ]);
  assertEquals(
    rates[1]?.subtitle,
    "Example CPU, cpu, 1 thread, size 224, batch 8, fp32, graph plain",
  );
});

Deno.test("drawCharts() names the graph where one chart has several", async () => {
  const run = {
    ...RUN,
    settings: { ...RUN.settings, models: ["deit-s"], graphs: ["plain", "fast"] },
  };
  const fast = { ...timing("deit-s", 256, 2), graph: "fast" } as const;
  const charts = await chartsOf([run, timing("deit-s", 128, 1), fast]);
  assertEquals(charts[0]?.table.rows.map(([label]) => label), ["DeiT-S (plain)", "DeiT-S (fast)"]);
});

Deno.test("drawn() names each SVG by its title and description", () => {
  for (const { id, title, svg } of CHARTS) {
    assertStringIncludes(svg, `role="img" aria-labelledby="${id}-title ${id}-description"`);
    assertStringIncludes(svg, `<title id="${id}-title">${title}</title>`);
    assertMatch(svg, new RegExp(`<desc id="${id}-description">[^<]{20,}</desc>`));
  }
});

Deno.test("drawn() begins what a chart shows with the conditions that its subtitle has", () => {
  for (const { subtitle, description, svg } of CHARTS) {
    const words = subtitle === "" ? description : `${subtitle}. `;
    assertEquals(description.startsWith(words), true, description);
    assertStringIncludes(svg, `-description">${words}`);
  }
  assertEquals(CHARTS.some(({ subtitle }) => subtitle.includes("batch 8")), true);
});

Deno.test("drawn() asks for nothing and has no style or script of its own", () => {
  for (const { svg } of CHARTS) {
    assertEquals(/<(style|script|image|use|a|foreignObject)\b|href=|style=|url\(/.test(svg), false);
  }
});

Deno.test("drawn() tells what each mark shows to who points at it", () => {
  const tips = (id: string) =>
    [...chart(id).svg.matchAll(/<(path|line)[^>]*><title>([^<]*)/g)]
      .map(([, element, tip]) => [element, tip]);
  const rates = [
    "DeiT-S: 128 (127 to 129) images/s",
    "DS-Net-S*: 64.5 (63.5 to 65.5) images/s",
  ];
  assertEquals(tips("throughput"), [
    ...rates.map((tip) => ["path", tip]),
    ...rates.map((tip) => ["line", tip]),
    ...rates.map((tip) => ["path", tip]),
  ]);
  assertEquals(tips("macs-by-stream")[0], ["path", "DS-Net-S*, local: 0.250 G (7.0 %)"]);
  for (const { svg } of CHARTS) {
    assertMatch(svg, /><title>[^<]+<\/title><\/(path|line)>/);
    assertEquals(/aria-roledescription|aria-label=/.test(svg), false);
  }
});

Deno.test("drawn() draws each chart for a phone too, under ids of its own", () => {
  for (const { id, svg, phoneSvg } of CHARTS) {
    const width = Number(/width="([\d.]+)"/.exec(phoneSvg)?.[1]);
    assertEquals([id, width <= 366], [id, true]);
    assertStringIncludes(phoneSvg, `<title id="${id}-phone-title">`);
    assertEquals(svg.includes("-phone-"), false);
  }
});

Deno.test("accuracyChart() says which axis is logarithmic, and what hollow marks are", async () => {
  const run = { ...RUN, settings: { ...RUN.settings, graphs: ["plain", "fast"] as const } };
  const charts = await chartsOf([
    run,
    ...RECORDS.slice(1),
    { ...timing("deit-s", 900, 2), graph: "fast" as const },
  ]);
  const accuracy = charts.find(({ id }) => id === "accuracy");
  assertStringIncludes(accuracy?.svg ?? "", "Throughput, measured (images/s, log scale)");
  assertStringIncludes(accuracy?.caption ?? "", "Filled: the fast graph; hollow: plain.");
});

Deno.test("svgFile() turns dark by itself", () => {
  assertMatch(
    svgFile(chart("throughput")),
    /<style>@media screen and \(prefers-color-scheme:dark\)\{svg \[fill="#1b1b1a"\]\{fill:#ecebe8\}/,
  );
});

Deno.test("drawn() keeps hostile names as text", async () => {
  const svgs = (await chartsOf(HOSTILE_RECORDS)).map(({ svg }) => svg).join("");
  assertStringIncludes(svgs, "&lt;img src=x onerror=alert(1)&gt;");
  assertEquals(svgs.includes("<img"), false);
  assertEquals(svgs.isWellFormed(), true);
  assertEquals(/[^\P{Cc}\n]/u.test(svgs), false);
});
