import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { conv2d, depthwise3x3 } from "../../../models/layers.ts";
import { add } from "../../../models/operators/elementwise.ts";
import { foldResidual } from "../../../models/rewrite/residual.ts";
import { DEPTHWISE_CASE } from "./depthwise_case.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

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

Deno.test("foldResidual() leaves other sums alone, the graph too", () => {
  const ofAnother = graphOf(
    ["N", 4, 5, 5],
    (g, x) => add(g, x, depthwise3x3(g, "b", add(g, x, x))),
  );
  const full = graphOf(
    ["N", 4, 5, 5],
    (g, x) => add(g, x, conv2d(g, "c", x, { out: 4, kernel: 1 })),
  );
  const readTwice = graphOf(["N", 4, 5, 5], (g, x) => {
    const y = depthwise3x3(g, "conv", x);
    return add(g, add(g, x, y), y);
  });
  for (const graph of [ofAnother, full, readTwice]) assertStrictEquals(foldResidual(graph), graph);
});
