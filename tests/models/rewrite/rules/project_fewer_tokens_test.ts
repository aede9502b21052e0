// The three rules of project_fewer_tokens.ts one by one, on graphs of one head; whole attentions with several
// heads are in attention_layout_test.ts. 4 pixels, 4 channels and 1 to 4 tokens let operands be read
// the wrong way, and make 4 tokens exactly as dear as the pixels.

import { assert, assertEquals } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { conv2d, linear } from "../../../../models/layers/layers.ts";
import { mul, relu, softmax } from "../../../../models/operators/elementwise.ts";
import {
  concat,
  mean,
  reshape,
  resizeBilinear,
  transpose,
} from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { fusedMatMul, type ProductOptions } from "../../../../models/rewrite/engine/contributed.ts";
import { projectFewerTokens } from "../../../../models/rewrite/rules/project_fewer_tokens.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

type Step = (g: Scope, x: Value) => Value;

const CHANNELS = 4;
const SIDE = 2;
const PIXELS = SIDE ** 2;

function turned(g: Scope, x: Value): Value {
  return transpose(g, x, [0, 2, 1]);
}

/** A layer whose name says that it is not the one that may be moved. */
function given(g: Scope, x: Value, out = CHANNELS): Value {
  return conv2d(g, "given", x, { out, kernel: 3, pad: 1 });
}

/** `[N, T, 4]` of an image. */
function tokensOf(g: Scope, image: Value, count: number): Value {
  const fewer = resizeBilinear(g, relu(g, image), [1, count]);
  return turned(g, reshape(g, fewer, ["N", CHANNELS, count]));
}

/** `[N, 4, 2, 2]` -> `[N, 4, 4]`, channels first. */
function flat(g: Scope, image: Value): Value {
  return reshape(g, image, ["N", image.shape[1] ?? 0, PIXELS]);
}

function convolved(options: Partial<Parameters<typeof conv2d>[3]> = {}): Step {
  return (g, x) => conv2d(g, "moved", x, { out: CHANNELS, kernel: 1, ...options });
}

/** What every rule's graph may have otherwise. */
interface Choices {
  readonly tokens?: number;
  /** Channels of what is projected. */
  readonly channels?: number;
  readonly project?: Step;
  /** From the projected image to the operand `[N, 4, 4]`. */
  readonly operand?: Step;
  readonly multiply?: (g: Scope, a: Value, b: Value) => Value;
  readonly softmax?: Step;
  /** What else is made of a value: "projected", "operand", "logits" or "weights", and put out. */
  readonly alsoReads?: string;
  readonly after?: Step;
}

function softmaxOver(axis: number): Step {
  return (g, x) =>
    single(g.node("Softmax", { inputs: [x], attributes: { axis }, outputs: [x.shape] }));
}

function fusedBy(options: ProductOptions) {
  return (g: Scope, a: Value, b: Value) => fusedMatMul(g, a, b, options);
}

/** Mean squares over all but batch and channels, side by side; plain means of weights are all alike. */
function pooled(g: Scope, values: readonly Value[]): Value {
  const means = values.map((x) => mean(g, mul(g, x, x), x.shape.slice(2).map((_, i) => i + 2)));
  return concat(g, means, 1);
}

/** Tokens ask projected pixels: softmax(K Q). */
function tokensAsk(choices: Choices = {}): Graph {
  const { tokens = 3, channels = CHANNELS, project = convolved(), operand = flat } = choices;
  const { multiply = matMul, softmax: soft = softmax, alsoReads } = choices;
  return graphOf(["N", CHANNELS, SIDE, SIDE], (g, x) => {
    const projected = project(g, given(g, x, channels));
    const pixels = operand(g, projected);
    const logits = multiply(g, tokensOf(g, x, tokens), pixels);
    const weights = soft(g, logits);
    const also = { projected, operand: pixels, logits }[alsoReads ?? ""];
    return pooled(g, also ? [weights, also] : [weights]);
  });
}

/** Tokens mix projected pixels: A V, A after a softmax over the pixels as they were. */
function tokensMix(choices: Choices = {}): Graph {
  const { tokens = 3, channels = CHANNELS, project = convolved(), alsoReads } = choices;
  const { operand = (g, image) => turned(g, flat(g, image)), multiply = matMul } = choices;
  const { softmax: soft = softmax } = choices;
  return graphOf(["N", CHANNELS, SIDE, SIDE], (g, x) => {
    const projected = project(g, given(g, x, channels));
    const values = operand(g, projected);
    const weights = soft(g, matMul(g, tokensOf(g, x, tokens), flat(g, x)));
    const mixed = multiply(g, weights, values);
    const also = { projected, operand: values, weights }[alsoReads ?? ""];
    return pooled(g, also ? [mixed, also] : [mixed]);
  });
}

/** Projected pixels ask tokens and are projected again: F(softmax(Q K) V). */
function pixelsAsk(
  { out = CHANNELS, mix = matMul, join, again, ...choices }: Choices & {
    readonly out?: number;
    readonly mix?: (g: Scope, a: Value, b: Value) => Value;
    readonly join?: Step;
    readonly again?: Partial<Parameters<typeof conv2d>[3]>;
  } = {},
): Graph {
  const { tokens = 3, channels = CHANNELS, project = convolved(), alsoReads } = choices;
  const { operand = (g, image) => turned(g, flat(g, image)), multiply = matMul } = choices;
  const { softmax: soft = softmax } = choices;
  const { after = (g, x) => reshape(g, turned(g, x), ["N", CHANNELS, SIDE, SIDE]) } = choices;
  return graphOf(["N", CHANNELS, SIDE, SIDE], (g, x) => {
    const projected = project(g, given(g, x, channels));
    const asking = operand(g, projected);
    const logits = multiply(g, asking, turned(g, tokensOf(g, x, tokens)));
    const weights = soft(g, logits);
    const mixed = mix(g, weights, tokensOf(g, relu(g, x), tokens));
    const joined = (join ?? after)(g, mixed);
    const last = conv2d(g, "after", joined, { out, kernel: 1, ...again });
    const also = { projected, operand: asking, logits, weights, mixed, joined }[alsoReads ?? ""];
    return pooled(g, also ? [last, also] : [last]);
  });
}

/** How many 1x1 convolutions of pixels a graph has left. */
function moved(graph: Graph): number {
  const names = graph.nodes.filter(({ op }) => op === "Conv").map(({ scope }) => scope);
  return names.filter((name) => name !== "given").length;
}

Deno.test("projectFewerTokens() moves each projection, with a bias and without", async () => {
  for (const bias of [true, false]) {
    const project = convolved({ bias });
    const graphs = [
      tokensAsk({ project }),
      tokensMix({ project }),
      pixelsAsk({ project }),
      pixelsAsk({ again: { bias } }),
    ];
    for (const graph of graphs) {
      const rewritten = projectFewerTokens(graph);
      assertEquals(moved(rewritten), 0);
      await assertEqualOutputs(graph, rewritten);
    }
  }
});

Deno.test("projectFewerTokens() keeps factors and operands that are read the other way", async () => {
  const last = (g: Scope, image: Value) => turned(g, flat(g, image));
  const graphs = [
    tokensAsk({ multiply: fusedBy({ alpha: 0.25 }) }),
    tokensAsk({ operand: last, multiply: fusedBy({ transB: true, alpha: 0.25 }) }),
    tokensMix({ operand: flat, multiply: fusedBy({ transB: true }) }),
    pixelsAsk({ multiply: fusedBy({ alpha: 0.25 }) }),
    pixelsAsk({ operand: flat, multiply: fusedBy({ transA: true, alpha: 4 }) }),
    pixelsAsk({
      mix: (g, weights, values) => fusedMatMul(g, weights, turned(g, values), { transB: true }),
    }),
  ];
  for (const graph of graphs) {
    const rewritten = projectFewerTokens(graph);
    assertEquals(moved(rewritten), 0);
    await assertEqualOutputs(graph, rewritten);
  }
});

/** One image by itself: what a graph has to be left alone for, whatever the rule. */
const OPERANDS: Readonly<Record<string, Choices>> = {
  "a projection that others read": { alsoReads: "projected" },
  "an operand that others read": { alsoReads: "operand" },
  "as many tokens as are as dear": { tokens: 4 },
  "a 3x3 convolution": { project: convolved({ kernel: 3, pad: 1 }) },
  "a convolution in groups": { project: convolved({ groups: 2 }) },
  "an activation": { project: (g, x) => relu(g, convolved()(g, x)) },
};

function byOperand(graphFor: (choices: Choices) => Graph): Readonly<Record<string, Graph>> {
  return Object.fromEntries(
    Object.entries(OPERANDS).map(([what, choices]) => [what, graphFor(choices)]),
  );
}

Deno.test("projectFewerTokens() moves no projection that tokens ask where that changes or costs", () => {
  assertLeftAlone(projectFewerTokens, {
    ...byOperand(tokensAsk),
    "no softmax after it": tokensAsk({ softmax: relu }),
    "a softmax over the tokens": tokensAsk({ softmax: softmaxOver(1) }),
    "logits that others read": tokensAsk({ alsoReads: "logits" }),
    "pixels that are summed over": tokensAsk({ operand: (g, image) => turned(g, flat(g, image)) }),
    "pixels that are summed over, read the other way": tokensAsk({
      multiply: fusedBy({ transB: true }),
    }),
  });
});

Deno.test("projectFewerTokens() does not touch logits that the graph puts out", () => {
  for (const withSoftmax of [true, false]) {
    const graph = buildManyOutputs("test", {
      input: { name: "x", shape: ["N", CHANNELS, SIDE, SIDE] },
      body(g, x) {
        const pixels = flat(g, convolved()(g, given(g, x)));
        const logits = matMul(g, tokensOf(g, x, 3), pixels);
        return withSoftmax ? { logits, weights: softmax(g, logits) } : { logits };
      },
    });
    assertLeftAlone(projectFewerTokens, { "put out": graph });
  }
});

Deno.test("projectFewerTokens() moves no projection that tokens mix where that changes or costs", () => {
  assertLeftAlone(projectFewerTokens, {
    ...byOperand(tokensMix),
    "weights that do not sum to 1": tokensMix({ softmax: relu }),
    "weights that sum to 1 over the tokens": tokensMix({ softmax: softmaxOver(1) }),
    "weights times a factor": tokensMix({ multiply: fusedBy({ alpha: 0.5 }) }),
    "pixels that are not summed over": tokensMix({ operand: flat }),
    "weights that are read the other way": tokensMix({
      channels: 2,
      softmax: (g, x) => softmax(g, turned(g, x)),
      multiply: fusedBy({ transA: true }),
    }),
  });
});

Deno.test("projectFewerTokens() moves no projection of pixels that ask where that changes or costs", () => {
  const image = (g: Scope, x: Value) => reshape(g, x, ["N", CHANNELS, SIDE, SIDE]);
  assertLeftAlone(projectFewerTokens, {
    ...byOperand(pixelsAsk),
    "a softmax over the pixels": pixelsAsk({ softmax: softmaxOver(1) }),
    "no softmax": pixelsAsk({ softmax: relu }),
    "a mix times a factor": pixelsAsk({ mix: fusedBy({ alpha: 0.5 }) }),
    "logits that others read": pixelsAsk({ alsoReads: "logits" }),
    "weights that others read": pixelsAsk({ alsoReads: "weights" }),
    "a mix that others read": pixelsAsk({ alsoReads: "mixed" }),
    "an image that others read": pixelsAsk({ alsoReads: "joined" }),
    "an image of the tokens' channels": pixelsAsk({ join: image }),
    "a 3x3 convolution after it": pixelsAsk({ again: { kernel: 3, pad: 1 } }),
    "a convolution in groups after it": pixelsAsk({ again: { groups: 2 } }),
    "channels that ask": pixelsAsk({ operand: flat }),
    "channels that ask, read the other way": pixelsAsk({ multiply: fusedBy({ transA: true }) }),
    "an image that is projected to many channels": pixelsAsk({ out: 64 }),
    "many channels that are projected": pixelsAsk({ channels: 64 }),
    "weights that are read the other way": pixelsAsk({
      tokens: 4,
      channels: 2,
      out: 2,
      mix: fusedBy({ transA: true }),
    }),
  });
});

Deno.test("projectFewerTokens() weighs as many multiply-adds as the formula says", () => {
  // T c (d + P) < d P (c + T), here P = d = 4: T c < 2 (c + T)
  const isMoved = (tokens: number, channels: number) =>
    moved(projectFewerTokens(tokensAsk({ tokens, channels }))) === 0;
  for (const tokens of [1, 2, 3, 4]) {
    for (const channels of [1, 3, 4, 5, 6, 7, 8, 12]) {
      const isLess = tokens * channels < 2 * (channels + tokens);
      assertEquals(isMoved(tokens, channels), isLess, `${tokens} tokens, ${channels} channels`);
    }
  }
});

Deno.test("projectFewerTokens() moves linear layers on tokens `[N, P, C]`, not on more axes", async () => {
  const asking = (shape: readonly number[]) =>
    graphOf(["N", ...shape, 5], (g, x) => {
      const tokens = linear(g, "moved", relu(g, x), CHANNELS);
      const keys = transpose(g, tokens, [
        ...shape.map((_, i) => i),
        shape.length + 1,
        shape.length,
      ]);
      const query = relu(
        g,
        linear(g, "query", mean(g, x, [shape.length], { keepDims: true }), CHANNELS),
      );
      return softmax(g, matMul(g, query, keys));
    });
  const plain = asking([6]);
  const rewritten = projectFewerTokens(plain);
  assert(opsOf(rewritten).includes("FusedMatMul"));
  await assertEqualOutputs(plain, rewritten);
  assertLeftAlone(projectFewerTokens, { "more axes": asking([2, 6]) });
});
