import { assertEquals } from "@std/assert";
import { joinedText } from "../../../reports/text/joined_text.ts";

Deno.test("joinedText() leaves out what is unknown", () => {
  assertEquals(joinedText(["a", undefined, false, null, "", "b"], "; "), "a; b");
  assertEquals(joinedText([undefined], "; "), "");
});
