import { assertEquals, assertThrows } from "@std/assert";
import { csvRows } from "../../../reports/text/csv_rows.ts";

Deno.test("csvRows() names the line on which each row begins", () => {
  assertEquals(csvRows('\uFEFFa,b\r\n\r\n"1\n""x""",2\r\n3,4', "test"), {
    header: ["a", "b"],
    rows: [
      { line: 3, cells: ['1\n"x"', "2"] },
      { line: 5, cells: ["3", "4"] },
    ],
  });
});

Deno.test("csvRows() refuses text without a header", () => {
  assertThrows(
    () => csvRows("\n", "test"),
    SyntaxError,
    "Cannot read test as the text is empty: pass CSV with a header line",
  );
});

Deno.test("csvRows() refuses rows of another length", () => {
  assertThrows(
    () => csvRows("a,b\n1,2\n1,2,3\n", "test"),
    SyntaxError,
    "Cannot read test as every row must have 2 cells: line 3 has 3, check its commas and quotes",
  );
});

Deno.test("csvRows() refuses a column that is there twice", () => {
  assertThrows(
    () => csvRows("a,b,a\n", "test"),
    SyntaxError,
    'Cannot read test as columns must differ: "a" is there twice, rename one',
  );
});

Deno.test("csvRows() refuses a quote that is not closed", () => {
  assertThrows(() => csvRows('a\n"1\n', "test"), SyntaxError);
});
