// Each pattern with all that it reads back, then with one thing otherwise, which it must not take.

import { assertEquals } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import type { Attribute, Graph, Value } from "../../../../models/graph/graph.ts";
import {
  batchNorm as batchNormLayer,
  conv2d,
  linear as linearLayer,
} from "../../../../models/layers/layers.ts";
import { conv } from "../../../../models/operators/convolution.ts";
import { add, relu, softmax } from "../../../../models/operators/elementwise.ts";
import { transpose } from "../../../../models/operators/layout.ts";
import { matMul } from "../../../../models/operators/product.ts";
import {
  batchNorm,
  constantNumber,
  convolution,
  input,
  isDepthwise,
  isReadOnce,
  isSoftmax,
  linear,
  parameterAt,
  pointwise,
  produced,
} from "../../../../models/rewrite/engine/patterns.ts";
import type { Site } from "../../../../models/rewrite/engine/rule.ts";
import { surroundingsOf } from "../../../../models/rewrite/engine/surroundings.ts";
import { graphOf } from "../equal_outputs.ts";

/** What a rule sees of a graph; patterns add nothing to it. */
function siteOf(graph: Graph): Site {
  return {
    ...surroundingsOf(graph),
    get g(): never {
      throw new RangeError("Cannot add nodes where only patterns are read");
    },
  };
}

/** A pattern at the last node of a network on `[N, 4, 6, 6]`. */
function atLastNode<Found>(
  pattern: (site: Site, node: Graph["nodes"][number] | undefined) => Found,
  body: (g: Scope, x: Value) => Value,
): Found {
  const graph = graphOf(["N", 4, 6, 6], body);
  return pattern(siteOf(graph), graph.nodes.at(-1));
}

/** The node that `body` ends with, some attributes otherwise; `undefined` takes one away. */
function withAttributes(
  pattern: typeof convolution,
  body: (g: Scope, x: Value) => Value,
  attributes: Readonly<Record<string, Attribute | undefined>>,
) {
  const graph = graphOf(["N", 4, 6, 6], body);
  const node = graph.nodes.at(-1) as Graph["nodes"][number];
  const all = Object.entries({ ...node.attributes, ...attributes })
    .filter((entry): entry is [string, Attribute] => entry[1] !== undefined);
  return pattern(siteOf(graph), { ...node, attributes: Object.fromEntries(all) });
}

function plainConvolution(g: Scope, x: Value): Value {
  return conv2d(g, "conv", x, { out: 8, kernel: 3, stride: 2, pad: 1, groups: 4 });
}

Deno.test("convolution() reads a Conv back", () => {
  const found = atLastNode(convolution, plainConvolution);
  const { x, weight, bias, ...numbers } = found ?? {};
  assertEquals([x?.name, weight?.name, bias?.name], ["x", "conv.weight", "conv.bias"]);
  assertEquals(numbers, { kernel: 3, stride: 2, pad: 1, groups: 4 });
  const without = atLastNode(
    convolution,
    (g, y) => conv2d(g, "conv", y, { out: 8, kernel: 1, bias: false }),
  );
  assertEquals(without?.bias, undefined);
  assertEquals(without?.kernel, 1);
});

Deno.test("convolution() takes square windows without holes only", () => {
  const others: Readonly<Record<string, Readonly<Record<string, Attribute | undefined>>>> = {
    "a wide kernel": { kernel_shape: [3, 5] },
    "a wide stride": { strides: [2, 1] },
    "another pad above": { pads: [0, 1, 1, 1] },
    "another pad to the left": { pads: [1, 0, 1, 1] },
    "another pad below": { pads: [1, 1, 0, 1] },
    "another pad to the right": { pads: [1, 1, 1, 0] },
    "no kernel": { kernel_shape: undefined },
    "no strides": { strides: undefined },
    "no pads": { pads: undefined },
    "holes": { dilations: [2, 2] },
    "no groups": { group: undefined },
  };
  for (const [what, attributes] of Object.entries(others)) {
    assertEquals(withAttributes(convolution, plainConvolution, attributes), undefined, what);
  }
});

Deno.test("convolution() takes known weights and biases only", () => {
  const computed = (g: Scope, shape: readonly number[]) => relu(g, g.parameter("base", shape));
  const ofWeight = atLastNode(
    convolution,
    (g, x) => conv(g, x, computed(g, [8, 4, 1, 1]), g.parameter("bias", [8])),
  );
  const ofBias = atLastNode(
    convolution,
    (g, x) => conv(g, x, g.parameter("weight", [8, 4, 1, 1]), computed(g, [8])),
  );
  assertEquals([ofWeight, ofBias], [undefined, undefined]);
  assertEquals(atLastNode(convolution, (g, x) => relu(g, x)), undefined);
  assertEquals(convolution(siteOf(graphOf(["N", 4], relu)), undefined), undefined);
});

Deno.test("pointwise() takes 1x1 convolutions of whole pixels only", () => {
  const found = (options: Omit<Parameters<typeof conv2d>[3], "out">) =>
    atLastNode(pointwise, (g, x) => conv2d(g, "conv", x, { out: 8, ...options })) !== undefined;
  assertEquals(found({ kernel: 1 }), true);
  assertEquals(found({ kernel: 3 }), false);
  assertEquals(found({ kernel: 1, stride: 2 }), false);
  assertEquals(found({ kernel: 1, pad: 1 }), false);
  assertEquals(found({ kernel: 1, groups: 2 }), false);
});

Deno.test("isDepthwise() tells one filter a channel from several and from groups", () => {
  const depthwise = (out: number, groups: number) => {
    const found = atLastNode(convolution, (g, x) => conv2d(g, "c", x, { out, kernel: 1, groups }));
    return found && isDepthwise(found);
  };
  assertEquals([depthwise(4, 4), depthwise(8, 4), depthwise(4, 2), depthwise(1, 1)], [
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("batchNorm() reads a BatchNormalization back, its epsilon too", () => {
  const found = atLastNode(batchNorm, (g, x) => batchNormLayer(g, "norm", x));
  const { x, weight, bias, mean, variance, epsilon } = found ?? {};
  assertEquals([x?.name, weight?.name, bias?.name], ["x", "norm.weight", "norm.bias"]);
  assertEquals([mean?.name, variance?.name], ["norm.running_mean", "norm.running_var"]);
  assertEquals(epsilon, 1e-5);
});

Deno.test("batchNorm() takes known statistics only", () => {
  for (const unknown of ["weight", "bias", "mean", "variance"]) {
    const found = atLastNode(batchNorm, (g, x) => {
      const statistics = ["weight", "bias", "mean", "variance"].map((name) => {
        const parameter = g.parameter(name, [4]);
        return name === unknown ? relu(g, parameter) : parameter;
      });
      return single(g.node("BatchNormalization", {
        inputs: [x, ...statistics],
        attributes: { epsilon: { float: 1e-5 } },
        outputs: [x.shape],
      }));
    });
    assertEquals(found, undefined, unknown);
  }
  const another = atLastNode(batchNorm, (g, x) =>
    single(g.node("InstanceNormalization", {
      inputs: [x, ...["weight", "bias", "mean", "variance"].map((name) => g.parameter(name, [4]))],
      attributes: { epsilon: { float: 1e-5 } },
      outputs: [x.shape],
    })));
  assertEquals([another, atLastNode(batchNorm, relu)], [undefined, undefined]);
});

Deno.test("batchNorm() does not guess an epsilon", () => {
  const withEpsilon = (epsilon: Attribute | undefined) =>
    atLastNode(batchNorm, (g, x) => {
      const statistics = ["weight", "bias", "mean", "variance"].map((name) =>
        g.parameter(name, [4])
      );
      return single(g.node("BatchNormalization", {
        inputs: [x, ...statistics],
        attributes: epsilon === undefined ? {} : { epsilon },
        outputs: [x.shape],
      }));
    });
  assertEquals(withEpsilon({ float: 0.5 })?.epsilon, 0.5);
  assertEquals([undefined, 1, [1], "1"].map(withEpsilon), Array(4).fill(undefined));
});

Deno.test("linear() reads a linear layer on tokens back", () => {
  const found = atLastNode(linear, (g, x) => linearLayer(g, "fc", x, 5));
  assertEquals(
    [found?.x.name, found?.weight.name, found?.weight.shape, found?.bias.name],
    ["x", "fc.weight", [5, 6], "fc.bias"],
  );
});

Deno.test("linear() reads a weight that is stored transposed, and a bias that comes first", () => {
  const found = atLastNode(linear, (g, x) => {
    const product = matMul(g, x, g.parameter("weight", [6, 5]));
    return add(g, g.parameter("bias", [5]), product);
  });
  assertEquals(
    [found?.x.name, found?.weight.name, found?.weight.shape, found?.bias.name],
    ["x", "weight^T", [5, 6], "bias"],
  );
});

Deno.test("linear() takes no other sum", () => {
  const product = (g: Scope, x: Value) =>
    matMul(g, x, transpose(g, g.parameter("weight", [5, 6]), [1, 0]));
  const found = (body: (g: Scope, x: Value) => Value) => atLastNode(linear, body);
  const bodies: Readonly<Record<string, (g: Scope, x: Value) => Value>> = {
    "no sum": product,
    "a difference": (g, x) => {
      const inputs = [product(g, x), g.parameter("bias", [5])];
      return single(g.node("Sub", { inputs, outputs: [["N", 4, 6, 5]] }));
    },
    "a computed bias": (g, x) => add(g, product(g, x), relu(g, g.parameter("bias", [5]))),
    "a bias for each token": (g, x) => add(g, product(g, x), g.parameter("bias", [6, 5])),
    "one bias for all": (g, x) => add(g, product(g, x), g.parameter("bias", [1])),
    "no product": (g, x) => add(g, relu(g, x), g.parameter("bias", [6])),
    "weights by channel": (g, x) =>
      add(g, matMul(g, x, g.parameter("weight", [4, 6, 5])), g.parameter("bias", [5])),
    "a computed weight": (g, x) =>
      add(
        g,
        matMul(g, x, transpose(g, relu(g, g.parameter("weight", [5, 6])), [1, 0])),
        g.parameter("bias", [5]),
      ),
    "a weight turned to where it was": (g, x) =>
      add(
        g,
        matMul(g, x, transpose(g, g.parameter("weight", [6, 6]), [0, 1])),
        g.parameter("bias", [6]),
      ),
    "a weight for each channel": (g, x) =>
      add(
        g,
        matMul(g, x, transpose(g, g.parameter("weight", [4, 5, 6]), [0, 2, 1])),
        g.parameter("bias", [5]),
      ),
  };
  for (const [what, body] of Object.entries(bodies)) assertEquals(found(body), undefined, what);
});

Deno.test("isReadOnce() counts each time, and what the graph puts out as needed by others", () => {
  const { nodes, values, ...rest } = buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 4] },
    body(g, x) {
      const once = relu(g.at("once"), x);
      const twice = relu(g.at("twice"), once);
      const out = add(g.at("out"), twice, twice);
      return { out, last: relu(g.at("last"), out) };
    },
  });
  const site = siteOf({ nodes, values, ...rest });
  const isOnce = (name: string) => isReadOnce(site, site.value(name));
  assertEquals(["once/Relu", "twice/Relu", "out", "last", "x"].map(isOnce), [
    true,
    false,
    false,
    false,
    true,
  ]);
});

Deno.test("isSoftmax() is true of the last axis only", () => {
  const ofAxis = (axis: number) =>
    atLastNode(
      (_, node) => isSoftmax(node),
      (g, x) =>
        single(g.node("Softmax", { inputs: [x], attributes: { axis }, outputs: [x.shape] })),
    );
  assertEquals([ofAxis(-1), ofAxis(1)], [true, false]);
  assertEquals(atLastNode((_, node) => isSoftmax(node), (g, x) => softmax(g, x)), true);
  assertEquals([atLastNode((_, node) => isSoftmax(node), relu), isSoftmax(undefined)], [
    false,
    false,
  ]);
});

Deno.test("constantNumber() reads scalars of the graph only", () => {
  const numbers = (g: Scope) => [
    g.constant(new Float32Array([0.5]), []),
    g.constant([3], []),
    g.constant(new Float32Array([0.5]), [1]),
    g.constant(new Float32Array([1, 2]), [2]),
    g.parameter("learned", []),
  ];
  const graph = graphOf(
    ["N", 4],
    (g, x) => single(g.node("Some", { inputs: [x, ...numbers(g)], outputs: [x.shape] })),
  );
  const site = siteOf(graph);
  const [node] = graph.nodes as [Graph["nodes"][number]];
  const read = node.inputs.map((_, i) => constantNumber(site, input(site, node, i)));
  assertEquals(read, [undefined, 0.5, 3, undefined, undefined, undefined]);
  assertEquals(constantNumber(site, undefined), undefined);
});

Deno.test("input(), produced() and parameterAt() know what is left out", () => {
  const graph = graphOf(["N", 4], (g, x) =>
    single(g.node("Some", {
      inputs: [relu(g, x), undefined, g.parameter("p", [4])],
      outputs: [x.shape],
    })));
  const site = siteOf(graph);
  const node = graph.nodes[1] as Graph["nodes"][number];
  assertEquals([0, 1, 2, 3].map((i) => input(site, node, i)?.name), [
    "/Relu",
    undefined,
    "p",
    undefined,
  ]);
  assertEquals([0, 1, 2].map((i) => parameterAt(site, node, i)?.name), [undefined, undefined, "p"]);
  const before = input(site, node, 0);
  assertEquals([produced(site, before, "Relu")?.name, produced(site, before, "Add")], [
    "/Relu",
    undefined,
  ]);
});
