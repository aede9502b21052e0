import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isPattern, matchesPattern } from "../../models/pattern.ts";

Deno.test("matchesPattern() wants the whole id", () => {
  const fits = (pattern: string) => matchesPattern("resnet50", pattern);
  const patterns = [
    "resnet50",
    "res*",
    "*50",
    "*net*",
    "r*s*t*0",
    "resnet??",
    "*?",
    "resnet50*",
    "**",
  ];
  for (const pattern of patterns) {
    assertEquals(fits(pattern), true, pattern);
  }
  for (const pattern of ["", "resnet", "net*", "*5", "resnet???", "resnet50?", "r*x*0"]) {
    assertEquals(fits(pattern), false, pattern);
  }
  assertEquals([matchesPattern("", "*"), matchesPattern("", "?")], [true, false]);
});

Deno.test("matchesPattern() does as a regular expression of the same meaning", () => {
  const letters = (characters: string) =>
    fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((list) => list.join(""));
  fc.assert(fc.property(letters("ab-"), letters("ab-*?"), (id, pattern) => {
    const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
    assertEquals(matchesPattern(id, pattern), new RegExp(`^${source}$`).test(id));
  }));
});

Deno.test("matchesPattern() takes no time for many stars", () => {
  assert(!matchesPattern("a".repeat(2000), `${"*a".repeat(2000)}b`));
});

Deno.test("isPattern() looks for stars and question marks", () => {
  assertEquals(["a*", "?", "a-b/c.d"].map(isPattern), [true, true, false]);
});
