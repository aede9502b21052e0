import { assertEquals } from "@std/assert";
import { attend, byHead, partsByHead, splitHeads } from "../../../../models/layers/attention.ts";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import { layerNorm, linear } from "../../../../models/layers/layers.ts";
import { add, gelu, mul, softmax } from "../../../../models/operators/elementwise.ts";
import { concat, mean, reshape, select, transpose } from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { computeReadTokens } from "../../../../models/rewrite/needed/compute_read_tokens.ts";
import { assertEqualOutputs, graphOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

const NORM = { epsilon: 1e-5 } as const;

/** The shapes of what operators of a kind put out, in order. */
function shapesOf(graph: Graph, op: string): readonly string[] {
  return graph.nodes.filter((node) => node.op === op)
    .map(({ outputs: [name = ""] }) => String(graph.values.get(name)?.shape));
}

/** A graph over 5 tokens of 4 channels. */
function tokens(body: (g: Scope, x: Value) => Value): Graph {
  return graphOf(["N", 5, 4], body);
}

Deno.test("computeReadTokens() takes the token before the layers that treat each alike", async () => {
  const graph = tokens((g, x) => {
    const y = add(g, x, linear(g, "fc2", gelu(g, linear(g, "fc1", x, 6)), 4));
    return select(g, layerNorm(g, "norm", y, NORM), 1, 3);
  });
  const rewritten = computeReadTokens(graph);
  assertEquals(shapesOf(rewritten, "MatMul"), ["N,1,6", "N,1,4"]);
  assertEquals(shapesOf(rewritten, "LayerNormalization"), ["N,1,4"]);
  await assertEqualOutputs(graph, rewritten);
});

/** A block of attention, and what is read of it. */
function attention(read: (g: Scope, y: Value) => Value): Graph {
  return tokens((g, x) => {
    const qkv = linear(g, "qkv", layerNorm(g, "norm", x, NORM), 12);
    return read(g, add(g, x, linear(g, "proj", attend(g, splitHeads(g, qkv, 2)), 4)));
  });
}

Deno.test("computeReadTokens() computes the queries of one token, and the keys of all", async () => {
  const graph = attention((g, y) => select(g, y, 1, 0));
  const rewritten = computeReadTokens(graph);
  assertEquals(shapesOf(rewritten, "MatMul"), ["N,5,12", "N,1,4", "N,2,1,5", "N,2,1,2", "N,1,4"]);
  assertEquals(shapesOf(rewritten, "Softmax"), ["N,2,1,5"]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("computeReadTokens() computes tokens that different readers take once", async () => {
  const graph = attention((g, y) => {
    const last = layerNorm(g, "last", y, NORM);
    return add(
      g,
      linear(g, "a", select(g, last, 1, 3), 3),
      linear(g, "b", select(g, last, 1, 1), 3),
    );
  });
  const rewritten = computeReadTokens(graph);
  assertEquals(shapesOf(rewritten, "LayerNormalization"), ["N,5,4", "N,2,4"]);
  assertEquals(shapesOf(rewritten, "Softmax"), ["N,2,2,5"]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("computeReadTokens() cuts what is projected by itself, and what was cut already", async () => {
  const graph = tokens((g, x) => {
    const query = byHead(g, linear(g, "q", x, 4), 2);
    const [key, value] = partsByHead(g, linear(g, "kv", x, 8), { heads: 2, parts: 2 });
    const y = attend(g, { query, key: key as Value, value: value as Value });
    return add(g, select(g, gelu(g, y), 1, 4), select(g, y, 1, 0));
  });
  const rewritten = computeReadTokens(graph);
  assertEquals(shapesOf(rewritten, "Gelu"), ["N,1,4"]);
  assertEquals(shapesOf(rewritten, "Softmax"), ["N,2,2,5"]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("computeReadTokens() takes places from the end, several at once, and a table's", async () => {
  const graph = tokens((g, x) => {
    const placed = add(g, gelu(g, x), g.parameter("table", [1, 5, 4]));
    const indices = g.constant([-1, 1], [2]);
    const taken = g.node("Gather", {
      inputs: [placed, indices],
      attributes: { axis: -2 },
      outputs: [["N", 2, 4]],
    });
    return mul(g, taken[0] as Value, g.parameter("factor", [4]));
  });
  const rewritten = computeReadTokens(graph);
  assertEquals(shapesOf(rewritten, "Gelu"), ["N,2,4"]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("computeReadTokens() leaves alone what all tokens are read of, the graph too", () => {
  assertLeftAlone(computeReadTokens, {
    "nothing taken": tokens((g, x) => gelu(g, x)),
    "a mean beside it": tokens((g, x) => {
      const y = gelu(g, x);
      return add(g, select(g, y, 1, 0), mean(g, y, [1]));
    }),
    "along two axes": tokens((g, x) => {
      const y = gelu(g, x);
      return add(g, select(g, y, 1, 0), linear(g, "fc", select(g, y, 2, 0), 4));
    }),
    "each token": graphOf(["N", 2, 4], (g, x) => {
      const y = gelu(g, x);
      return add(g, select(g, y, 1, 0), select(g, y, 1, 1));
    }),
    "of the input": tokens((g, x) => gelu(g, select(g, x, 1, 0))),
    "mixed by a norm": tokens((g, x) => {
      const swapped = layerNorm(g, "norm", transpose(g, gelu(g, x), [0, 2, 1]), NORM);
      return select(g, swapped, 2, 0);
    }),
    "mixed by a softmax": tokens((g, x) => select(g, softmax(g, transpose(g, x, [0, 2, 1])), 2, 0)),
    "the columns of a product": tokens((g, x) =>
      select(g, matMul(g, x, g.parameter("w", [4, 3])), 2, 0)
    ),
    "put together": tokens((g, x) => select(g, concat(g, [gelu(g, x), x], 1), 1, 0)),
    "mixed by a reshape": graphOf(
      ["N", 4, 5],
      (g, x) => select(g, reshape(g, gelu(g, x), ["N", 5, 4]), 1, 0),
    ),
  });
});

Deno.test("computeReadTokens() computes all tokens that the graph puts out", () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 5, 4] },
    body: (g, x) => {
      const all = gelu(g, x);
      return { all, one: select(g, all, 1, 0) };
    },
  });
  assertLeftAlone(computeReadTokens, { "an output": graph });
});
