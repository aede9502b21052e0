// What the documentation of @std/assert promises. The same tests pass on the published package, so
// they look at verdicts, not at the wording of messages. node:assert checks the checkers.

import { doesNotThrow, rejects, strictEqual, throws } from "node:assert/strict";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertGreater,
  assertGreaterOrEqual,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
} from "@std/assert";

function passes(assertion: () => void): void {
  doesNotThrow(assertion);
}

function fails(assertion: () => void, text = ""): void {
  throws(assertion, (error) => error instanceof AssertionError && error.message.includes(text));
}

function isEqual(a: unknown, b: unknown): void {
  passes(() => assertEquals(a, b));
  passes(() => assertEquals(b, a));
  fails(() => assertNotEquals(a, b));
}

function isDifferent(a: unknown, b: unknown): void {
  fails(() => assertEquals(a, b));
  fails(() => assertEquals(b, a));
  passes(() => assertNotEquals(a, b));
}

Deno.test("assert() passes truthy values only", () => {
  passes(() => assert("x"));
  fails(() => assert(0));
  fails(() => assert("", "no name"), "no name");
});

Deno.test("assert() narrows types", () => {
  const value: string | undefined = ["x"][0];
  assert(value !== undefined);
  const narrowed: string = value;
  strictEqual(narrowed, "x");
});

Deno.test("AssertionError carries name, message and cause", () => {
  const error = new AssertionError("foo", { cause: "bar" });

  strictEqual(error instanceof Error, true);
  strictEqual(error.name, "AssertionError");
  strictEqual(error.message, "foo");
  strictEqual(error.cause, "bar");
});

Deno.test("assertEquals() compares primitives", () => {
  isEqual("a", "a");
  isEqual(NaN, NaN);
  isEqual(0, -0);
  isEqual(1n, 1n);
  isDifferent(1, "1");
  isDifferent(1, 1n);
  isDifferent(null, undefined);
  isDifferent(0, false);
});

Deno.test("assertEquals() compares objects by their properties in any order", () => {
  isEqual({ a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 });
  isEqual({ [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 1 });
  isDifferent({ a: 1 }, { a: 1, b: 2 });
  isDifferent({ a: 1, b: undefined }, { a: 1 });
  isDifferent({ a: undefined }, { b: undefined });
});

Deno.test("assertEquals() compares arrays in order", () => {
  isEqual([1, [2, 3]], [1, [2, 3]]);
  isEqual([0, NaN], [-0, NaN]);
  isDifferent([1, 2], [2, 1]);
  isDifferent([1, 2], [1, 2, 3]);
  isDifferent([1], { 0: 1 });
});

Deno.test("assertEquals() compares typed arrays and buffers", () => {
  isEqual(new Uint8Array([1, 2]), new Uint8Array([1, 2]));
  isEqual(new Float32Array([NaN, 0]), new Float32Array([NaN, -0]));
  isEqual(new Uint8Array([1]).buffer, new Uint8Array([1]).buffer);
  isDifferent(new Float32Array([1]), new Float32Array([1.5]));
  isDifferent(new Float32Array([1]), new Float64Array([1]));
  isDifferent(new Uint8Array([0]), new Uint8Array([0, 0]));
  isDifferent(new Uint8Array([1]).buffer, new Uint8Array([2]).buffer);
});

Deno.test("assertEquals() compares maps and sets in any order", () => {
  isEqual(new Map([["a", [0]], ["b", [1]]]), new Map([["b", [1]], ["a", [-0]]]));
  isEqual(new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]]));
  isEqual(new Set([[1], [2]]), new Set([[2], [1]]));
  isDifferent(new Map([["a", 1]]), new Map([["a", 2]]));
  isDifferent(new Map([["a", 1]]), new Map([["b", 1]]));
  isDifferent(new Set([1, 2]), new Set([1, 3]));
});

Deno.test("assertEquals() compares dates, patterns, addresses and errors", () => {
  isEqual(new Date(5), new Date(5));
  isEqual(/a/g, /a/g);
  isEqual(new URL("https://example.test"), new URL("https://example.test"));
  isDifferent(new Date(5), new Date(6));
  isDifferent(/a/g, /a/i);
  isDifferent(new URL("https://example.test"), new URL("https://example.test/x"));
  isDifferent(new Error("a"), new Error("b"));
});

Deno.test("assertEquals() tells classes apart, but not objects without prototype", () => {
  class Point {
    x = 1;
  }

  isEqual(new Point(), new Point());
  isDifferent(new Point(), { x: 1 });
  isEqual(Object.assign(Object.create(null), { x: 1 }), { x: 1 });
});

Deno.test("assertEquals() compares functions by identity", () => {
  const f = (): number => 1;

  isEqual({ f }, { f });
  isDifferent(f, (): number => 1);
});

Deno.test("assertEquals() does not take hidden state for equal", () => {
  class Counter {
    #count: number;
    constructor(count: number) {
      this.#count = count;
    }
    get count(): number {
      return this.#count;
    }
  }

  isDifferent(new Counter(1), new Counter(2));
  isDifferent([new WeakRef({ a: 1 })], [new WeakRef({ a: 2 })]);
  isDifferent(new Headers({ a: "1" }), new Headers({ a: "2" }));
  isDifferent(new Intl.Locale("en"), new Intl.Locale("fr"));
});

Deno.test("assertEquals() follows values that contain themselves", () => {
  const ring = (): unknown[] => {
    const items: unknown[] = [-0];
    items.push(items);
    return items;
  };

  isEqual(ring(), ring());
});

Deno.test("assertEquals() shows both values and the added words", () => {
  fails(() => assertEquals({ depth: 12 }, { depth: 24 }), "12");
  fails(() => assertEquals({ depth: 12 }, { depth: 24 }), "24");
  fails(() => assertEquals(1, 2, "of deit_tiny"), "of deit_tiny");
});

Deno.test("assertEquals() shows the lines in which texts differ", () => {
  fails(() => assertEquals("one\ntwo\nthree", "one\nfour"), "two");
  fails(() => assertEquals("one\ntwo\nthree", "one\nfour"), "four");
});

Deno.test("assertEquals() reports on large arrays without delay", () => {
  const actual = Float32Array.from({ length: 100_000 }, (_, i) => i);
  const expected = actual.map((value, i) => (i === 50_000 ? -1 : value));

  fails(() => assertEquals(actual, expected), "50000");
});

Deno.test("assertNotEquals() shows the added words", () => {
  fails(() => assertNotEquals([1], [1], "of deit_tiny"), "of deit_tiny");
});

Deno.test("equal() gives the verdict of assertEquals()", () => {
  strictEqual(equal({ a: [NaN, 0] }, { a: [NaN, -0] }), true);
  strictEqual(equal({ a: 1 }, { a: 2 }), false);
});

Deno.test("equal() refuses what cannot be looked into", () => {
  throws(() => equal(new WeakMap(), new WeakMap()), TypeError);
  throws(() => equal(new WeakSet(), new WeakSet()), TypeError);
});

Deno.test("assertStrictEquals() compares by Object.is", () => {
  const a = { x: 1 };

  passes(() => assertStrictEquals(a, a));
  passes(() => assertStrictEquals(NaN, NaN));
  fails(() => assertStrictEquals(a, { x: 1 }));
  fails(() => assertStrictEquals(0, -0));
  fails(() => assertStrictEquals(1, 2, "of deit_tiny"), "of deit_tiny");
});

Deno.test("assertStrictEquals() narrows types", () => {
  const value: unknown = "x";
  assertStrictEquals(value, "x");
  const narrowed: string = value;
  strictEqual(narrowed, "x");
});

Deno.test("assertAlmostEquals() allows 1e-7 of the expected value by default", () => {
  passes(() => assertAlmostEquals(0.1 + 0.2, 0.3));
  passes(() => assertAlmostEquals(-9e20, -9.0000000001e20));
  passes(() => assertAlmostEquals(1.000000001e-8, 1.000000002e-8));
  fails(() => assertAlmostEquals(0.01, 0.02));
  fails(() => assertAlmostEquals(1e-8, 1e-9));
  fails(() => assertAlmostEquals(1e-12, 0));
});

Deno.test("assertAlmostEquals() takes an absolute tolerance", () => {
  passes(() => assertAlmostEquals(0.01, 0.02, 0.1));
  passes(() => assertAlmostEquals(0.1 + 0.2, 0.3, 1e-16));
  fails(() => assertAlmostEquals(0.1 + 0.2, 0.3, 1e-17));
  fails(() => assertAlmostEquals(1, 2, 0.5, "of deit_tiny"), "of deit_tiny");
});

Deno.test("assertAlmostEquals() matches special numbers with themselves only", () => {
  passes(() => assertAlmostEquals(NaN, NaN));
  passes(() => assertAlmostEquals(Infinity, Infinity));
  passes(() => assertAlmostEquals(-0, 0));
  fails(() => assertAlmostEquals(0, Infinity));
  fails(() => assertAlmostEquals(-Infinity, Infinity));
  fails(() => assertAlmostEquals(NaN, 1, 100));
});

Deno.test("assertExists() passes all but undefined and null", () => {
  passes(() => assertExists(0));
  passes(() => assertExists(""));
  fails(() => assertExists(undefined));
  fails(() => assertExists(null, "of deit_tiny"), "of deit_tiny");
});

Deno.test("assertExists() narrows types", () => {
  const value: string | null | undefined = ["x"][0];
  assertExists(value);
  const narrowed: string = value;
  strictEqual(narrowed, "x");
});

Deno.test("assertMatch() looks for the pattern anywhere", () => {
  passes(() => assertMatch("resnet50", /net\d/));
  fails(() => assertMatch("resnet", /net\d/));
  fails(() => assertMatch("resnet", /net\d/, "of the name"), "of the name");
});

Deno.test("assertStringIncludes() looks for the text anywhere", () => {
  passes(() => assertStringIncludes("Hello", "ello"));
  fails(() => assertStringIncludes("Hello", "hello"));
  fails(() => assertStringIncludes("Hello", "x", "in the greeting"), "in the greeting");
});

Deno.test("assertGreater() and its kin follow the operators", () => {
  passes(() => assertGreater(2, 1));
  fails(() => assertGreater(1, 1));
  passes(() => assertGreaterOrEqual(1, 1));
  fails(() => assertGreaterOrEqual(0, 1));
  passes(() => assertLess(1, 2));
  fails(() => assertLess(1, 1));
  passes(() => assertLessOrEqual(1, 1));
  fails(() => assertLessOrEqual(1, 0));
  passes(() => assertLess(1n, 2n));
  fails(() => assertGreater(1, 2, "of deit_tiny"), "of deit_tiny");
});

Deno.test("fail() always throws", () => {
  fails(() => fail());
  fails(() => fail("not here"), "not here");
});

Deno.test("assertThrows() returns what was thrown", () => {
  const error = new RangeError("length is -1");

  strictEqual(assertThrows(() => toss(error)), error);
  strictEqual(assertThrows(() => toss("a text")), "a text");
  strictEqual(assertThrows(() => toss(undefined)), undefined);
  const typed: RangeError = assertThrows(() => toss(error), RangeError, "length");
  strictEqual(typed, error);
});

Deno.test("assertThrows() accepts subclasses and abstract classes", () => {
  abstract class ModelError extends Error {}
  class ShapeError extends ModelError {}

  passes(() => void assertThrows(() => toss(new ShapeError("x")), ModelError));
  passes(() => void assertThrows(() => toss(new ShapeError("x")), Error, "x"));
});

Deno.test("assertThrows() fails when nothing is thrown", () => {
  fails(() => assertThrows(() => {}));
  fails(() => assertThrows(() => {}, "of deit_tiny"), "of deit_tiny");
  fails(() => assertThrows(() => {}, TypeError, "x", "of deit_tiny"), "of deit_tiny");
});

Deno.test("assertThrows() fails on another class, message or no error at all", () => {
  const error = new RangeError("length is -1");

  fails(() => assertThrows(() => toss(error), TypeError), "RangeError");
  fails(() => assertThrows(() => toss(error), RangeError, "width"), "length is -1");
  fails(() => assertThrows(() => toss("length"), Error, "length"));
});

Deno.test("assertRejects() resolves to what the promise was rejected with", async () => {
  const error = new RangeError("length is -1");

  strictEqual(await assertRejects(() => Promise.reject(error)), error);
  strictEqual(await assertRejects(() => Promise.reject(null)), null);
  const typed: RangeError = await assertRejects(() => Promise.reject(error), RangeError, "length");
  strictEqual(typed, error);
});

Deno.test("assertRejects() fails when the promise is fulfilled", async () => {
  await rejects(assertRejects(() => Promise.resolve(1)), AssertionError);
  await rejects(
    assertRejects(() => Promise.resolve(1), "of deit_tiny"),
    (error: Error) => error.message.includes("of deit_tiny"),
  );
});

Deno.test("assertRejects() fails when the function throws or returns no promise", async () => {
  await rejects(assertRejects(() => toss(new Error("x"))), AssertionError);
  await rejects(assertRejects((() => 1) as unknown as () => Promise<number>), AssertionError);
});

Deno.test("assertRejects() fails on another class, message or no error at all", async () => {
  const error = new RangeError("length is -1");

  await rejects(assertRejects(() => Promise.reject(error), TypeError), AssertionError);
  await rejects(assertRejects(() => Promise.reject(error), RangeError, "width"), AssertionError);
  await rejects(assertRejects(() => Promise.reject("length"), Error, "length"), AssertionError);
});

function toss(value: unknown): never {
  throw value;
}
