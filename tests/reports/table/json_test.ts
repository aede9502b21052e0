import { assertEquals, assertThrows } from "@std/assert";
import { COLUMNS } from "../../../reports/row/columns.ts";
import { tableJson } from "../../../reports/table/json.ts";
import { paperTable } from "../../../reports/table/paper_table.ts";
import { METHODS, RECORDS, RUN, timing } from "../fixtures/fixed_records.ts";
import { FIGURES } from "../fixtures/published_fixture.ts";

Deno.test("tableJson() has every column in every row and null for unknown", () => {
  const rows = JSON.parse(tableJson(paperTable(RECORDS, FIGURES, METHODS)));
  for (const row of rows) assertEquals(Object.keys(row), COLUMNS.map((column) => column.key));
  assertEquals(rows[1].macs, 3_546_689_472);
  assertEquals(rows[1].flops, 7_093_378_944);
  assertEquals(rows[1].params_m_published, 23);
  assertEquals(rows[1].steady, true);
  assertEquals(rows[2].steady, null);
  assertEquals(rows[2].throughput_img_s, null);
});

Deno.test("tableJson() refuses numbers that are not finite", () => {
  const [row] = paperTable([RUN, timing("deit-s", 128, 1)], FIGURES, METHODS).rows;
  if (row === undefined) throw new Error("Cannot find a row");
  const broken = { rows: [{ ...row, throughput_img_s: { value: NaN, text: "" } }] };
  assertThrows(
    () => tableJson(broken),
    RangeError,
    'Cannot write the table as "throughput_img_s" of row 1 must be finite: got NaN, ' +
      "leave an unknown value undefined",
  );
});

Deno.test("tableJson() writes an empty table as an empty array", () => {
  assertEquals(tableJson(paperTable([], FIGURES, METHODS)), "[]\n");
});
