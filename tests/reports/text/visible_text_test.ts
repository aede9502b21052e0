import { assertEquals } from "@std/assert";
import { assert as check, constantFrom, property, string } from "fast-check";
import { visibleLine, visibleText } from "../../../reports/text/visible_text.ts";

Deno.test("visibleText() shows terminal escapes, other controls and marks of direction", () => {
  assertEquals(visibleText("a\x1b[31mb\x07\x7f\x9b2J"), "a␛[31mb␇␡�2J");
  assertEquals(visibleText("dsnet\u202etxt\u2066\u200f\u061c"), "dsnet�txt���");
  assertEquals(visibleText("50 %\rover"), "50 %␍over");
  assertEquals(visibleText("a\u2028b\u0085c"), "a�b�c");
});

Deno.test("visibleText() leaves line ends, tabs and other scripts as they are", () => {
  const text = "| 模型 é |\tx\r\n::\u200d\ny: :: z\n\n";
  assertEquals(visibleText(text), text.replace("\n::", "\n: :"));
});

Deno.test("visibleText() gives no CI system an order", () => {
  assertEquals(visibleText("::error::x"), ": :error::x");
  assertEquals(visibleText("a,b\r\n \t::add-mask::x\n"), "a,b\r\n \t: :add-mask::x\n");
  assertEquals(visibleText("\u00a0::stop-commands::t"), "\u00a0: :stop-commands::t");
  assertEquals(
    visibleText("a ##[error]b ##vso[task.setvariable]c ##teamcity[x]"),
    "a ## [error]b ## vso[task.setvariable]c ## teamcity[x]",
  );
});

Deno.test("visibleLine() stays on one line", () => {
  assertEquals(visibleLine("a\r\n::error::b\n\nc\rd\u2028e"), "a ::error::b c d e");
  assertEquals(visibleLine("\n::error::b"), " : :error::b");
});

Deno.test("visibleText() gives nothing that it would change again, whatever it is given", () => {
  const risky = string({ unit: constantFrom(...":#[ \n\r\x1b\u202e\u2028a") });
  check(property(risky, (text) => {
    const shown = visibleText(text);
    assertEquals(visibleText(shown), shown);
    assertEquals(shown.split("\n").filter((line) => line.trimStart().startsWith("::")), []);
  }));
});
