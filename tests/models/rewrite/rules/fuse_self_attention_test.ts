import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { attend, splitHeads } from "../../../../models/layers/attention.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import { single } from "../../../../models/graph/scope.ts";
import type { Attribute, Graph, Value } from "../../../../models/graph/graph.ts";
import { conv2d, linear } from "../../../../models/layers/layers.ts";
import { mul, relu } from "../../../../models/operators/elementwise.ts";
import { reshape, select, transpose } from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { fuseSelfAttention } from "../../../../models/rewrite/rules/fuse_self_attention.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

const CASE = fc.record({
  tokens: fc.integer({ min: 1, max: 50 }),
  heads: fc.integer({ min: 1, max: 4 }),
  headWidth: fc.constantFrom(4, 8, 32),
  inputWidth: fc.constantFrom(8, 24, 48),
  seed: fc.nat(1000),
});

Deno.test("fuseSelfAttention() keeps the outputs, whatever the width that it is projected from", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ tokens, heads, headWidth, inputWidth, seed }) => {
      const width = heads * headWidth;
      const graph = graphOf(
        ["N", tokens, inputWidth],
        (g, x) => relu(g, attend(g, splitHeads(g, linear(g, "qkv", x, 3 * width), heads))),
      );
      const fused = fuseSelfAttention(graph);
      assertEquals(opsOf(fused), ["Attention", "Relu"]);
      await assertEqualOutputs(graph, fused, { seed });
    }),
    { numRuns: 15 },
  );
});

/** What of an attention may be otherwise; 2 tokens, heads and channels a head let most of it run. */
interface Choices {
  readonly batch?: "N" | 3;
  readonly parts?: number;
  readonly projected?: (g: Scope, x: Value) => Value;
  readonly order?: readonly number[];
  readonly partAxis?: number;
  readonly taken?: readonly [query: number, key: number, value: number];
  readonly swap?: readonly number[];
  readonly multiply?: (g: Scope, a: Value, b: Value) => Value;
  readonly scaled?: (g: Scope, x: Value) => Value;
  readonly softmax?: readonly [op: string, attributes: Readonly<Record<string, Attribute>>];
  readonly join?: readonly number[];
  readonly last?: (g: Scope, x: Value) => Value;
}

function half(g: Scope): Value {
  return g.constant(new Float32Array([0.5]), []);
}

function attention(choices: Choices = {}): Graph {
  const { batch = "N", parts = 3, partAxis = 0, taken = [0, 1, 2] } = choices;
  const {
    projected = (g, x) => linear(g, "qkv", x, 4 * parts),
    order = [2, 0, 3, 1, 4],
    swap = [0, 1, 3, 2],
    multiply = matMul,
    scaled = (g, x) => mul(g, x, half(g)),
    softmax: [op, attributes] = ["Softmax", { axis: -1 }],
    join = [0, 2, 1, 3],
    last = (g, x) => reshape(g, x, [batch, 2, 4]),
  } = choices;
  return graphOf([batch, 2, 4], (g, x) => {
    const cut = reshape(g, projected(g, x), [batch, 2, parts, 2, 2]);
    const moved = transpose(g, cut, order);
    const [query, key, value] = taken.map((i) => select(g, moved, partAxis, i)) as [
      Value,
      Value,
      Value,
    ];
    const logits = scaled(g, multiply(g, query, transpose(g, key, swap)));
    const weights = single(
      g.node(op, { inputs: [logits], attributes, outputs: [logits.shape] }),
    );
    return relu(g, last(g, transpose(g, multiply(g, weights, value), join)));
  });
}

Deno.test("fuseSelfAttention() keeps a scale that is not the usual one, and the number of heads", async () => {
  const fused = fuseSelfAttention(attention());
  assertEquals<unknown>(fused.nodes[0]?.attributes, { num_heads: 2, scale: { float: 0.5 } });
  await assertEqualOutputs(attention(), fused);
  const quarter = attention({
    scaled: (g, x) => mul(g, x, g.constant(new Float32Array([0.25]), [])),
  });
  await assertEqualOutputs(quarter, fuseSelfAttention(quarter));
});

Deno.test("fuseSelfAttention() leaves what is no self-attention alone, the graph too", () => {
  assertEquals(opsOf(fuseSelfAttention(attention())), ["Attention", "Relu"]);
  assertEquals(opsOf(fuseSelfAttention(attention({ batch: 3 }))), ["Attention", "Relu"]);

  assertLeftAlone(fuseSelfAttention, {
    "softmax over the queries": attention({ softmax: ["Softmax", { axis: 2 }] }),
    "no softmax": attention({ softmax: ["LogSoftmax", { axis: -1 }] }),
    "keys and queries change places": attention({ taken: [1, 0, 2] }),
    "keys are the values": attention({ taken: [0, 2, 2] }),
    "values are the keys": attention({ taken: [0, 1, 1] }),
    "queries are the keys": attention({ taken: [1, 1, 2] }),
    "parts cut across the batch": attention({ batch: 3, partAxis: 1 }),
    "heads and tokens not swapped": attention({ order: [2, 0, 1, 3, 4] }),
    "a fourth part": attention({ parts: 4 }),
    "keys turned otherwise": attention({ swap: [0, 2, 3, 1] }),
    "heads joined otherwise": attention({ join: [0, 2, 3, 1] }),
    "heads joined to one token": attention({ last: (g, x) => reshape(g, x, ["N", 1, 8]) }),
    "not joined": attention({ last: relu }),
    "joined by another operator": attention({
      last: (g, x) => single(g.node("Some", { inputs: [x], outputs: [["N", 2, 4]] })),
    }),
    "tokens on two axes": attention({
      projected: (g, x) => linear(g, "qkv", reshape(g, x, ["N", 1, 2, 4]), 12),
      last: (g, x) => reshape(g, x, ["N", 1, 2, 4]),
    }),
    "products by element": attention({ multiply: mul }),
    "a learned scale": attention({ scaled: (g, x) => mul(g, x, g.parameter("scale", [])) }),
    "a scale by column": attention({
      scaled: (g, x) => mul(g, x, g.constant(new Float32Array([1, 2]), [2])),
    }),
    "divided by the scale": attention({
      scaled: (g, x) => single(g.node("Div", { inputs: [x, half(g)], outputs: [x.shape] })),
    }),
    "an activation before it is cut": attention({
      projected: (g, x) => relu(g, linear(g, "qkv", x, 12)),
    }),
    "tokens cut otherwise than they were projected": attention({
      projected: (g, x) => linear(g, "qkv", reshape(g, x, ["N", 4, 2]), 6),
    }),
  });
});

Deno.test("fuseSelfAttention() leaves an attention alone whose projection is of an image", () => {
  const graph = graphOf(["N", 4, 2, 1], (g, x) => {
    const image = conv2d(g, "qkv", x, { out: 12, kernel: 1 });
    const tokens = transpose(g, reshape(g, image, ["N", 12, 2]), [0, 2, 1]);
    return attend(g, splitHeads(g, tokens, 2));
  });
  assertLeftAlone(fuseSelfAttention, { "of an image": graph });
});

Deno.test("fuseSelfAttention() leaves attention between two inputs alone, the graph too", () => {
  const between = (part: "query" | "key" | "value") =>
    graphOf(["N", 5, 8], (g, x) => {
      const ours = splitHeads(g, linear(g, "a", x, 24), 2);
      const theirs = splitHeads(g, linear(g, "b", x, 24), 2);
      return attend(g, { ...theirs, [part]: ours[part] });
    });
  assertLeftAlone(fuseSelfAttention, {
    "the queries of another": between("query"),
    "the keys of another": between("key"),
    "the values of another": between("value"),
  });
});
