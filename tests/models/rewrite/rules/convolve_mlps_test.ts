import { assertEquals } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import type { Graph, Shape, Value } from "../../../../models/graph/graph.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import { linear, linearWithoutBias } from "../../../../models/layers/layers.ts";
import { add, gelu, mul, relu } from "../../../../models/operators/elementwise.ts";
import { transpose } from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import { convolveMlps } from "../../../../models/rewrite/rules/convolve_mlps.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** An MLP of 16 and 32 channels, some of it otherwise. */
interface Choices {
  readonly shape?: Shape;
  readonly first?: (g: Scope, x: Value) => Value;
  readonly activation?: (g: Scope, x: Value) => Value;
  readonly last?: (g: Scope, x: Value) => Value;
}

function mlp(choices: Choices = {}): Graph {
  const {
    shape = ["N", 40, 16],
    first = (g, x) => linear(g, "fc1", x, 32),
    activation = gelu,
    last = (g, x) => linear(g, "fc2", x, 16),
  } = choices;
  return graphOf(shape, (g, x) => relu(g, last(g, activation(g, first(g, x)))));
}

function number(g: Scope, value: number): Value {
  return g.constant(new Float32Array([value]), []);
}

/** GELU as files spell it that know no operator of that name. */
function spelledGelu(g: Scope, x: Value): Value {
  const scaled = single(g.node("Div", { inputs: [x, number(g, 2 ** 0.5)], outputs: [x.shape] }));
  const erf = single(g.node("Erf", { inputs: [scaled], outputs: [x.shape] }));
  return mul(g, mul(g, x, add(g, erf, number(g, 1))), number(g, 0.5));
}

/** What the first convolution of a graph reads. */
function imageOf({ nodes, values }: Graph): Shape | undefined {
  const [name = ""] = nodes.find(({ op }) => op === "Conv")?.inputs ?? [];
  return values.get(name)?.shape;
}

Deno.test("convolveMlps() makes an MLP on tokens two convolutions, few tokens rows of one image", async () => {
  const rewritten = convolveMlps(mlp());
  const layout = ["Reshape", "Transpose"];
  assertEquals(opsOf(rewritten), [
    ...layout,
    "Conv",
    "Gelu",
    "Conv",
    ...layout.toReversed(),
    "Relu",
  ]);
  assertEquals(imageOf(rewritten), [1, 16, "N", 40]);
  await assertEqualOutputs(mlp(), rewritten);
});

Deno.test("convolveMlps() cuts tokens into rows of one length, not too short and not too long", async () => {
  const images: readonly (readonly [shape: Shape, image: Shape])[] = [
    [["N", 149, 16], [1, 16, "N", 149]],
    [["N", 150, 16], ["N", 16, 1, 150]],
    [["N", 400, 16], ["N", 16, 1, 400]],
    [["N", 402, 16], ["2N", 16, 1, 201]],
    [["N", 1184, 16], ["4N", 16, 1, 296]],
    [["N", 401, 16], ["N", 16, 1, 401]],
    [["N", 422, 16], ["2N", 16, 1, 211]],
    [["2N", 784, 16], ["4N", 16, 1, 392]],
    [[2, 784, 16], [4, 16, 1, 392]],
    [[2, 40, 16], [1, 16, 2, 40]],
  ];
  for (const [shape, image] of images) {
    const rewritten = convolveMlps(mlp({ shape }));
    assertEquals(imageOf(rewritten), image);
    if (shape[0] !== "2N") await assertEqualOutputs(mlp({ shape }), rewritten);
  }
});

Deno.test("convolveMlps() takes a grid as the image that it is", async () => {
  const graph = mlp({ shape: ["N", 6, 7, 16] });
  const rewritten = convolveMlps(graph);
  assertEquals(opsOf(rewritten), ["Transpose", "Conv", "Gelu", "Conv", "Transpose", "Relu"]);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("convolveMlps() keeps an activation of several operators", async () => {
  const graph = mlp({ activation: spelledGelu });
  const rewritten = convolveMlps(graph);
  assertEquals(opsOf(rewritten).filter((op) => op === "Conv").length, 2);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("convolveMlps() reads weights that are stored transposed, and a bias that comes first", async () => {
  const layer = (name: string, inputs: number, out: number) => (g: Scope, x: Value) => {
    const product = matMul(g, x, g.at(name).parameter("weight", [inputs, out]));
    return add(g, g.at(name).parameter("bias", [out]), product);
  };
  const graph = mlp({ first: layer("fc1", 16, 32), last: layer("fc2", 32, 16) });
  const rewritten = convolveMlps(graph);
  assertEquals(opsOf(rewritten).filter((op) => op === "Conv").length, 2);
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("convolveMlps() leaves other layers alone, the graph too", () => {
  assertLeftAlone(convolveMlps, {
    "no activation": mlp({ activation: (_, x) => x }),
    "an activation across tokens": mlp({
      activation: (g, x) => transpose(g, gelu(g, transpose(g, x, [0, 2, 1])), [0, 2, 1]),
    }),
    "no first layer": mlp({ first: (g, x) => relu(g, x) }),
    "a first layer without bias": mlp({ first: (g, x) => linearWithoutBias(g, "fc1", x, 32) }),
    "a last layer without bias": mlp({ last: (g, x) => linearWithoutBias(g, "fc2", x, 16) }),
    "a factor by channel": mlp({
      activation: (g, x) => mul(g, gelu(g, x), g.parameter("factor", [32])),
    }),
    "two layers that gate each other": mlp({
      first: (g, x) => mul(g, linear(g, "fc1", x, 32), linear(g, "gate", x, 32)),
    }),
    "channels of no whole blocks": mlp({ first: (g, x) => linear(g, "fc1", x, 24) }),
    "windows of tokens": mlp({ shape: ["N", 2, 5, 6, 16] }),
    "few tokens": mlp({ shape: ["N", 31, 16] }),
    "a small grid": mlp({ shape: ["N", 5, 6, 16] }),
    "no tokens": mlp({ shape: ["N", 16] }),
    "an activation that others read": mlp({
      last: (g, x) => linear(g, "fc3", mul(g, x, linear(g, "fc2", x, 32)), 16),
    }),
    "hidden channels that others read": mlp({
      activation: (g, x) =>
        relu(g, mul(g, gelu(g, x), transpose(g, transpose(g, x, [0, 2, 1]), [0, 2, 1]))),
    }),
  });
});

Deno.test("convolveMlps() leaves an MLP alone whose hidden channels the graph puts out", () => {
  const putOut = (what: "layer" | "activation") =>
    buildManyOutputs("test", {
      input: { name: "x", shape: ["N", 40, 16] },
      body(g, x) {
        const layer = linear(g, "fc1", x, 32);
        const activation = gelu(g, layer);
        const y = linear(g, "fc2", activation, 16);
        return { y, hidden: what === "layer" ? layer : activation };
      },
    });
  assertLeftAlone(convolveMlps, {
    "the layer's": putOut("layer"),
    "the activation's": putOut("activation"),
  });
});
