import { assertEquals } from "@std/assert";
import { csvLine } from "../../../reports/text/csv_line.ts";

Deno.test("csvLine() quotes only cells that need it", () => {
  assertEquals(csvLine(["a", "b,c", 'd"e', "f\ng"]), 'a,"b,c","d""e","f\ng"\r\n');
});

Deno.test("csvLine() quotes a lone CR, which is a line end for RFC 4180 readers", () => {
  assertEquals(csvLine(["a\rb"]), '"a\rb"\r\n');
});

Deno.test("csvLine() writes numbers exactly and never guards them", () => {
  assertEquals(csvLine([17_563_828_224, -0.5, 1e-7, 0, -0]), "17563828224,-0.5,1e-7,0,0\r\n");
});

Deno.test("csvLine() guards text and leaves the unknown empty", () => {
  assertEquals(csvLine(["=1", "-1", null, undefined, true]), "'=1,'-1,,,true\r\n");
});
