import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { conv2d, depthwise3x3 } from "../../../../models/layers/layers.ts";
import { conv } from "../../../../models/operators/convolution.ts";
import { add, mul, relu } from "../../../../models/operators/elementwise.ts";
import { foldResidual } from "../../../../models/rewrite/rules/fold_residual.ts";
import { DEPTHWISE_CASE } from "../depthwise_case.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

Deno.test("foldResidual() keeps the outputs up to the borders", async () => {
  await fc.assert(
    fc.asyncProperty(
      DEPTHWISE_CASE,
      async ({ channels, height, width, pad, bias, isFirst, seed }) => {
        const options = { out: channels, groups: channels, kernel: 2 * pad + 1, pad, bias };
        const graph = graphOf(["N", channels, height, width], (g, x) => {
          const y = conv2d(g, "conv", x, options);
          return isFirst ? add(g, x, y) : add(g, y, x);
        });
        const folded = foldResidual(graph);
        assertEquals(opsOf(folded), ["Conv"]);
        await assertEqualOutputs(graph, folded, { seed });
      },
    ),
    { numRuns: 25 },
  );
});

/** `x + conv(x)` of four channels, some of it otherwise. */
function residual(
  options: Partial<Parameters<typeof conv2d>[3]> = {},
  join: (g: Scope, x: Value, y: Value) => Value = add,
): Graph {
  const all = { out: 4, kernel: 3, pad: 1, groups: 4, ...options };
  return graphOf(["N", 4, 5, 5], (g, x) => join(g, x, conv2d(g, "conv", x, all)));
}

Deno.test("foldResidual() leaves other sums alone, the graph too", () => {
  assertEquals(opsOf(foldResidual(residual())), ["Conv"]);
  assertLeftAlone(foldResidual, {
    "no sum": residual({}, mul),
    "of another": graphOf(["N", 4, 5, 5], (g, x) => add(g, x, depthwise3x3(g, "b", add(g, x, x)))),
    "of all channels": residual({ groups: 1, kernel: 1, pad: 0 }),
    "one filter for all channels": residual({ out: 1, groups: 1 }),
    "of groups of two": residual({ groups: 2 }),
    "read twice": residual({}, (g, x, y) => add(g, add(g, x, y), y)),
    "not known": graphOf(["N", 4, 5, 5], (g, x) => {
      const kernels = relu(g, g.parameter("kernels", [4, 1, 3, 3]));
      return add(g, x, conv(g, x, kernels, undefined, { groups: 4, pad: 1 }));
    }),
  });
  assertLeftAlone(foldResidual, {
    // These change the size to one pixel, which a sum spreads over all
    "a larger stride": graphOf(
      ["N", 4, 3, 3],
      (g, x) =>
        add(g, x, conv2d(g, "conv", x, { out: 4, groups: 4, kernel: 3, stride: 3, pad: 1 })),
    ),
    "no pad": graphOf(
      ["N", 4, 3, 3],
      (g, x) => add(g, x, conv2d(g, "conv", x, { out: 4, groups: 4, kernel: 3 })),
    ),
    "an even kernel": graphOf(
      ["N", 4, 1, 1],
      (g, x) => add(g, x, conv2d(g, "conv", x, { out: 4, groups: 4, kernel: 2, pad: 1 })),
    ),
  });
});

Deno.test("foldResidual() leaves a convolution alone that the graph puts out", () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 4, 5, 5] },
    body(g, x) {
      const convolved = depthwise3x3(g, "conv", x);
      return { convolved, sum: add(g, x, convolved) };
    },
  });
  assertLeftAlone(foldResidual, { "put out": graph });
});
