import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Sides } from "../../../../models/graph/graph.ts";
import { conv2d } from "../../../../models/layers/layers.ts";
import { resizeBilinear, resizeNearest } from "../../../../models/operators/layout.ts";
import { anyValues } from "../../../../models/graph/parameter_values.ts";
import { bilinearWeights } from "../../../../models/rewrite/engine/derived.ts";
import { resampleFewPixels } from "../../../../models/rewrite/rules/resample_few_pixels.ts";
import { upSampleByFactor } from "../../../../models/rewrite/rules/up_sample_by_factor.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

const SIDE = fc.integer({ min: 1, max: 8 });
const CASE = fc.record({
  channels: fc.constantFrom(1, 3, 16),
  from: fc.tuple(SIDE, SIDE),
  to: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })),
  seed: fc.nat(1000),
});

Deno.test("resampleFewPixels() gives what bilinear resampling gives", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ channels, from, to, seed }) => {
      const graph = graphOf(["N", 3, ...from], (g, x) => {
        const image = conv2d(g, "conv", x, { out: channels, kernel: 1 });
        return resizeBilinear(g, image, to);
      });
      const rewritten = resampleFewPixels(graph);
      assertEquals(opsOf(rewritten), ["Conv", "Reshape", "MatMul", "Reshape"]);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 25 },
  );
});

Deno.test("resampleFewPixels() takes 64 pixels and 65536 weights at most, the graph is left alone else", () => {
  const between = (from: Sides, to: Sides) =>
    graphOf(["N", 2, ...from], (g, x) => resizeBilinear(g, x, to));
  const product = ["Reshape", "MatMul", "Reshape"];
  assertEquals(opsOf(resampleFewPixels(between([8, 8], [32, 32]))), product);
  assertEquals(opsOf(resampleFewPixels(between([4, 16], [5, 5]))), product);
  assertLeftAlone(resampleFewPixels, {
    "65 pixels": between([5, 13], [5, 5]),
    "more than 65536 weights": between([8, 8], [41, 25]),
    "up-sampling by a factor": upSampleByFactor(between([3, 3], [6, 6])),
    "nearest": graphOf(["N", 2, 3, 3], (g, x) => resizeNearest(g, x, [6, 6])),
  });
});

/** The matrix that goes from one grid to another, row after row. */
function weightsOf(from: readonly [number, number], to: readonly [number, number]) {
  const parameter = bilinearWeights(from, to);
  const values = new Float32Array(from[0] * from[1] * to[0] * to[1]);
  anyValues(() => {})(values, parameter);
  return { shape: parameter.shape, values: [...values] };
}

Deno.test("bilinearWeights() reads between pixels and stops at the border", () => {
  assertEquals(weightsOf([1, 2], [1, 4]), {
    shape: [2, 4],
    values: [1, 0.75, 0.25, 0, 0, 0.25, 0.75, 1],
  });
  assertEquals(weightsOf([2, 2], [1, 1]), { shape: [4, 1], values: [0.25, 0.25, 0.25, 0.25] });
  assertEquals(weightsOf([1, 1], [2, 1]), { shape: [1, 2], values: [1, 1] });
  assertEquals(weightsOf([2, 1], [1, 2]), { shape: [2, 2], values: [0.5, 0.5, 0.5, 0.5] });
  assertEquals(weightsOf([1, 3], [1, 2]), {
    shape: [3, 2],
    values: [0.75, 0, 0.25, 0.25, 0, 0.75],
  });
  assertEquals(weightsOf([3, 2], [3, 2]), {
    shape: [6, 6],
    values: Array.from({ length: 36 }, (_, i) => i % 7 === 0 ? 1 : 0),
  });
});
