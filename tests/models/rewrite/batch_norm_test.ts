import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { batchNorm, conv2d, depthwise3x3 } from "../../../models/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { foldBatchNorm } from "../../../models/rewrite/batch_norm.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

const CASE = fc.record({
  channels: fc.integer({ min: 1, max: 40 }),
  out: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 3, max: 11 }),
  width: fc.integer({ min: 3, max: 11 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  bias: fc.boolean(),
  seed: fc.nat(1000),
});

Deno.test("foldBatchNorm() keeps the outputs of an unpadded convolution", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ channels, height, width, seed, ...options }) => {
      const graph = graphOf(
        ["N", channels, height, width],
        (g, x) => conv2d(g, "conv", batchNorm(g, "norm", relu(g, x)), options),
      );
      const folded = foldBatchNorm(graph);
      assertEquals(opsOf(folded), ["Relu", "Conv"]);
      await assertEqualOutputs(graph, folded, { seed });
    }),
    { numRuns: 25 },
  );
});

Deno.test("foldBatchNorm() serves every convolution that reads a BatchNorm", async () => {
  const graph = graphOf(["N", 6, 5, 5], (g, x) => {
    const normed = batchNorm(g, "norm", x);
    const inner = relu(g, conv2d(g, "a", normed, { out: 6, kernel: 1 }));
    return conv2d(g, "b", batchNorm(g, "norm2", inner), { out: 4, kernel: 2, bias: false });
  });
  const folded = foldBatchNorm(graph);
  assertEquals(opsOf(folded), ["Conv", "Relu", "Conv"]);
  await assertEqualOutputs(graph, folded);
});

Deno.test("foldBatchNorm() leaves padded convolutions alone, the graph too", () => {
  const graph = graphOf(
    ["N", 6, 5, 5],
    (g, x) => depthwise3x3(g, "conv", batchNorm(g, "norm", x)),
  );
  assertStrictEquals(foldBatchNorm(graph), graph);
});
