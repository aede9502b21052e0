import { assertEquals } from "@std/assert";
import { chartGroups } from "../../../reports/row/chart_rows.ts";
import { paperReport } from "../../../reports/table/paper_table.ts";
import { METHODS, RUN } from "../fixtures/fixed_records.ts";

Deno.test("chartGroups() says in what their runs differ", () => {
  const { settings } = RUN;
  const runs = [
    RUN,
    { ...RUN, machine: "ffff" },
    { ...RUN, settings: { ...settings, input: "resident" as const } },
    { ...RUN, settings: { ...settings, rewrites: ["fold"] } },
  ];
  const records = runs.map((run, index) => ({ ...run, runId: `run ${index}` }));
  const conditionsOf = (some: typeof records) =>
    chartGroups(paperReport(some, [], METHODS).sources, []).map(({ conditions }) => conditions);
  const all = conditionsOf(records);
  assertEquals(new Set(all).size, 4);
  assertEquals(all.at(-1)?.endsWith("input copied, rewrites fold"), true);
  assertEquals(
    conditionsOf(records.slice(0, 1)).map((text) => /machine|input|rewrites/.test(text)),
    [
      false,
    ],
  );
});
