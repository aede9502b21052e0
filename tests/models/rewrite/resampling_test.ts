import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { countGraph } from "../../../bench/count.ts";
import type { Value } from "../../../models/graph.ts";
import { conv2d } from "../../../models/layers.ts";
import { add, relu } from "../../../models/operators/elementwise.ts";
import { concat, mean, resizeBilinear, split } from "../../../models/operators/layout.ts";
import { convolveFewerPixels } from "../../../models/rewrite/resampling.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

const CASE = fc.record({
  first: fc.integer({ min: 1, max: 20 }),
  second: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 4, max: 9 }),
  width: fc.integer({ min: 4, max: 9 }),
  gridHeight: fc.integer({ min: 1, max: 3 }),
  gridWidth: fc.integer({ min: 1, max: 3 }),
  bias: fc.boolean(),
  seed: fc.nat(1000),
});

Deno.test("convolveFewerPixels() convolves after a down-sampling", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ first, second, height, width, bias, seed, ...grid }) => {
      const graph = graphOf(["N", 5, height, width], (g, x) => {
        const mixed = conv2d(g, "conv", x, { out: first + second, kernel: 1, bias });
        const [a, b] = split(g, mixed, 1, [first, second]) as [Value, Value];
        const fewer = resizeBilinear(g, a, [grid.gridHeight, grid.gridWidth]);
        return concat(g, [mean(g, relu(g, fewer), [2, 3]), mean(g, relu(g, b), [2, 3])], 1);
      });
      const rewritten = convolveFewerPixels(graph);
      assert(!opsOf(rewritten).includes("Split"));
      assert(countGraph(rewritten).macs < countGraph(graph).macs);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 20 },
  );
});

Deno.test("convolveFewerPixels() convolves before an up-sampling", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ first, second, height, width, bias, seed, ...grid }) => {
      const graph = graphOf(["N", first, height, width], (g, x) => {
        const fewer = resizeBilinear(g, x, [grid.gridHeight, grid.gridWidth]);
        const more = resizeBilinear(g, relu(g, fewer), [height, width]);
        return conv2d(g, "conv", concat(g, [x, more], 1), { out: second, kernel: 1, bias });
      });
      const rewritten = convolveFewerPixels(graph);
      assertEquals(opsOf(rewritten).at(-1), "Add");
      assert(!opsOf(rewritten).includes("Concat"));
      assert(countGraph(rewritten).macs < countGraph(graph).macs);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 20 },
  );
});

Deno.test("convolveFewerPixels() leaves other orders alone, the graph too", () => {
  const more = graphOf(
    ["N", 4, 3, 3],
    (g, x) => resizeBilinear(g, conv2d(g, "conv", x, { out: 4, kernel: 1 }), [6, 6]),
  );
  const fewer = graphOf(
    ["N", 4, 6, 6],
    (g, x) => conv2d(g, "conv", resizeBilinear(g, x, [3, 3]), { out: 4, kernel: 1 }),
  );
  const wide = graphOf(
    ["N", 4, 6, 6],
    (g, x) => resizeBilinear(g, conv2d(g, "conv", x, { out: 4, kernel: 3, pad: 1 }), [3, 3]),
  );
  const readTwice = graphOf(["N", 4, 6, 6], (g, x) => {
    const y = conv2d(g, "conv", x, { out: 4, kernel: 1 });
    return add(g, y, resizeBilinear(g, resizeBilinear(g, y, [3, 3]), [6, 6]));
  });
  for (const graph of [more, fewer, wide, readTwice]) {
    assertStrictEquals(convolveFewerPixels(graph), graph);
  }
});
