import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { batchNorm, conv2d } from "../../../../models/layers/layers.ts";
import { relu } from "../../../../models/operators/elementwise.ts";
import { foldBatchNorm } from "../../../../models/rewrite/rules/fold_batch_norm.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { wideBatchNorm } from "../wide_batch_norm.ts";
import { assertLeftAlone } from "../left_alone.ts";

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

Deno.test("foldBatchNorm() leaves padded, grouped and unknown convolutions alone, the graph too", () => {
  const graphs = (options: Omit<Parameters<typeof conv2d>[3], "out">) =>
    graphOf(
      ["N", 6, 5, 5],
      (g, x) => conv2d(g, "conv", batchNorm(g, "norm", x), { out: 6, ...options }),
    );
  assertEquals(opsOf(foldBatchNorm(graphs({ kernel: 3 }))), ["Conv"]);
  assertLeftAlone(foldBatchNorm, {
    "padded": graphs({ kernel: 3, pad: 1 }),
    "padded, one pixel": graphs({ kernel: 1, pad: 1 }),
    "padded on one side": graphs({ kernel: 3, pad: [0, 0, 0, 1] }),
    "in groups": graphs({ kernel: 3, groups: 2 }),
    "depthwise": graphs({ kernel: 3, groups: 6 }),
    "a BatchNorm after it": graphOf(
      ["N", 6, 5, 5],
      (g, x) => batchNorm(g, "norm", conv2d(g, "conv", x, { out: 6, kernel: 1 })),
    ),
    "an activation between": graphOf(
      ["N", 6, 5, 5],
      (g, x) => conv2d(g, "conv", relu(g, batchNorm(g, "norm", x)), { out: 6, kernel: 1 }),
    ),
  });
});

Deno.test("foldBatchNorm() takes the epsilon along, however large", async () => {
  const graph = graphOf(["N", 3, 4, 4], (g, x) => {
    const normed = wideBatchNorm(g, relu(g, x));
    return conv2d(g, "conv", normed, { out: 2, kernel: 1 });
  });
  const folded = foldBatchNorm(graph);
  assertEquals(opsOf(folded), ["Relu", "Conv"]);
  await assertEqualOutputs(graph, folded);
});
