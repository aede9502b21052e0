import { assertEquals } from "@std/assert";
import { paperTable } from "../../reports/paper_table.ts";
import { shownColumns } from "../../reports/table.ts";
import { METHODS, RECORDS, RUN, timing } from "./fixed_records.ts";

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
