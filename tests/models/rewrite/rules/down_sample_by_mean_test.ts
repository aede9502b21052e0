import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { single } from "../../../../models/graph/scope.ts";
import type { Attribute, Graph, Sides } from "../../../../models/graph/graph.ts";
import { maxPool } from "../../../../models/operators/convolution.ts";
import { integers, resizeBilinear, resizeNearest } from "../../../../models/operators/layout.ts";
import { downSampleByMean } from "../../../../models/rewrite/rules/down_sample_by_mean.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

const CASE = fc.record({
  channels: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 5 }),
  factor: fc.integer({ min: 1, max: 5 }).map((half) => 2 * half),
  seed: fc.nat(1000),
});

Deno.test("downSampleByMean() gives what bilinear resampling gives", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ channels, height, width, factor, seed }) => {
      const graph = graphOf(
        ["N", channels, factor * height, factor * width],
        (g, x) => resizeBilinear(g, x, [height, width]),
      );
      const rewritten = downSampleByMean(graph);
      assertEquals(opsOf(rewritten), ["Conv"]);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 25 },
  );
});

/** A Resize of `[N, 2, 8, 8]` to `[N, 2, 4, 4]`, some attributes otherwise. */
function resizeWith(attributes: Readonly<Record<string, Attribute | undefined>>): Graph {
  return graphOf(["N", 2, 8, 8], (g, x) =>
    single(g.node("Resize", {
      inputs: [x, undefined, undefined, integers(g, [4, 4])],
      attributes: {
        axes: [2, 3],
        mode: "linear",
        antialias: 0,
        coordinate_transformation_mode: "half_pixel",
        ...attributes,
      },
      outputs: [["N", 2, 4, 4]],
    })));
}

Deno.test("downSampleByMean() leaves other factors alone, the graph too", () => {
  const between = (from: Sides, to: Sides) =>
    graphOf(["N", 2, ...from], (g, x) => resizeBilinear(g, x, to));
  assertLeftAlone(downSampleByMean, {
    "no whole factor": between([7, 7], [3, 3]),
    "an odd factor": between([9, 9], [3, 3]),
    "more pixels": between([4, 4], [8, 8]),
    "as many pixels": between([5, 5], [5, 5]),
    "fewer columns than rows": between([8, 8], [4, 2]),
    "fewer rows than columns": between([8, 8], [2, 4]),
  });
});

Deno.test("downSampleByMean() leaves other resamplings alone, the graph too", () => {
  assertEquals(opsOf(downSampleByMean(resizeWith({}))), ["Conv"]);
  assertLeftAlone(downSampleByMean, {
    "nearest": resizeWith({ mode: "nearest" }),
    "cubic": resizeWith({ mode: "cubic" }),
    "corners aligned": resizeWith({ coordinate_transformation_mode: "align_corners" }),
    "antialiased": resizeWith({ antialias: 1 }),
    "antialiasing not said": resizeWith({ antialias: undefined }),
    "nearest pixels": graphOf(["N", 2, 8, 8], (g, x) => resizeNearest(g, x, [4, 4])),
    "no Resize": graphOf(["N", 2, 8, 8], (g, x) => maxPool(g, x, { kernel: 2, stride: 2 })),
  });
});
