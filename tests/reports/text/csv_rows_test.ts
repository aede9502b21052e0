import { assertEquals, assertThrows } from "@std/assert";
import { csvRows } from "../../../reports/text/csv_rows.ts";

function rowsOf(text: string) {
  return csvRows(text, "test", ["a", "b"]);
}

Deno.test("csvRows() names the line on which each row begins", () => {
  assertEquals(rowsOf('\uFEFFa,b\r\n\r\n"1\r\n""x""",2\r\n3,4'), [
    { line: 3, cells: { a: '1\n"x"', b: "2" } },
    { line: 5, cells: { a: "3", b: "4" } },
  ]);
});

Deno.test("csvRows() takes the columns in any order", () => {
  assertEquals(rowsOf("b,a\n1,2\n"), [{ line: 2, cells: { a: "2", b: "1" } }]);
});

Deno.test("csvRows() refuses columns that it does not know or misses", () => {
  const expected = "Cannot read test as the columns must be a, b: ";
  assertThrows(() => rowsOf("a\n1\n"), SyntaxError, `${expected}"b" is missing`);
  assertThrows(() => rowsOf("a,b,__proto__\n"), SyntaxError, `${expected}"__proto__" is unknown`);
  assertThrows(() => rowsOf("\n"), SyntaxError, `${expected}"a" is missing`);
});

Deno.test("csvRows() refuses rows of another length", () => {
  assertThrows(
    () => rowsOf("a,b\n1,2\n1,2,3\n"),
    SyntaxError,
    "Cannot read test as every row must have 2 cells: line 3 has 3, check its commas and quotes",
  );
});

Deno.test("csvRows() refuses a column that is there twice", () => {
  assertThrows(
    () => rowsOf("a,b,a\n"),
    SyntaxError,
    'Cannot read test as columns must differ: "a" is there twice, rename one',
  );
});

Deno.test("csvRows() refuses a quote that is not closed", () => {
  assertThrows(() => rowsOf('a,b\n"1,2\n'), SyntaxError, "Cannot read test as it is no CSV: Quote");
});

Deno.test("csvRows() reads what a spreadsheet wrote: a byte-order mark, and lines that end in CRLF", () => {
  const rows = csvRows('\uFEFFa,b\r\n1,"2\r\n3"\r\n\r\n4,5\r\n', "t", ["a", "b"]);
  assertEquals(rows, [
    { line: 2, cells: { a: "1", b: "2\n3" } },
    { line: 5, cells: { a: "4", b: "5" } },
  ]);
});
