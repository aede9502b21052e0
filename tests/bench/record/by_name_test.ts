import { assertEquals } from "@std/assert";
import { z } from "zod";
import { byName } from "../../../bench/record/by_name.ts";

const TABLE = byName(z.int());

Deno.test("byName() keeps every name and has none that was not given", () => {
  const table = TABLE.parse(JSON.parse('{"__proto__": 5, "toString": 3, "Conv": 1}'));
  assertEquals(Object.entries(table), [["__proto__", 5], ["toString", 3], ["Conv", 1]]);
  assertEquals([table["__proto__"], table["toString"], table["constructor"]], [5, 3, undefined]);
  assertEquals(JSON.stringify(table), '{"__proto__":5,"toString":3,"Conv":1}');
});

Deno.test("byName() says which name has a value that is none", () => {
  const said = (input: unknown) => TABLE.safeParse(input).error?.issues;
  const [issue, ...others] = said(JSON.parse('{"a": 1, "__proto__": 1.5, "b": "x"}')) ?? [];
  assertEquals([issue?.path, issue?.message, others.length], [
    ["__proto__"],
    "Invalid input: expected int, received number",
    0,
  ]);
  for (const input of [null, [], "text", 5]) {
    assertEquals(said(input)?.map(({ message }) => message), ["Invalid input: expected object"]);
  }
});
