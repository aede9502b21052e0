import { assertEquals } from "@std/assert";
import { paperTable } from "../fixtures/paper_table.ts";
import { rowsByMachine, shownColumns } from "../../../reports/table/table.ts";
import { METHODS, RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";

function shownKeys(records: Parameters<typeof paperTable>[0]) {
  const keys = shownColumns(paperTable(records, [], METHODS).rows).map((column) => column.key);
  const rare: readonly string[] = ["size", "batch", "threads", "machine", "failure"];
  return keys.filter((key) => rare.includes(key));
}

Deno.test("shownColumns() shows a condition only where rows differ in it", () => {
  const other = { ...RUN, runId: "run-2", settings: { ...RUN.settings, batch: 1 } };
  const timed = [...RECORDS, timing("dsnet-b", 32, 0.25)];
  assertEquals(shownKeys(timed), []);
  assertEquals(shownKeys([...timed, other]), ["batch", "failure"]);
});

Deno.test("shownColumns() shows remarks only where there are any", () => {
  assertEquals(shownKeys(RECORDS), ["failure"]);
});

Deno.test("shownColumns() leaves out what no row knows", () => {
  const keys = shownColumns(paperTable(RECORDS, [], METHODS).rows).map((column) => column.key);
  assertEquals(keys, [
    "method",
    "params",
    "macs",
    "throughput_img_s",
    "relative_throughput",
    "failure",
  ]);
});

Deno.test("rowsByMachine() puts rates of unlike machines into tables of their own", () => {
  const other = { ...RUN, runId: "run-2", machine: "ffff" };
  const rows = paperTable(
    [...RECORDS, other, { ...timing("deit-s", 1, 1), runId: "run-2" }],
    [],
    METHODS,
  ).rows;
  const machines = rowsByMachine(rows);
  assertEquals(machines.map(({ machine }) => machine), ["0a1b2c3d4e5f", "ffff"]);
  assertEquals(machines.map(({ places }) => places), [[0, 1, 2], [3, 4, 5]]);
  for (const own of machines) {
    assertEquals(shownColumns(own.rows).some(({ key }) => key === "machine"), false);
  }
});
