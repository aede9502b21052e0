import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Graph, Parameter } from "../../../models/graph.ts";
import { batchNorm, conv2d } from "../../../models/layers.ts";
import { add, relu } from "../../../models/operators/elementwise.ts";
import { anyValues } from "../../../models/parameter_values.ts";
import { foldDepthwiseNorm } from "../../../models/rewrite/depthwise_norm.ts";
import { DEPTHWISE_CASE } from "./depthwise_case.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

Deno.test("foldDepthwiseNorm() keeps the outputs up to the borders", async () => {
  await fc.assert(
    fc.asyncProperty(
      DEPTHWISE_CASE,
      async ({ channels, height, width, pad, bias, isFirst, seed }) => {
        const options = { out: channels, groups: channels, kernel: 2 * pad + 1, pad, bias };
        const graph = graphOf(["N", 5, height, width], (g, input) => {
          const x = conv2d(g, "project", input, { out: channels, kernel: 1, bias });
          const y = conv2d(g, "conv", batchNorm(g, "norm", x), options);
          return isFirst ? add(g, x, y) : add(g, y, x);
        });
        const folded = foldDepthwiseNorm(graph);
        assertEquals(opsOf(folded), ["Conv", "Conv"]);
        await assertEqualOutputs(graph, folded, { seed });
      },
    ),
    { numRuns: 25 },
  );
});

function localStream(options: { readonly readAgain: boolean; readonly kernel: number }): Graph {
  return graphOf(["N", 4, 6, 6], (g, input) => {
    const x = conv2d(g, "project", input, { out: 4, kernel: options.kernel });
    const normed = batchNorm(g, "norm", x);
    const y = add(g, x, conv2d(g, "conv", normed, { out: 4, groups: 4, kernel: 3, pad: 1 }));
    return options.readAgain ? add(g, y, relu(g, x)) : y;
  });
}

Deno.test("foldDepthwiseNorm() leaves an input that others read alone, the graph too", () => {
  for (const options of [{ readAgain: true, kernel: 1 }, { readAgain: false, kernel: 3 }]) {
    const graph = localStream(options);
    assertStrictEquals(foldDepthwiseNorm(graph), graph);
  }
});

Deno.test("foldDepthwiseNorm() refuses the values of a channel that is switched off", () => {
  const folded = foldDepthwiseNorm(localStream({ readAgain: false, kernel: 1 }));
  const bias = folded.parameters.find(({ name }) => name.includes("project.bias")) as Parameter;
  assertThrows(
    () => anyValues((target) => target.fill(0))(new Float32Array(4), bias),
    RangeError,
    'Cannot fold BatchNorm "norm.weight" as its weight is too small: got 0 in channel 0',
  );
});
