// What the documentation of @std/assert promises. The same tests pass on the published package, so
// they look at verdicts, not at the wording of messages. node:assert checks the checkers. Long, as each
// assertion is held from both sides and all go through the same helpers.

import { doesNotThrow, rejects, strictEqual, throws } from "node:assert/strict";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
} from "@std/assert";

function passes(assertion: () => void): void {
  doesNotThrow(assertion);
}

function fails(assertion: () => void, text = ""): void {
  throws(assertion, (error) => isFailure(error) && error.message.includes(text));
}

/** The class is the published package's own, its name is not. */
function isFailure(error: unknown): error is Error {
  return error instanceof Error && error.name === "AssertionError";
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
  for (const truthy of [true, "x", 1, -1, 1n, Infinity, [], {}, () => false, new Boolean(false)]) {
    passes(() => assert(truthy));
  }
  for (const falsy of [false, "", 0, -0, 0n, NaN, null, undefined]) fails(() => assert(falsy));
  fails(() => assert("", "no name"), "no name");
});

Deno.test("assert() narrows types", () => {
  const value: string | undefined = ["x"][0];
  assert(value !== undefined);
  const narrowed: string = value;
  strictEqual(narrowed, "x");
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

Deno.test("assertEquals() looks at every level, in whatever holds it", () => {
  const holders: readonly ((inner: unknown) => unknown)[] = [
    (inner) => [1, inner],
    (inner) => ({ a: 1, b: inner }),
    (inner) => ({ [Symbol.for("b")]: inner }),
    (inner) => new Map([["a", 1], ["b", inner]] as [string, unknown][]),
    (inner) => new Set([1, inner]),
    (inner) => Object.assign(Object.create(null), { a: inner }),
    (inner) => Object.assign(new Point(), { y: inner }),
    (inner) => [[[[[[[[inner]]]]]]]],
  ];
  for (const hold of holders) {
    isEqual(hold(2), hold(2));
    isDifferent(hold(2), hold(3));
    isDifferent(hold(2), hold("2"));
    isDifferent(hold(undefined), hold(null));
    isDifferent(hold([]), hold({}));
    isDifferent(hold({ x: 1 }), hold({ x: 1, y: undefined }));
    isDifferent(hold(new Uint8Array([1, 2])), hold(new Uint8Array([1, 3])));
    isDifferent(hold(new Map([[1, 2]])), hold(new Map([[1, 3]])));
    for (const outer of holders) {
      isEqual(outer(hold([0])), outer(hold([-0])));
      isDifferent(outer(hold(2)), outer(hold(3)));
    }
  }
});

class Point {
  x = 1;
}

Deno.test("assertEquals() takes what is empty for equal, class by class", () => {
  isEqual({}, {});
  isEqual(Object.create(null), {});
  isEqual([], []);
  isEqual([{}], [{}]);
  isEqual(new Map(), new Map());
  isEqual(new Set(), new Set());
  isEqual(new Uint8Array(), new Uint8Array());
  isDifferent(new Map(), new Set());
  isDifferent(new Map(), {});
  isDifferent([], {});
});

Deno.test("assertEquals() tells sizes apart, from both sides", () => {
  isDifferent([], [undefined]);
  isDifferent({}, { a: undefined });
  isDifferent({}, { [Symbol.for("a")]: 1 });
  isDifferent("", "a");
  isDifferent(new Map(), new Map([[1, 1]]));
  isDifferent(new Set(), new Set([1]));
  isDifferent(new Float32Array(), new Float32Array(1));
  isDifferent(new Float32Array([0, 1]), new Float32Array([0, 1, 0]));
  isDifferent([1, 2, 3], [1, 2]);
});

Deno.test("assertEquals() tells numbers apart by their last digit, not by their sign of zero", () => {
  isDifferent(1, 1 + Number.EPSILON);
  isDifferent(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1);
  isDifferent(10n ** 30n, 10n ** 30n + 1n);
  isDifferent(Infinity, -Infinity);
  isDifferent(NaN, 0);
  isDifferent(1, -1);
  isDifferent(new Float32Array([NaN]), new Float32Array([0]));
  isEqual({ a: [-0] }, { a: [0] });
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

Deno.test("equal() gives the verdict of assertEquals(), a boolean of either", () => {
  for (const [a, b] of [[1, 1], [[1, 2], [1, 2]], [{ a: 0 }, { a: -0 }], [NaN, NaN]]) {
    strictEqual(equal(a, b), true);
  }
  for (const [a, b] of [[1, 2], [[1, 2], [2, 1]], [{ a: 0 }, { b: 0 }], [NaN, 0], ["", 0]]) {
    strictEqual(equal(a, b), false);
  }
  strictEqual(equal({ a: [NaN, 0] }, { a: [NaN, -0] }), true);
  strictEqual(equal({ a: 1 }, { a: 2 }), false);
});

Deno.test("assertStrictEquals() tells what assertEquals() takes for equal apart", () => {
  fails(() => assertStrictEquals([], []));
  fails(() => assertStrictEquals(-0, 0));
  fails(() => assertStrictEquals<unknown>(1, "1"));
  fails(() => assertStrictEquals<unknown>(null, undefined));
  passes(() => assertStrictEquals("a".repeat(2), "aa"));
  passes(() => assertStrictEquals(undefined, undefined));
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

Deno.test("assertAlmostEquals() takes its share from the expected value, on both sides of it", () => {
  for (const size of [1, -1, 1e6, -1e6]) {
    for (const side of [1, -1]) {
      passes(() => assertAlmostEquals(size * (1 + side * 0.9e-7), size));
      fails(() => assertAlmostEquals(size * (1 + side * 1.1e-7), size));
    }
  }
  passes(() => assertAlmostEquals(0, 0));
  fails(() => assertAlmostEquals(0, 1e-9));
  fails(() => assertAlmostEquals(5, -5));
});

Deno.test("assertAlmostEquals() allows just as much as the tolerance, on both sides", () => {
  for (const side of [1, -1]) {
    passes(() => assertAlmostEquals(1 + side * 0.5, 1, 0.5));
    fails(() => assertAlmostEquals(1 + side * 0.5, 1, 0.4999));
    passes(() => assertAlmostEquals(1e6 + side * 0.5, 1e6, 0.5));
    fails(() => assertAlmostEquals(1e6 + side * 0.75, 1e6, 0.5));
  }
  passes(() => assertAlmostEquals(1, 1, 0));
  fails(() => assertAlmostEquals(1, 1 + Number.EPSILON, 0));
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

Deno.test("assertMatch() looks for the pattern anywhere", () => {
  passes(() => assertMatch("resnet50", /net\d/));
  fails(() => assertMatch("resnet", /net\d/));
  fails(() => assertMatch("resnet", /net\d/, "of the name"), "of the name");
  passes(() => assertMatch("resnet50", /^res.*50$/));
  fails(() => assertMatch("resnet50", /^net/));
  fails(() => assertMatch("", /./));
  // A global pattern would begin after its last match if it were asked itself.
  const global = /net/g;
  passes(() => assertMatch("net", global));
  passes(() => assertMatch("net", global));
});

Deno.test("assertStringIncludes() looks for the text anywhere", () => {
  passes(() => assertStringIncludes("Hello", "ello"));
  passes(() => assertStringIncludes("Hello", "Hello"));
  passes(() => assertStringIncludes("Hello", ""));
  fails(() => assertStringIncludes("Hello", "hello"));
  fails(() => assertStringIncludes("Hello", "Hello!"));
  fails(() => assertStringIncludes("", "x"));
  fails(() => assertStringIncludes("Hello", "x", "in the greeting"), "in the greeting");
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

Deno.test("assertThrows() passes the class, its subclasses and any part of the message", () => {
  const error = new RangeError("length is -1");

  for (const part of ["length is -1", "length", "-1", "", undefined]) {
    passes(() => void assertThrows(() => toss(error), RangeError, part));
    passes(() => void assertThrows(() => toss(error), Error, part));
  }
});

Deno.test("assertThrows() fails on the class above, and on part of a message in another case", () => {
  fails(() => assertThrows(() => toss(new Error("length")), RangeError), "Error");
  fails(() => assertThrows(() => toss(new Error("length")), RangeError, "length"));
  fails(() => assertThrows(() => toss(new RangeError("length")), RangeError, "Length"));
  fails(() => assertThrows(() => toss(new RangeError("length")), RangeError, "lengths"));
  fails(() => assertThrows(() => toss(undefined), Error));
  fails(() => assertThrows(() => toss({ message: "length" }), Error, "length"));
  fails(() => assertThrows(() => toss("length"), Error, "length", "of deit_tiny"), "of deit_tiny");
  const error = new TypeError("length");
  fails(() => assertThrows(() => toss(error), RangeError, "x", "of deit_tiny"), "of deit_tiny");
  fails(() => assertThrows(() => toss(error), TypeError, "x", "of deit_tiny"), "of deit_tiny");
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
  await rejects(assertRejects(() => Promise.resolve(1)), isFailure);
  await rejects(
    assertRejects(() => Promise.resolve(1), "of deit_tiny"),
    (error: Error) => error.message.includes("of deit_tiny"),
  );
});

Deno.test("assertRejects() fails when the function throws or returns no promise", async () => {
  await rejects(assertRejects(() => toss(new Error("x"))), isFailure);
  await rejects(assertRejects((() => 1) as unknown as () => Promise<number>), isFailure);
});

Deno.test("assertRejects() passes the class, its subclasses and any part of the message", async () => {
  const error = new RangeError("length is -1");

  for (const part of ["length is -1", "length", "-1", "", undefined]) {
    strictEqual(await assertRejects(() => Promise.reject(error), RangeError, part), error);
    strictEqual(await assertRejects(() => Promise.reject(error), Error, part), error);
  }
});

Deno.test("assertRejects() fails on the class above, and says the added words", async () => {
  const above = assertRejects(() => Promise.reject(new Error("length")), RangeError, "length");
  await rejects(above, isFailure);
  const another = assertRejects(
    () => Promise.reject(new TypeError("length")),
    RangeError,
    "length",
    "of deit_tiny",
  );
  await rejects(another, (error: Error) => error.message.includes("of deit_tiny"));
});

Deno.test("assertRejects() fails on another class, message or no error at all", async () => {
  const error = new RangeError("length is -1");

  await rejects(assertRejects(() => Promise.reject(error), TypeError), isFailure);
  await rejects(assertRejects(() => Promise.reject(error), RangeError, "width"), isFailure);
  await rejects(assertRejects(() => Promise.reject("length"), Error, "length"), isFailure);
});

function toss(value: unknown): never {
  throw value;
}
