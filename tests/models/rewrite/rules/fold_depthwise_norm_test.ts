import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import type { Graph, Parameter, Value } from "../../../../models/graph/graph.ts";
import { batchNorm, conv2d } from "../../../../models/layers/layers.ts";
import { add, relu } from "../../../../models/operators/elementwise.ts";
import { anyValues } from "../../../../models/graph/parameter_values.ts";
import { foldDepthwiseNorm } from "../../../../models/rewrite/rules/fold_depthwise_norm.ts";
import { DEPTHWISE_CASE } from "../depthwise_case.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { wideBatchNorm } from "../wide_batch_norm.ts";
import { assertLeftAlone } from "../left_alone.ts";

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

/** `x + depthwise(norm(x))` of a projected image, some of it otherwise. */
interface Choices {
  readonly project?: Partial<Parameters<typeof conv2d>[3]>;
  readonly normed?: (g: Scope, x: Value) => Value;
  readonly after?: (
    g: Scope,
    y: Value,
    parts: { readonly x: Value; readonly normed: Value },
  ) => Value;
}

function localStream(
  { project = {}, normed = (_, x) => x, after = (_, y) => y }: Choices = {},
): Graph {
  return graphOf(["N", 4, 6, 6], (g, input) => {
    const x = conv2d(g, "project", input, { out: 4, kernel: 1, ...project });
    const norm = batchNorm(g, "norm", normed(g, x));
    const y = add(g, x, conv2d(g, "conv", norm, { out: 4, groups: 4, kernel: 3, pad: 1 }));
    return after(g, y, { x, normed: norm });
  });
}

Deno.test("foldDepthwiseNorm() leaves an input that others read alone, the graph too", () => {
  assertEquals(opsOf(foldDepthwiseNorm(localStream())), ["Conv", "Conv"]);
  assertLeftAlone(foldDepthwiseNorm, {
    "read again": localStream({ after: (g, y, { x }) => add(g, y, relu(g, x)) }),
    "its norm read again": localStream({ after: (g, y, { normed }) => add(g, y, relu(g, normed)) }),
    "the norm of another": localStream({ normed: relu }),
    "the norm of another projection": graphOf(["N", 4, 6, 6], (g, input) => {
      const x = conv2d(g, "project", input, { out: 4, kernel: 1 });
      const other = conv2d(g, "other", input, { out: 4, kernel: 1 });
      const normed = batchNorm(g, "norm", other);
      const y = add(g, x, conv2d(g, "conv", normed, { out: 4, groups: 4, kernel: 1 }));
      return add(g, y, relu(g, other));
    }),
    "of a 3x3 convolution": localStream({ project: { kernel: 3 } }),
    "of a padded convolution": localStream({ project: { pad: 1 } }),
    "of a strided convolution": localStream({ project: { stride: 2 } }),
    "of a convolution in groups": localStream({ project: { groups: 2 } }),
    "of no convolution": graphOf(
      ["N", 4, 6, 6],
      (g, x) =>
        add(g, x, conv2d(g, "conv", batchNorm(g, "norm", x), { out: 4, groups: 4, kernel: 1 })),
    ),
    "no norm": graphOf(["N", 4, 6, 6], (g, input) => {
      const x = conv2d(g, "project", input, { out: 4, kernel: 1 });
      return add(g, x, conv2d(g, "conv", relu(g, x), { out: 4, groups: 4, kernel: 1 }));
    }),
  });
});

Deno.test("foldDepthwiseNorm() leaves a projection alone that the graph puts out", () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 4, 6, 6] },
    body(g, input) {
      const x = conv2d(g, "project", input, { out: 4, kernel: 1 });
      const y = conv2d(g, "conv", batchNorm(g, "norm", x), { out: 4, groups: 4, kernel: 1 });
      return { projected: x, sum: add(g, x, y) };
    },
  });
  assertLeftAlone(foldDepthwiseNorm, { "put out": graph });
});

Deno.test("foldDepthwiseNorm() refuses the values of a channel that is switched off", () => {
  const folded = foldDepthwiseNorm(localStream());
  const bias = folded.parameters.find(({ name }) => name.includes("project.bias")) as Parameter;
  assertThrows(
    () => anyValues((target) => target.fill(0))(new Float32Array(4), bias),
    RangeError,
    'Cannot fold BatchNorm "norm.weight" as its weight is too small: got 0 in channel 0',
  );
});

Deno.test("foldDepthwiseNorm() takes the epsilon along, however large", async () => {
  const graph = graphOf(["N", 4, 6, 6], (g, input) => {
    const x = conv2d(g, "project", input, { out: 4, kernel: 1 });
    const y = conv2d(g, "conv", wideBatchNorm(g, x), { out: 4, groups: 4, kernel: 3, pad: 1 });
    return add(g, x, y);
  });
  const folded = foldDepthwiseNorm(graph);
  assertEquals(opsOf(folded), ["Conv", "Conv"]);
  await assertEqualOutputs(graph, folded);
});
