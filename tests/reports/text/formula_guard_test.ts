import { assertEquals } from "@std/assert";
import { assert as check, constantFrom, property, string } from "fast-check";
import { guarded, unguarded } from "../../../reports/text/formula_guard.ts";

Deno.test("guarded() puts an apostrophe before what a spreadsheet would run", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1"]) {
    assertEquals(guarded(text), `'${text}`);
  }
  for (const text of ["", "a=b", "'quoted'", "DS-Net-T*"]) assertEquals(guarded(text), text);
});

Deno.test("unguarded() gives back every text", () => {
  const unit = string({ unit: "grapheme", maxLength: 6 });
  const risky = string({ unit: constantFrom(..."'=+-@\t\ra"), maxLength: 6 });
  check(property(unit, (text) => unguarded(guarded(text)) === text));
  check(property(risky, (text) => unguarded(guarded(text)) === text));
});
