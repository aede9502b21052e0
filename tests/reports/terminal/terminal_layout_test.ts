import { assertEquals } from "@std/assert";
import { fittedTable, fittingColumns } from "../../../reports/terminal/terminal_layout.ts";

const TABLE = {
  header: ["Method", "Remarks", "Throughput (images/s)"],
  align: ["left", "left", "right"],
  rows: [["DeiT-S", "", "128 (127 to 129)"], ["DS-Net", "out of memory while loading", "7.0"]],
} as const;

Deno.test("fittedTable() wraps headings and texts to a width", () => {
  assertEquals(
    fittedTable(TABLE, 46).lines,
    [
      "                                   Throughput",
      "Method  Remarks                    (images/s)",
      "──────  ────────────────────  ────────────────",
      "DeiT-S                        128 (127 to 129)",
      "DS-Net  out of memory while                7.0",
      "        loading",
    ].map((line, index) => index < 2 ? line.replace(/ +(?=\S+$)/, (gap) => gap + " ") : line),
  );
});

Deno.test("fittedTable() leaves out what does not fit, figures last", () => {
  const { lines, leftOut } = fittedTable(
    { ...TABLE, header: ["Method", "Graph", "Remarks"], align: ["left", "left", "left"] },
    30,
  );
  assertEquals(leftOut, ["Remarks"]);
  assertEquals(Math.max(...lines.map((line) => line.length)) <= 30, true);
  const wide = {
    header: ["a", "b", "words", "n"],
    align: ["left", "left", "left", "right"],
  } as const;
  const rows = [["a", "b", "some words that are long", "1234"]];
  assertEquals(fittedTable({ ...wide, rows }, 14).leftOut, ["words"]);
});

Deno.test("fittedTable() breaks a word that is longer than its column", () => {
  const table = {
    header: ["a", "b"],
    align: ["left", "left"],
    rows: [["x", "y".repeat(40)]],
  } as const;
  assertEquals(fittedTable(table, 60).lines[2], `x  ${"y".repeat(40)}`);
});

Deno.test("fittingColumns() takes those that matter most, and keeps their order", () => {
  assertEquals(fittingColumns(TABLE, [0, 2, 1], 30), [0, 2]);
  assertEquals(fittingColumns(TABLE, [0, 2, 1], 46), [0, 1, 2]);
});
