import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { byName, listOf } from "../../../bench/record/unbounded.ts";

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

const ELEMENT = z.object({ a: z.int() });

function said(schema: z.ZodType, input: unknown) {
  return schema.safeParse(input).error?.issues.map(({ path, code, message }) => ({
    path,
    code,
    message,
  }));
}

Deno.test("listOf() reads and refuses what z.array() does, however long", () => {
  const elements = (count: number) =>
    Array.from({ length: count }, (_, a) => ({ a, b: "left out" }));
  assertEquals(listOf(ELEMENT).parse(elements(250)), z.array(ELEMENT).parse(elements(250)));
  const [bounded, plain] = [
    listOf(ELEMENT, { least: 1, most: 3 }),
    z.array(ELEMENT).min(1).max(3),
  ];
  for (const input of [undefined, null, {}, [], elements(4), [{ a: 1 }, {}], [{ a: 1.5 }, 5]]) {
    assertEquals(said(bounded, input), said(plain, input), JSON.stringify(input));
  }
});

Deno.test("listOf() says where a fault is, and leaves alone what follows its piece", () => {
  const wrong = Array(1000).fill("x");
  const issues = said(listOf(z.int()), [...Array(230).fill(1), ...wrong]) ?? [];
  assertEquals([issues[0]?.path, issues.at(-1)?.path], [[230], [299]]);
  // z.array() of z.array() throws RangeError here.
  const nested = said(listOf(listOf(z.int())), [Array(1e6).fill("x")]) ?? [];
  assert(nested.length <= 100);
  assertEquals(nested[0]?.path, [0, 0]);
});
