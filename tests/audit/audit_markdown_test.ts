import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { linkRegister } from "../../audit/text/linked_table.ts";
import { auditMarkdown } from "../../audit/text/audit_markdown.ts";
import { selectAudit } from "../../audit/audit_selection.ts";
import { figure } from "./audit_figure.ts";
import { auditsOf } from "./audit_fixture.ts";

const { report: REPORT, auditOf } = auditsOf(({ family, id }) =>
  ["DS-Net", "ResNet"].includes(family) || id === "swin-t"
);

const PAGE = { isAll: false };
const ALL = { isAll: true };

const PAPER_B = selectAudit(REPORT, { models: ["dsnet-b"], source: "ds-net PAPER" });

Deno.test("auditMarkdown() says first how many are reproduced, differ or cannot be tested", () => {
  assertStringIncludes(
    auditMarkdown(PAPER_B, PAGE),
    "4 figures of 1 source: 0 are reproduced within their own rounding, " +
      "2 differ (0 explained, 0 consistent with several causes, 2 unexplained), " +
      "2 cannot be tested here.",
  );
});

Deno.test("auditMarkdown() shows published beside ours, with ratio and the nearest cause", () => {
  const lines = auditMarkdown(PAPER_B, PAGE).split("\n");
  const differing = lines.filter((line) => line.startsWith("| DS-Net-B ")).slice(0, 2);
  assertEquals(differing.map((line) => line.split("|").slice(1, 6).map((cell) => cell.trim())), [
    ["DS-Net-B", "Params (M)", "[48.8][1]", "41.81", "1.17"],
    ["DS-Net-B", "FLOPs (G)", "[7.6][1]", "7.18", "1.06"],
  ]);
  assertMatch(differing[0] ?? "", /\| with alignment; classifier left out, 1 to \d/);
});

Deno.test("auditMarkdown() has one line for all figures that one cause explains", () => {
  const models = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"];
  const page = auditMarkdown(selectAudit(REPORT, { models, source: "ptflops" }), PAGE);
  assertMatch(
    page,
    /\| FLOPs of ResNet-18, ResNet-34, ResNet-50, 2 more \| FLOPs: mmcv +\| the source, 5 models: holds for all 5 \|/,
  );
});

Deno.test("auditMarkdown() keeps the long lists for --all", () => {
  const titles = (isAll: boolean) =>
    [...auditMarkdown(REPORT, { isAll }).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  const long = ["By source", "All that differs", "Reproduced", "Cannot be tested here"];
  assertEquals(titles(false).filter((title = "") => long.includes(title)), []);
  assertEquals(titles(true).filter((title = "") => long.includes(title)), long);
});

Deno.test("auditMarkdown() marks the sources that were read second-hand, and no others", () => {
  const marked = [...auditMarkdown(REPORT, ALL).matchAll(/^\| \[([^\]]*); read second-hand\]/gm)];
  assertEquals(marked.map(([, source]) => source), [
    "DS-Net paper (arXiv 2105.14734), classification table",
    "Swin paper Table 1a",
  ]);
});

Deno.test("auditMarkdown() links every figure to its source", () => {
  const text = auditMarkdown(REPORT, ALL);
  const urls = new Map([...text.matchAll(/^\[(\d+)\]: <(.+)>$/gm)].map(([, n, url]) => [url, n]));
  for (const { figure } of REPORT.figures) {
    assertStringIncludes(text, `[${figure.text}][${urls.get(figure.url)}]`);
  }
  assertEquals([...text.matchAll(/\]\[undefined\]/g)], []);
});

Deno.test("auditMarkdown() shows claims, and that there are no records", () => {
  const text = auditMarkdown(REPORT, ALL);
  assertMatch(
    text,
    /\| DS-Net-T\* over DeiT-T +\| Top-1 \(%\) \| \[\+6\.8, read second-hand\]\[\d+\] +\| reproduced +\|/,
  );
  assertMatch(
    text,
    /\| DS-Net-B\* over DS-Net-B \| \[335 \/ 387\]\[\d+\] +\| 0\.87 +\|.*no records/,
  );
});

Deno.test("auditMarkdown() says why the gains in AP cannot be tested here", () => {
  assertMatch(
    auditMarkdown(REPORT, ALL),
    /\| DS-Net-S\* RetinaNet over .*\| AP box +\| \[\+6\.4, read second-hand\].*\| cannot be tested here: no detector of DS-Net/,
  );
});

Deno.test("auditMarkdown() leaves out sections that have nothing", () => {
  const text = auditMarkdown(auditOf([figure("resnet50", "params_m", "25.6")]), ALL);
  assertEquals([...text.matchAll(/^## .*$/gm)].map(String), [
    "## By source",
    "## Reproduced",
    "## The candidates that are tried on every figure",
  ]);
});

Deno.test("auditMarkdown() has rows of equal cells, whatever a source is called", () => {
  const text = auditMarkdown(
    auditOf([figure("resnet50", "params_m", "9.9", "a|b [c] *d*\n|")]),
    ALL,
  );
  assertStringIncludes(text, "a\\|b \\[c] \\*d* \\|");
});

Deno.test("linkRegister() numbers links in order of first use", () => {
  const links = linkRegister();
  const table = links.table([["A", "B"], [{ text: "1", url: "https://u/1" }, {
    text: "2",
    url: "https://u/2",
  }], [
    { text: "3", url: "https://u/1" },
    "4",
  ]]);
  assertEquals(table.split("\n").slice(2), ["| [1][1] | [2][2] |", "| [3][1] | 4      |"]);
  assertEquals(links.definitions(), "[1]: <https://u/1>\n[2]: <https://u/2>");
});

Deno.test("linkRegister() links no address that a page may not open", () => {
  const links = linkRegister();
  assertEquals(
    links.table([["A"], [{ text: "1", url: "javascript:x" }]]).split("\n").at(-1),
    "| 1 |",
  );
  assertEquals(links.definitions(), "");
});
