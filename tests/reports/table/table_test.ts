import { assertEquals } from "@std/assert";
import { type RunRecord, runSchema } from "../../../bench/record/record.ts";
import { conditionsKey } from "../../../reports/records/run_conditions.ts";
import { tableJson } from "../../../reports/table/table_data.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { rowsByMachine, shownColumns } from "../../../reports/table/table.ts";
import { failure, METHODS, RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";

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

Deno.test("shownColumns() has what tells rows apart at the start, and remarks at the end", () => {
  const run = { ...RUN, settings: { ...RUN.settings, graphs: ["plain", "fast"] } };
  const fast = { ...timing("deit-s", 128, 1), graph: "fast" } as const;
  const { rows } = paperTable([run, fast, failure("dsnet-b", "torn")], [], METHODS);
  const keys = shownColumns(rows).map(({ key }) => key);
  assertEquals([keys.slice(0, 2), keys.at(-1)], [["method", "graph"], "failure"]);
});

Deno.test("shownColumns() takes what is not known of a row for no difference", () => {
  const run = { ...RUN, settings: { ...RUN.settings, device: "auto" } };
  const timed = { ...timing("deit-s", 128, 1), deviceRequested: "auto" };
  const { rows } = paperTable([run, timed, failure("dsnet-b", "torn")], [], METHODS);
  assertEquals(rows.map(({ device }) => device.text), ["cpu", "", ""]);
  assertEquals(shownColumns(rows).some(({ key }) => key === "device"), false);
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

Deno.test("shownColumns() tell rows of unlike conditions apart, in files for machines too", async () => {
  const isUnlike = (run: RunRecord) => conditionsKey(run) !== conditionsKey(RUN);
  const told = await fieldsThat(variationsOf(runSchema, RUN), (changed) => {
    if (!isUnlike(changed)) return false;
    const table = paperTable([RUN, { ...changed, runId: "other" }], [], METHODS);
    const rows = table.rows.filter(({ model }) => model.value === "deit-s");
    const columns = shownColumns(rows);
    const seen = rows.map((row) => columns.map(({ key }) => row[key].text).join());
    const read = tableJson({ ...table, rows });
    const lines = JSON.parse(read).map((row: object) =>
      JSON.stringify({ ...row, run_id: null, anchor: null })
    );
    return new Set(seen).size === 2 && new Set(lines).size === 2;
  });
  const unlike = await fieldsThat(variationsOf(runSchema, RUN), isUnlike);
  assertEquals(told, unlike);
});
