import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { resizeBilinear } from "../../../models/operators/layout.ts";
import { downSampleByMean } from "../../../models/rewrite/down_sampling.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

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

Deno.test("downSampleByMean() leaves other factors alone, the graph too", () => {
  for (const [from, to] of [[7, 3], [9, 3], [4, 8], [5, 5]] as const) {
    const graph = graphOf(["N", 2, from, from], (g, x) => resizeBilinear(g, x, [to, to]));
    assertStrictEquals(downSampleByMean(graph), graph);
  }
  const uneven = graphOf(["N", 2, 8, 8], (g, x) => resizeBilinear(g, x, [4, 2]));
  assertStrictEquals(downSampleByMean(uneven), uneven);
});
