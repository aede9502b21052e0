import { assertEquals } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { linear, linearWithoutBias } from "../../../../models/layers/layers.ts";
import { add, mul, relu } from "../../../../models/operators/elementwise.ts";
import { mean, reshape, transpose } from "../../../../models/operators/layout.ts";
import { convolveTokens } from "../../../../models/rewrite/rules/convolve_tokens.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** An image of 2x3 from the tokens of a layer, some of it otherwise. */
interface Choices {
  readonly layer?: (g: Scope, x: Value) => Value;
  readonly grid?: readonly number[];
  readonly order?: readonly number[];
  readonly after?: (g: Scope, image: Value, tokens: Value) => Value;
}

function imageOfTokens(choices: Choices = {}): Graph {
  const {
    layer = (g, x) => linear(g, "fc", x, 4),
    grid = [2, 3, 4],
    order = [0, 3, 1, 2],
    after = relu,
  } = choices;
  return graphOf(["N", 6, 5], (g, x) => {
    const tokens = layer(g, relu(g, x));
    return after(g, transpose(g, reshape(g, tokens, ["N", ...grid]), order), tokens);
  });
}

Deno.test("convolveTokens() makes a layer on the tokens of an image a convolution", async () => {
  const graph = imageOfTokens();
  const rewritten = convolveTokens(graph);
  assertEquals(opsOf(rewritten), ["Relu", "Reshape", "Transpose", "Conv", "Relu"]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("convolveTokens() leaves other layers alone, the graph too", () => {
  assertLeftAlone(convolveTokens, {
    "tokens that others read": imageOfTokens({
      after: (g, image, tokens) => mul(g, mean(g, image, [2, 3]), mean(g, tokens, [1])),
    }),
    "an activation": imageOfTokens({ layer: (g, x) => relu(g, linear(g, "fc", x, 4)) }),
    "no bias": imageOfTokens({ layer: (g, x) => linearWithoutBias(g, "fc", x, 4) }),
    "columns before rows": imageOfTokens({ order: [0, 3, 2, 1] }),
    "channels last": imageOfTokens({ order: [0, 1, 2, 3] }),
    "channels in the middle": imageOfTokens({ order: [0, 1, 3, 2] }),
    "channels cut, too": imageOfTokens({ grid: [2, 3, 2, 2], order: [0, 3, 1, 2, 4] }),
    "one row of tokens": imageOfTokens({ grid: [6, 4], order: [0, 2, 1] }),
    "part of the channels first": imageOfTokens({ grid: [6, 2, 2], order: [0, 2, 1, 3] }),
    "no layout": graphOf(["N", 6, 5], (g, x) => add(g, linear(g, "fc", x, 5), x)),
  });
});

Deno.test("convolveTokens() leaves a layer alone whose tokens the graph puts out", () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 6, 5] },
    body(g, x) {
      const tokens = linear(g, "fc", x, 4);
      return { tokens, image: transpose(g, reshape(g, tokens, ["N", 2, 3, 4]), [0, 3, 1, 2]) };
    },
  });
  assertLeftAlone(convolveTokens, { "put out": graph });
});
