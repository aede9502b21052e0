import { assertEquals } from "@std/assert";
import { joinHeads, splitHeads, swapAxes } from "../../../../models/layers/attention.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import { linear } from "../../../../models/layers/layers.ts";
import { add, mul, relu, scale, softmax } from "../../../../models/operators/elementwise.ts";
import { reshape } from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { fuseBiasedAttention } from "../../../../models/rewrite/rules/fuse_biased_attention.ts";
import { projectParts } from "../../../../models/rewrite/rules/project_parts.ts";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** Attention in 3 windows of 4 tokens, 2 heads of 4 channels; some of it otherwise. */
interface Choices {
  readonly outer?: readonly number[];
  readonly terms?: (g: Scope, logits: Value) => Value;
  readonly query?: (g: Scope, query: Value) => Value;
  readonly key?: (g: Scope, key: Value) => Value;
  readonly weights?: (g: Scope, logits: Value) => Value;
  readonly last?: (g: Scope, x: Value) => Value;
}

const HALF = 0.5;

/** A learned term of the logits. */
function term(g: Scope, shape: readonly number[], name = "term"): Value {
  return g.parameter(name, shape);
}

function attention(choices: Choices = {}): Graph {
  const {
    outer = [3],
    terms = (g, logits) => add(g, logits, term(g, [2, 4, 4])),
    query = (g, x) => scale(g, x, HALF),
    key = (g, x) => swapAxes(g, x, -2, -1),
    weights = softmax,
    last = (g, x) => relu(g, joinHeads(g, x)),
  } = choices;
  return projectParts(graphOf(["N", ...outer, 4, 8], (g, x) => {
    const parts = splitHeads(g, linear(g, "qkv", x, 24), 2);
    const logits = matMul(g, query(g, parts.query), key(g, parts.key));
    return last(g, matMul(g, weights(g, terms(g, logits)), parts.value));
  }));
}

/** Shapes of what the Attention of a graph reads. */
function inputsOf(graph: Graph): readonly unknown[] {
  const node = graph.nodes.find(({ op }) => op === "Attention");
  return node?.inputs.map((name) => graph.values.get(name)?.shape) ?? [];
}

/** Names of the vectors that a graph adds. */
function biasesOf({ parameters }: Graph): readonly string[] {
  return parameters.filter(({ role, shape }) => role !== "constant" && shape.length === 1)
    .map(({ name }) => name).toSorted();
}

Deno.test("fuseBiasedAttention() joins windows with the batch where they share the terms", async () => {
  const plain = attention();
  const fused = fuseBiasedAttention(plain);
  assertEquals<unknown>(inputsOf(fused), [...Array(3).fill(["3N", 4, 8]), [1, 2, 4, 4]]);
  const node = fused.nodes.find(({ op }) => op === "Attention");
  assertEquals<unknown>(node?.attributes, {
    q_num_heads: 2,
    kv_num_heads: 2,
    scale: { float: HALF },
  });
  assertEquals(opsOf(fused).filter((op) => op === "Softmax"), []);
  await assertEqualOutputs(plain, fused);
});

Deno.test("fuseBiasedAttention() moves nothing that lies right, and drops the bias of the keys", () => {
  const fused = fuseBiasedAttention(attention());
  // Those that are left turn weights.
  const moved = fused.nodes.filter(({ op, inputs: [name = ""] }) =>
    op === "Transpose" && fused.values.get(name)?.shape.length !== 2
  );
  assertEquals(moved, []);
  assertEquals(opsOf(fused).filter((op) => op === "Add").length, 2);
});

Deno.test("fuseBiasedAttention() joins windows with the heads where their terms differ", async () => {
  const plain = attention({
    terms: (g, logits) => {
      const biased = add(g, term(g, [2, 4, 4]), logits);
      return add(g, biased, term(g, [3, 1, 4, 4], "mask"));
    },
  });
  const fused = fuseBiasedAttention(plain);
  assertEquals<unknown>(inputsOf(fused), [...Array(3).fill(["N", 4, 24]), [1, 6, 4, 4]]);
  await assertEqualOutputs(plain, fused);
});

Deno.test("fuseBiasedAttention() carries the bias of the values into the next layer's", async () => {
  const project = (g: Scope, x: Value) => linear(g, "proj", joinHeads(g, x), 8);
  const ownTerms = (g: Scope, logits: Value) => add(g, logits, term(g, [3, 2, 4, 4]));
  for (const choices of [{ last: project }, { last: project, terms: ownTerms }]) {
    const plain = attention(choices);
    const fused = fuseBiasedAttention(plain);
    assertEquals(biasesOf(fused), ["(proj.bias + proj.weight . qkv.bias[16:24])", "qkv.bias[0:8]"]);
    await assertEqualOutputs(plain, fused);
  }
  const joinedOtherwise = attention({
    last: (g, x) => relu(g, reshape(g, joinHeads(g, x), ["N", 3, 8, 4])),
  });
  const fused = fuseBiasedAttention(joinedOtherwise);
  assertEquals(biasesOf(fused), ["qkv.bias[0:8]", "qkv.bias[16:24]"]);
  await assertEqualOutputs(joinedOtherwise, fused);
});

Deno.test("fuseBiasedAttention() takes every factor on the way to the product", async () => {
  const plain = attention({
    query: (g, x) => mul(g, g.constant(new Float32Array([HALF]), []), scale(g, x, 3)),
    key: (g, x) => scale(g, swapAxes(g, scale(g, x, 1 / 4), -2, -1), 2),
    terms: (g, logits) => add(g, scale(g, logits, HALF), term(g, [2, 4, 4])),
  });
  const fused = fuseBiasedAttention(plain);
  const node = fused.nodes.find(({ op }) => op === "Attention");
  assertEquals(node?.attributes["scale"], { float: (HALF * 3 * HALF) / 2 });
  await assertEqualOutputs(plain, fused);
});

Deno.test("fuseBiasedAttention() takes terms of one head, of several axes of windows, and computed ones", async () => {
  const graphs = {
    "one for all heads": attention({ terms: (g, x) => add(g, x, term(g, [4, 4])) }),
    "windows in rows and columns": attention({ outer: [2, 3] }),
    "rows and columns with terms of their own": attention({
      outer: [2, 3],
      terms: (g, x) => add(g, x, term(g, [2, 3, 2, 4, 4])),
    }),
    "no windows": attention({ outer: [] }),
    "a factor below 0, which stays": attention({ query: (g, x) => scale(g, x, -HALF) }),
    "computed": attention({ terms: (g, x) => add(g, x, relu(g, term(g, [2, 4, 4]))) }),
    "with an axis of the batch": attention({
      terms: (g, x) => add(g, x, term(g, [1, 1, 2, 4, 4])),
    }),
  };
  for (const [what, plain] of Object.entries(graphs)) {
    const fused = fuseBiasedAttention(plain);
    assertEquals(opsOf(fused).filter((op) => op === "Attention").length, 1, what);
    await assertEqualOutputs(plain, fused);
  }
});

Deno.test("fuseBiasedAttention() leaves other attention alone, the graph too", () => {
  assertLeftAlone(fuseBiasedAttention, {
    "no term": attention({ terms: (_, logits) => logits }),
    "a term of what is computed": attention({ terms: (g, x) => add(g, x, relu(g, x)) }),
    "a term by query": attention({ terms: (g, x) => add(g, x, term(g, [2, 4, 1])) }),
    "a term by key": attention({ terms: (g, x) => add(g, x, term(g, [1, 4])) }),
    "terms by window, one for all heads": attention({
      terms: (g, x) => add(g, x, term(g, [3, 1, 4, 4])),
    }),
    "a softmax over the queries": attention({
      weights: (g, x) =>
        single(g.node("Softmax", { inputs: [x], attributes: { axis: -2 }, outputs: [x.shape] })),
    }),
    "keys that are not turned": attention({ key: (_, x) => x, outer: [3] }),
    "heads that are not joined": attention({ last: relu }),
    "heads in a row": attention({ last: (g, x) => relu(g, reshape(g, x, ["N", 3, 8, 4])) }),
    "weights that others read": attention({
      weights: (g, x) => {
        const weights = softmax(g, x);
        return mul(g, weights, weights);
      },
    }),
  });
});

Deno.test("fuseBiasedAttention() leaves weights alone that the graph puts out", () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 3, 4, 8] },
    body(g, x) {
      const { query, key, value } = splitHeads(g, linear(g, "qkv", x, 24), 2);
      const logits = matMul(g, query, swapAxes(g, key, -2, -1));
      const weights = softmax(g, add(g, logits, term(g, [2, 4, 4])));
      return { y: joinHeads(g, matMul(g, weights, value)), weights };
    },
  });
  assertLeftAlone(fuseBiasedAttention, { "put out": graph });
});

Deno.test("fuseBiasedAttention() raises no operator that the runtime has in an older version only", () => {
  const last = (g: Scope, x: Value) =>
    single(g.node("RoiAlign", { inputs: [joinHeads(g, x)], outputs: [["N", 3, 4, 8]] }));
  assertLeftAlone(fuseBiasedAttention, { "RoiAlign": attention({ last }) });
});

Deno.test("fuseBiasedAttention() writes no second version of the operator set", () => {
  const plain = attention();
  const nodes = plain.nodes.map((node) => ({ ...node, version: 17 }));
  assertLeftAlone(fuseBiasedAttention, { "of a file": { ...plain, nodes } });
});
