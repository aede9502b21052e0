import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { conv2d } from "../../../models/layers.ts";
import { resizeBilinear } from "../../../models/operators/layout.ts";
import { upSampleByFactor } from "../../../models/rewrite/up_sampling.ts";
import { assertEqualOutputs, graphOf } from "./equal_outputs.ts";

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

Deno.test("upSampleByFactor() leaves other sizes alone, the graph too", () => {
  for (const [from, to] of [[3, 7], [8, 4], [5, 5]] as const) {
    const graph = graphOf(["N", 2, from, from], (g, x) => resizeBilinear(g, x, [to, to]));
    assertStrictEquals(upSampleByFactor(graph), graph);
  }
});
