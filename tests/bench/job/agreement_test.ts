import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  areFinite,
  disagreementOf,
  isReference,
  largestDifference,
  relativeDifference,
  toleranceOf,
} from "../../../bench/job/agreement.ts";

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

/** Jobs, and the largest difference at which they still count as the same network. */
const TOLERANCES = [
  [{ precision: "fp32", device: "cpu", graph: "fast", input: "copied", engine: "any" }, 1e-4],
  [{ precision: "fp32", device: "webgpu", graph: "plain", input: "copied", engine: "any" }, 1e-3],
  [{ precision: "fp32", device: "cuda", graph: "fast", input: "copied", engine: "any" }, 1e-3],
  [{ precision: "fp16", device: "cpu", graph: "plain", input: "copied", engine: "any" }, 5e-2],
  [{ precision: "fp16", device: "cuda", graph: "fast", input: "expanded", engine: "any" }, 5e-2],
  [{ precision: "bf16", device: "cpu", graph: "fast", input: "copied", engine: "any" }, 5e-2],
  [{ precision: "tf32", device: "cuda", graph: "plain", input: "copied", engine: "any" }, 1e-2],
] as const;

Deno.test("disagreementOf() draws the line at the tolerance of precision and device", () => {
  for (const [job, tolerance] of TOLERANCES) {
    assertEquals(toleranceOf(job), tolerance);
    const at = (referenceDifference: number) =>
      disagreementOf(job, { finite: true, referenceDifference });
    assertEquals([at(0), at(0.99 * tolerance), at(tolerance)], [undefined, undefined, undefined]);
    assertEquals(
      at(1.01 * tolerance),
      "outputs disagree with the plain graph on the CPU: relative difference " +
        `${(1.01 * tolerance).toExponential(1)}, allowed ${tolerance}`,
    );
  }
});

Deno.test("disagreementOf() wants a difference of every session but the reference itself", () => {
  const reference = {
    graph: "plain",
    device: "cpu",
    precision: "fp32",
    input: "copied",
    engine: "onnxruntime-node",
  } as const;
  const without = { finite: true, referenceDifference: null };
  assertEquals(isReference(reference), true);
  assertEquals(disagreementOf(reference, without), undefined);
  const others = [
    { graph: "fast" },
    { device: "webgpu" },
    { precision: "fp16" },
    { input: "expanded" },
    { engine: "other" },
  ] as const;
  for (const change of others) {
    const job = { ...reference, ...change };
    assertEquals(isReference(job), false);
    const reason = "outputs cannot be held against the plain graph's";
    assertEquals(disagreementOf(job, without), reason, JSON.stringify(change));
  }
});

Deno.test("disagreementOf() refuses outputs that are not finite, whatever else is said of them", () => {
  const [job] = TOLERANCES[0];
  assertEquals(
    disagreementOf(job, { finite: false, referenceDifference: 0 }),
    "outputs are not finite",
  );
});

Deno.test("areFinite() looks at every element of every output", () => {
  const good = new Float32Array([0, -1, 3e38]);
  assertEquals(areFinite([good, good]), true);
  for (const bad of [NaN, Infinity, -Infinity]) {
    assertEquals(areFinite([good, new Float32Array([1, 2, bad])]), false);
    assertEquals(areFinite([new Float32Array([bad, 1]), good]), false);
  }
});
