// models/checkpoint/float32_values.ts: exact, or rounded once.

import { assertEquals } from "@std/assert";
import { toFloat32 } from "../../../models/checkpoint/float32_values.ts";

function converted(dtype: string, elements: { readonly buffer: ArrayBuffer }): readonly number[] {
  const bytes = new Uint8Array(elements.buffer);
  const target = new Float32Array((elements as unknown as ArrayLike<unknown>).length);
  toFloat32(dtype)?.(bytes, target);
  return [...target];
}

Deno.test("toFloat32() rounds 64-bit integers once, ties to even", () => {
  // 2^60 + 2^36 lies halfway between two float32; one more is nearer to the upper one, though a float64
  // cannot hold it.
  const tie = 2n ** 60n + 2n ** 36n;
  const upper = 2 ** 60 + 2 ** 37;
  assertEquals(converted("int64", BigInt64Array.of(tie, tie + 1n, -tie, -tie - 1n, 3n)), [
    2 ** 60,
    upper,
    -(2 ** 60),
    -upper,
    3,
  ]);
  assertEquals(converted("uint64", BigUint64Array.of(2n ** 64n - 1n, 2n ** 53n + 1n)), [
    2 ** 64,
    2 ** 53,
  ]);
});

Deno.test("toFloat32() rounds float64 and 32-bit integers once", () => {
  assertEquals(converted("float64", Float64Array.of(0.1, 1e300, 1e-46)), [
    Math.fround(0.1),
    Infinity,
    0,
  ]);
  assertEquals(converted("int32", Int32Array.of(2 ** 24 + 1, 2 ** 24 + 3, -7)), [
    2 ** 24,
    2 ** 24 + 4,
    -7,
  ]);
});

Deno.test("toFloat32() keeps denormals of float32 and takes any byte but 0 for true", () => {
  assertEquals(converted("float32", Float32Array.of(2 ** -149)), [2 ** -149]);
  assertEquals(converted("bool", Uint8Array.of(0, 1, 255)), [0, 1, 1]);
});

Deno.test("toFloat32() knows no complex numbers, no text and no name of JavaScript's own", () => {
  for (const dtype of ["complex64", "string", "unknown F9", "constructor", "int4"]) {
    assertEquals(toFloat32(dtype), undefined);
  }
});
