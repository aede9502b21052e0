import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Sides } from "../../../../models/graph/graph.ts";
import { conv2d } from "../../../../models/layers/layers.ts";
import { resizeBilinear, resizeNearest } from "../../../../models/operators/layout.ts";
import { upSampleByFactor } from "../../../../models/rewrite/blocks/up_sample_by_factor.ts";
import { assertEqualOutputs, graphOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

const CASE = fc.record({
  channels: fc.constantFrom(3, 16, 32),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  vertical: fc.integer({ min: 2, max: 8 }),
  horizontal: fc.integer({ min: 2, max: 8 }),
  seed: fc.nat(1000),
});

Deno.test("upSampleByFactor() keeps the outputs, in the runtime's blocked layout too", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ channels, height, width, vertical, horizontal, seed }) => {
      const graph = graphOf(["N", 3, height, width], (g, x) => {
        const blocked = conv2d(g, "conv", x, { out: channels, kernel: 1 });
        return resizeBilinear(g, blocked, [vertical * height, horizontal * width]);
      });
      const rewritten = upSampleByFactor(graph);
      assertEquals(rewritten.nodes.at(-1)?.inputs.length, 3);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 25 },
  );
});

Deno.test("upSampleByFactor() gives the scales of height and width, and takes the sizes away", () => {
  const graph = graphOf(["N", 2, 3, 5], (g, x) => resizeBilinear(g, x, [6, 20]));
  const { nodes, parameters } = upSampleByFactor(graph);
  assertEquals(nodes.map(({ inputs }) => inputs), [["x", "", parameters[0]?.name ?? "none"]]);
  assertEquals(parameters.map(({ data }) => [...data ?? []]), [[1, 1, 2, 4]]);
  assertEquals<unknown>(nodes[0]?.attributes, {
    mode: "linear",
    coordinate_transformation_mode: "half_pixel",
    antialias: 0,
  });
});

Deno.test("upSampleByFactor() leaves other sizes alone, the graph too", () => {
  const between = (from: Sides, to: Sides) =>
    graphOf(["N", 2, ...from], (g, x) => resizeBilinear(g, x, to));
  assertLeftAlone(upSampleByFactor, {
    "no whole factor": between([3, 3], [7, 7]),
    "no whole factor of the height": between([3, 3], [7, 6]),
    "no whole factor of the width": between([3, 3], [6, 7]),
    "fewer pixels": between([8, 8], [4, 4]),
    "as many pixels": between([5, 5], [5, 5]),
    "as many rows": between([5, 5], [5, 10]),
    "as many columns": between([5, 5], [10, 5]),
    "nearest": graphOf(["N", 2, 3, 3], (g, x) => resizeNearest(g, x, [6, 6])),
    "scales already": upSampleByFactor(between([3, 3], [6, 6])),
  });
});
