import { assertEquals } from "@std/assert";
import { markup } from "../../../reports/html/html.ts";
import { rowsTable } from "../../../reports/html/rows_table.ts";
import { plainGrid } from "../../../reports/table/grid.ts";
import { shownColumns } from "../../../reports/table/table.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { failure, METHODS, RECORDS } from "../fixtures/fixed_records.ts";

Deno.test("rowsTable() draws a line where the family changes, and none above the first row", () => {
  const { rows } = paperTable(RECORDS, [], METHODS);
  const grid = plainGrid({ rows, places: [...rows.keys()] }, shownColumns(rows));
  const linesOf = (families: readonly string[]) =>
    [
      ...markup(
        rowsTable({ number: 1, caption: "", grid, familyOf: (place) => families[place] ?? "" }),
      )
        .matchAll(/<tr( class="family")?><th scope="row"/g),
    ].map(([, line]) => line !== undefined);
  assertEquals(linesOf(["DeiT", "DS-Net", "DS-Net"]), [false, true, false]);
  assertEquals(linesOf(["DeiT", "DeiT", "DeiT"]), [false, false, false]);
});

Deno.test("rowsTable() gives a long cell a width of its own", () => {
  const { rows } = paperTable([...RECORDS, failure("deit-s", "x".repeat(60))], [], METHODS);
  const grid = plainGrid({ rows, places: [...rows.keys()] }, shownColumns(rows));
  const text = markup(rowsTable({ number: 1, caption: "", grid, familyOf: () => "" }));
  assertEquals([...text.matchAll(/ class="[a-z ]*long"/g)].length, 1);
});
