import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { largestDifference, relativeDifference, toleranceOf } from "../../bench/agreement.ts";

Deno.test("relativeDifference() is relative to the largest expected magnitude", () => {
  const reference = new Float32Array([1, -4, 2]);
  assertEquals(relativeDifference(new Float32Array([1, -4, 2]), reference), 0);
  assertEquals(relativeDifference(new Float32Array([1.5, -4, 2]), reference), 0.125);
  assertAlmostEquals(relativeDifference(new Float32Array([0.1]), new Float32Array([0])), 0.1);
});

Deno.test("relativeDifference() compares the first image of a longer output", () => {
  assertEquals(relativeDifference(new Float32Array([1, 2, 99]), new Float32Array([1, 2])), 0);
});

Deno.test("relativeDifference() is infinite where an output is no number or missing", () => {
  assertEquals(relativeDifference(new Float32Array([NaN]), new Float32Array([1])), Infinity);
  assertEquals(relativeDifference(new Float32Array([]), new Float32Array([1])), Infinity);
});

Deno.test("largestDifference() judges each output by its own magnitude", () => {
  const references = [new Float32Array([1000]), new Float32Array([1, 2])];
  assertEquals(largestDifference(references, references), 0);
  const outputs = [new Float32Array([1001]), new Float32Array([1, 1])];
  assertEquals(largestDifference(outputs, references), 0.5);
  assertEquals(largestDifference(outputs.slice(0, 1), references), Infinity);
});

Deno.test("toleranceOf() is wider for half precision and other devices", () => {
  const cpu = toleranceOf({ precision: "fp32", device: "cpu" });
  assert(cpu < toleranceOf({ precision: "fp32", device: "webgpu" }));
  assert(toleranceOf({ precision: "fp16", device: "cuda" }) > cpu);
});
