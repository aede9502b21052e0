// The figures of the pages are those of the records beside them.

import { assert, assertEquals } from "@std/assert";
import { parseRecords } from "../../bench/record/record_reader.ts";
import type { MedianInterval } from "../../bench/samples/statistics.ts";
import { findModel } from "../../models/catalog.ts";
import { intervalText } from "../support/interval_text.ts";
import { sourceFiles, sourceText } from "../support/source_files.ts";
import { engineRatios } from "../bench/engine_ratios.ts";
import { pytorchTable } from "../bench/pytorch_table.ts";
import { translationTable } from "../bench/translation_table.ts";
import { roundTable } from "../models/rewrite/round_table.ts";

/** What prints a table, by how a page calls it; some over a row that the call names. */
const TABLES: Readonly<Record<string, (text: string, base?: string) => string>> = {
  "tests/bench/engine_ratios.ts": engineRatios,
  "tests/bench/pytorch_table.ts": pytorchTable,
  "tests/bench/translation_table.ts": translationTable,
  "tests/models/rewrite/leave_one_out.ts table": roundTable,
};

const RECORDS = "docs/measurements/";
const PAGES = await Promise.all(
  (await Array.fromAsync(sourceFiles("docs", ".md"))).map(async (path) => ({
    path,
    text: await sourceText(path),
  })),
);

/** Rows of the tables of a text, however they are padded. */
function rowsOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^\| (?!-)/.test(line))
    .map((line) => line.replaceAll(/ *\| */g, "|"));
}

/** A call that prints a table of records, and the table that a page has below it. */
const PRINTED = new RegExp(
  `(tests/\\S+\\.ts(?: table)?) (${RECORDS}\\S+\\.jsonl)(?: \\\\\n  "([^"]+)")?\n\`\`\`\n\n((?:\\|.*\n)+)`,
  "g",
);

Deno.test("a table of docs/ below its command is what that prints of the kept records", async () => {
  let rowCount = 0;
  for (const { path, text } of PAGES) {
    for (const [, program = "", file = "", base, table = ""] of text.matchAll(PRINTED)) {
      const rows = rowsOf(TABLES[program]?.(await sourceText(file), base) ?? "");
      assertEquals(rowsOf(table), rows, `${path}: ${program} ${file}`);
      rowCount += rows.length;
    }
  }
  assert(rowCount > 150, `${rowCount} rows`);
});

Deno.test("docs/measurements.md has of the sample what its timings say", async () => {
  const text = await sourceText("docs/measurements.md");
  const [path = ""] = /reports\/samples\/[\w-]+\.jsonl/.exec(text) ?? [];
  const { records } = parseRecords(await sourceText(path));
  const percent = ({ median, low, high }: MedianInterval) => ({
    median: 100 * median,
    low: low && 100 * low,
    high: high && 100 * high,
  });
  const told = records.flatMap((record) => {
    if (record.kind !== "timing" || record.graph !== "fast") return [];
    const { overPlain, roofline } = record;
    if (!overPlain || !roofline) return [];
    const share = intervalText(percent(roofline.matrixShare), 0);
    const name = findModel(record.model).method.replace("*", "\\*");
    return [`|${name}|${intervalText(overPlain, 2)}|${share}|`];
  });
  const rows = rowsOf(text).map((row) => row.split("|").slice(0, 4).join("|") + "|");
  assertEquals(told.filter((row) => !rows.includes(row)), []);
  assertEquals(told.length, 9);
});

Deno.test("docs/measurements/files.md has of every file the counts that are kept", async () => {
  const rows = rowsOf(await sourceText("docs/measurements/files.md"));
  const lines = (await sourceText("docs/measurements/files.jsonl")).trim().split("\n");
  const missing = lines.map((line) => JSON.parse(line)).filter((kept) => {
    const [low, high] = [kept.macs, kept.macs_max].map((macs) => macs.toLocaleString("en-US"));
    const macs = kept.nodes_not_counted > 0 ? `${low}+` : low === high ? low : `${low} to ${high}`;
    const nodes = [kept.nodes_counted, kept.nodes_free, kept.nodes_not_counted].join(" / ");
    const name = `|${kept.file}|${kept.package} ${kept.version}|`;
    const counts = `${kept.params.toLocaleString("en-US")}|${macs}|${nodes}|`;
    return !rows.some((row) => row.startsWith(name + counts));
  });
  assertEquals(missing.map(({ file }) => file), []);
  assertEquals(lines.length, 25);
});

Deno.test("all records of docs/measurements/ are named on a page", async () => {
  const pages = PAGES.map(({ text }) => text).join("\n");
  const files = await Array.fromAsync(sourceFiles(RECORDS, ".jsonl"));
  assert(files.length > 10, `${files.length} files`);
  const isNamed = (path: string) =>
    pages.includes(path) || pages.includes(`](${path.slice(RECORDS.length)})`);
  assertEquals(files.filter((path) => !isNamed(path)), []);
});
