// What the documentation of @std/csv promises of parse and stringify, as far as this project uses them.
// The same tests pass on the published package.

import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/csv";

Deno.test("parse() reads quoted fields, and rows that differ in length", () => {
  assertEquals(parse('a,"b,""c""",\n"d\ne"'), [["a", 'b,"c"', ""], ["d\ne"]]);
});

Deno.test("parse() skips blank lines and a byte-order mark, and takes both line ends", () => {
  assertEquals(parse("\uFEFFa,b\r\n\n\r\n1,2\n"), [["a", "b"], ["1", "2"]]);
  assertEquals(parse(""), []);
});

Deno.test("parse() refuses a quote that is not closed or stands where it may not", () => {
  assertThrows(() => parse('a,"b'), SyntaxError);
  assertThrows(() => parse('a"b,c'), SyntaxError);
});

Deno.test("stringify() ends rows in CRLF and quotes what needs it", () => {
  assertEquals(stringify([["a", "b,c", 'd"e'], ["f\ng"]]), 'a,"b,c","d""e"\r\n"f\ng"\r\n');
});

Deno.test("stringify() writes numbers and booleans as they are and nothing for the unknown", () => {
  assertEquals(
    stringify([[1.5, 2n ** 60n, true, null, undefined]]),
    "1.5,1152921504606846976,true,,\r\n",
  );
  assertEquals(stringify([]), "");
});
