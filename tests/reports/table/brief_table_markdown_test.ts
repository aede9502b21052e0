import { assertEquals, assertStringIncludes } from "@std/assert";
import { briefTableMarkdown } from "../../../reports/table/brief_table_markdown.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { terminalText } from "../../../reports/terminal/terminal_text.ts";
import { engineRecords, THREE_ENGINES } from "../fixtures/engine_records.ts";
import { failure, METHODS, RECORDS } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

const TABLE = paperTable(RECORDS, FIGURES, METHODS);

function headerAt(width: number): readonly string[] {
  const line = briefTableMarkdown(TABLE, width).split("\n").find((each) => each.startsWith("|"));
  return (line ?? "").split("|").map((cell) => cell.trim()).filter((cell) => cell !== "");
}

Deno.test("briefTableMarkdown() has the paper's columns first, the others as they fit", () => {
  const paper = ["Method", "Params (M)", "FLOPs (G)", "Throughput (images/s)"];
  assertEquals(headerAt(60), [...paper, "Top-1 (%) published"]);
  assertEquals(headerAt(80), [...paper, "Relative throughput", "Top-1 (%) published"]);
  assertEquals(headerAt(400).includes("Top-5 (%) published"), true);
});

Deno.test("briefTableMarkdown() keeps what tells rows apart, and the rates, however narrow", () => {
  const graphs = RECORDS.map((record) =>
    record.kind === "timing" ? { ...record, graph: "fast" } as const : record
  );
  const [run] = RECORDS;
  const both = { ...run, settings: { ...run.settings, graphs: ["plain", "fast"] } } as const;
  const table = paperTable([both, ...RECORDS.slice(1), ...graphs.slice(1)], FIGURES, METHODS);
  const head = briefTableMarkdown(table, 42).split("\n").find((line) => line.startsWith("|"));
  const cells = (head ?? "").split("|").map((cell) => cell.trim()).filter((cell) => cell !== "");
  assertEquals(cells, ["Method", "Graph", "Throughput (images/s)"]);
});

Deno.test("briefTableMarkdown() fits 40 columns and more, and says what is left out", () => {
  for (const width of [40, 60, 80, 132, 200]) {
    const lines = terminalText(briefTableMarkdown(TABLE, width), width).split("\n");
    const isAddress = (line: string) => line.includes("https://");
    const longest = Math.max(
      ...lines.filter((line) => !isAddress(line)).map(({ length }) => length),
    );
    assertEquals([width, longest <= width], [width, true]);
  }
  assertStringIncludes(briefTableMarkdown(TABLE, 80), "Too wide for this terminal: Params");
});

Deno.test("briefTableMarkdown() has remarks below, whole, and the footnotes of what it shows", () => {
  const reason = `${"a long reason ".repeat(20)}with an end`;
  const table = paperTable([...RECORDS, failure("dsnet-b", reason)], FIGURES, METHODS);
  const text = briefTableMarkdown(table, 80);
  assertStringIncludes(text, `- DS-Net-B: load: ${reason}\n`);
  assertEquals(/Verdict:|Of the matrix ceiling:|\(c\)/.test(text), false);
  assertStringIncludes(text, "FLOPs (G) are multiply-adds / 1e9");
  assertStringIncludes(text, "- (a) DeiT paper Table 5");
});

Deno.test("briefTableMarkdown() has a table for each engine, what is its own first, as many as fit", () => {
  const text = briefTableMarkdown(paperTable(engineRecords(THREE_ENGINES), FIGURES, METHODS), 90);
  const headings = text.split("\n").filter((line) => line.startsWith("### "));
  assertEquals(headings, [
    "### PyTorch (compile)",
    "### ONNX Runtime",
    "### OpenVINO, hint=latency",
  ]);
  const heads = text.split("\n").filter((line) => line.startsWith("| Method"))
    .map((line) => line.split("|").map((cell) => cell.trim()).filter((cell) => cell !== ""));
  const own = ["Method", "Throughput (images/s)", "Relative throughput"];
  assertEquals(heads[0]?.slice(0, 4), [...own, "Over ONNX Runtime"]);
  assertEquals(heads[1]?.slice(0, 4), [...own, "Relative published"]);
  const remark = "- DS-Net-T\\*: load: outputs disagree with the plain graph by 3.1e-2";
  assertEquals(text.includes(remark.replace("DS-Net-T\\*", "dsnet-t-aligned")), true);
  const lines = terminalText(text, 90).split("\n").filter((line) => !line.includes("https://"));
  assertEquals(Math.max(...lines.map(({ length }) => length)) <= 90, true);
});
