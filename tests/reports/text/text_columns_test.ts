import { assertEquals } from "@std/assert";
import stringWidth from "string-width";
import { textColumns } from "../../../reports/text/text_columns.ts";

Deno.test("textColumns() gives letters one column, wide ones two, and what is not seen none", () => {
  const texts = ["", "DS-Net-T*", "~ |", "é", "e\u0301", "漢字", "👍", "\u001b[1mbold\u001b[0m"];
  assertEquals(texts.map(textColumns), [0, 9, 3, 1, 1, 4, 2, 4]);
  assertEquals(texts.map(textColumns), texts.map((text) => stringWidth(text)));
});
