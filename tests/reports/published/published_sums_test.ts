// Published figures against sums that were made apart from them: published/sums.csv has, for each
// source and column, what the source's own cells add up to. A digit that is mistyped changes the sum,
// two rows that change places the weighted sum, a zero that is added the number of decimals.

import { assert, assertEquals } from "@std/assert";
import { parse } from "csv-parse/sync";
import { packNames } from "../../../cli/options/published_figures.ts";
import { namedColumn } from "../../../reports/published/reading/column_names.ts";
import { publishedText } from "../fixtures/published_fixture.ts";

const FIGURE_FILES = packNames();
const COLUMNS = [
  "params_m",
  "flops_g",
  "throughput_img_s",
  "top1",
  "top5",
  "ap_box",
  "ap_mask",
] as const;
/** As many as the longest figure has. */
const SUM_DECIMALS = 6;

/** Rows by the names of their columns, ours where a header means one of them. */
async function namedRows(file: string): Promise<readonly Readonly<Record<string, string>>[]> {
  return parse<Readonly<Record<string, string>>>(await publishedText(file), {
    columns: (header: readonly string[]) => header.map((name) => namedColumn(name)?.column ?? name),
  });
}

function decimalsOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

/** A decimal number in millionths, exactly. */
function millionths(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(SUM_DECIMALS, "0"));
}

/** What the cells of a column add up to, in millionths, and each times its row's number. */
function sumsOf(cells: readonly string[]) {
  const filled = [...cells.entries()].filter(([, text]) => text !== "");
  const sum = (part: (row: number, text: string) => bigint) =>
    filled.reduce((total, [i, text]) => total + part(i + 1, text), 0n);
  return {
    rows: filled.length,
    decimals: filled.reduce((total, [, text]) => total + decimalsOf(text), 0),
    sum: sum((_, text) => millionths(text)),
    weightedSum: sum((row, text) => BigInt(row) * millionths(text)),
  };
}

Deno.test("published figures add up to the sums of their sources", async () => {
  const ours = new Map<string, ReturnType<typeof sumsOf>>();
  for (const file of FIGURE_FILES) {
    const bySource = Map.groupBy(await namedRows(file), ({ source }) => source);
    for (const [source, rows] of bySource) {
      for (const column of COLUMNS) {
        const sums = sumsOf(rows.map((row) => row[column] ?? ""));
        if (sums.rows > 0) ours.set(`${file}: ${source}: ${column}`, sums);
      }
    }
  }
  const theirs = (await namedRows("sums.csv")).map((row) =>
    [`${row["file"]}: ${row["source"]}: ${row["column"]}`, {
      rows: Number(row["rows"]),
      decimals: Number(row["decimals"]),
      sum: millionths(row["sum"] ?? ""),
      weightedSum: millionths(row["weighted_sum"] ?? ""),
    }] as const
  );
  assertEquals(theirs.length, ours.size, "as many sums as sources have columns");
  for (const [place, sums] of theirs) assertEquals(ours.get(place), sums, place);
});

Deno.test("published/sums.csv says of each sum what it was read from", async () => {
  const read = (await namedRows("sums.csv")).map((row) => row["read"]);
  assert(read.every((from) => from === "source" || from === "table"));
  // Only papers, and a few columns of documentation pages, could not be read a second time
  assertEquals(read.filter((from) => from === "table").length, 15);
});
