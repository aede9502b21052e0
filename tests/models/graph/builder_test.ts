// Errors of the builder and its operators: a wrong graph fails where it is written. Long, as it is one
// list of what is refused, read by looking one up.

import { assertEquals, assertThrows } from "@std/assert";
import {
  buildGraph,
  buildManyOutputs,
  buildOnTrunk,
  buildTrunk,
} from "../../../models/graph/builder.ts";
import type { Scope } from "../../../models/graph/scope.ts";
import type { Graph, Shape, Value } from "../../../models/graph/graph.ts";
import { splitHeads } from "../../../models/layers/attention.ts";
import { batchNorm, conv2d, layerNorm, linear } from "../../../models/layers/layers.ts";
import { conv, maxPool } from "../../../models/operators/convolution.ts";
import { add, relu, scale } from "../../../models/operators/elementwise.ts";
import {
  concat,
  mean,
  repeatForBatch,
  reshape,
  resizeBilinear,
  rowsOf,
  select,
  split,
  transpose,
} from "../../../models/operators/layout.ts";
import { batchNormalization, layerNormalization } from "../../../models/operators/normalization.ts";
import { gemm, matMul } from "../../../models/operators/product.ts";

function graphOf(shape: Shape, body: (g: Scope, x: Value) => Value): Graph {
  return buildGraph("test", { input: { name: "x", shape }, outputName: "y", body });
}

/** The message of the error that building throws. */
function refusal(shape: Shape, body: (g: Scope, x: Value) => unknown): string {
  return assertThrows(
    () => graphOf(shape, (g, x) => body(g.at("layer"), x) as Value),
    RangeError,
  ).message;
}

const IMAGE: Shape = ["N", 64, 8, 8];
const TOKENS: Shape = ["N", 5, 12];

Deno.test("buildGraph() names nodes by scope and operator, and the output as asked", () => {
  const graph = graphOf(IMAGE, (g, x) => {
    const block = g.at("blocks1").at("0").inStream("local");
    return add(block, add(block, x, x), conv2d(block, "conv", x, { out: 64, kernel: 1 }));
  });
  assertEquals(
    graph.nodes.map(({ name, outputs, scope, stream }) => ({ name, outputs, scope, stream })),
    [
      {
        name: "blocks1.0/Add",
        outputs: ["blocks1.0/Add"],
        scope: "blocks1.0",
        stream: "local",
      },
      {
        name: "blocks1.0.conv/Conv",
        outputs: ["blocks1.0.conv/Conv"],
        scope: "blocks1.0.conv",
        stream: "local",
      },
      { name: "blocks1.0/Add_2", outputs: ["y"], scope: "blocks1.0", stream: "local" },
    ],
  );
  assertEquals(graph.outputs, [{ name: "y", dtype: "float32", shape: IMAGE }]);
});

Deno.test("asStage() marks what is below a place, unless it is part of a stage already", () => {
  const { nodes } = graphOf(IMAGE, (g, x) => {
    const first = g.at("layers").at("0").asStage();
    const y = relu(first.at("blocks").asStage(), relu(first, x));
    return relu(g.at("head"), y);
  });
  assertEquals(nodes.map(({ scope, stage }) => [scope, stage]), [
    ["layers.0", "layers.0"],
    ["layers.0.blocks", "layers.0"],
    ["head", undefined],
  ]);
});

Deno.test("buildManyOutputs() gives every output its name, in their order", () => {
  const graph = buildManyOutputs("test", {
    input: { name: "x", shape: IMAGE },
    body(g, x) {
      const first = relu(g, x);
      return { second: add(g, first, first), first };
    },
  });
  assertEquals(graph.outputs.map(({ name }) => name), ["second", "first"]);
  assertEquals(graph.nodes.map(({ inputs, outputs }) => ({ inputs, outputs })), [
    { inputs: ["x"], outputs: ["first"] },
    { inputs: ["first", "first"], outputs: ["second"] },
  ]);
});

Deno.test("buildManyOutputs() refuses to put a value out twice", () => {
  assertThrows(
    () =>
      buildManyOutputs("test", {
        input: { name: "x", shape: IMAGE },
        body(g, x) {
          const once = relu(g, x);
          return { a: once, b: once };
        },
      }),
    RangeError,
    'Cannot put out "/Relu" of "test" as "b" as it has a name: got "a" before, ' +
      "put each value out once",
  );
});

Deno.test("buildOnTrunk() writes what the network would be by itself, and leaves the trunk as it is", () => {
  const input = { name: "x", shape: IMAGE };
  const begin = (g: Scope, x: Value) => scale(g, conv2d(g, "stem", x, { out: 8, kernel: 1 }), 2);
  const goOn = (g: Scope, x: Value) => ({
    y: x,
    z: scale(g, conv2d(g, "head", x, { out: 4, kernel: 1 }), 2),
  });
  const alone = buildManyOutputs("test", { input, body: (g, x) => goOn(g, begin(g, x)) });
  const trunk = buildTrunk("trunk", { input, body: begin });
  const [first, second] = ["first", "second"].map((name) => buildOnTrunk(name, trunk, goOn));
  assertEquals(first, { ...alone, name: "first" });
  assertEquals(second, { ...alone, name: "second" });
});

Deno.test("buildGraph() stores equal constants once", () => {
  const graph = graphOf(IMAGE, (g, x) => scale(g, scale(g, scale(g, x, 2), 2), 3));
  assertEquals(graph.parameters.map(({ data }) => [...data ?? []]), [[2], [3]]);
});

Deno.test("constant() numbers long constants, equal ones alike", () => {
  const row = (value: number) => new Float32Array(65).fill(value);
  const graph = graphOf(["N", 65], (g, x) => {
    const sum = (values: Float32Array) => add(g, x, g.constant(values, [65]));
    return add(g, add(g, sum(row(1)), sum(row(2))), sum(row(1)));
  });
  assertEquals(graph.parameters.map(({ name, data }) => [name, data?.[0]]), [
    ["constant/float32[65]#1", 1],
    ["constant/float32[65]#2", 2],
  ]);
});

Deno.test("buildGraph() refuses a parameter name that is taken", () => {
  assertEquals(
    refusal(IMAGE, (g, x) => {
      conv2d(g, "conv1", x, { out: 8, kernel: 1 });
      return conv2d(g, "conv1", x, { out: 4, kernel: 3 });
    }),
    'Cannot add parameter "layer.conv1.weight" to "test" as the name is taken: ' +
      "got [4, 64, 3, 3], give each layer its own name",
  );
});

Deno.test("conv() refuses channels that do not fit the groups", () => {
  assertEquals(
    refusal(IMAGE, (g, x) => conv(g, x, g.parameter("weight", [64, 32, 3, 3]), undefined)),
    'Cannot add Conv "layer" as input channels must equal weight channels x groups: ' +
      "got 64 and 32 x 1 for 64 outputs",
  );
});

Deno.test("conv2d() refuses groups that do not divide the channels", () => {
  for (const [groups, out] of [[3, 12], [8, 12], [0, 8], [-2, 8], [1.5, 8]] as const) {
    assertEquals(
      refusal(IMAGE, (g, x) => conv2d(g, "conv", x, { out, kernel: 1, groups })),
      'Cannot add Conv "layer.conv" as its groups must divide the channels: ' +
        `got ${groups} groups for 64 that go in and ${out} that come out`,
    );
  }
});

Deno.test("conv() refuses strides and pads that are no whole numbers", () => {
  for (const [stride, pad] of [[0, 0], [1.5, 0], [1, -1], [1, 0.5]] as const) {
    assertEquals(
      refusal(IMAGE, (g, x) => conv2d(g, "conv", x, { out: 8, kernel: 3, stride, pad })),
      'Cannot add Conv "layer.conv" as its stride must be a whole number from 1 and its pads ' +
        `from 0: got stride ${stride}, pads ${pad}`,
    );
  }
});

Deno.test("parameter() refuses sizes that are no whole numbers", () => {
  for (const size of [2.5, -1, NaN]) {
    assertEquals(
      refusal(IMAGE, (g, x) => add(g, x, g.parameter("weight", [size]))),
      'Cannot add parameter "layer.weight" to "test" as its sizes must be whole numbers: ' +
        `got [${size}]`,
    );
  }
});

Deno.test("conv() takes each side's pad by itself", () => {
  const graph = graphOf(
    ["N", 4, 8, 8],
    (g, x) => conv2d(g, "conv", x, { out: 2, kernel: 3, stride: 2, pad: [0, 1, 3, 1] }),
  );
  assertEquals(graph.outputs[0]?.shape, ["N", 2, 5, 4]);
  assertEquals(graph.nodes[0]?.attributes["pads"], [0, 1, 3, 1]);
});

Deno.test("conv() refuses weights that are no square kernels", () => {
  assertEquals(
    refusal(IMAGE, (g, x) => conv(g, x, g.parameter("weight", [64, 64, 3, 1]), undefined)),
    'Cannot add Conv "layer" as its weight must be [out, C, k, k]: got [64, 64, 3, 1]',
  );
});

Deno.test("conv() and maxPool() refuse kernels larger than the image, and tokens", () => {
  assertEquals(
    refusal(IMAGE, (g, x) => conv2d(g, "conv", x, { out: 8, kernel: 9 })),
    'Cannot add Conv "layer.conv" as a 9x9 kernel does not fit: got 8x8 pixels, ' +
      "use a larger image",
  );
  assertEquals(
    refusal(TOKENS, (g, x) => maxPool(g, x, { kernel: 3 })),
    'Cannot add MaxPool "layer" as its input must be [N, C, H, W]: got [N, 5, 12]',
  );
});

Deno.test("conv() and maxPool() round the output size down", () => {
  const shapeOf = (stride: number, pad: number) =>
    graphOf(
      ["N", 1, 7, 8],
      (g, x) => conv2d(g, "c", x, { out: 1, kernel: 3, stride, pad }),
    ).outputs[0]?.shape;
  assertEquals(shapeOf(1, 1), ["N", 1, 7, 8]);
  assertEquals(shapeOf(2, 1), ["N", 1, 4, 4]);
  assertEquals(shapeOf(2, 0), ["N", 1, 3, 3]);
  const pooled = graphOf(["N", 1, 7, 8], (g, x) => maxPool(g, x, { kernel: 3, stride: 2, pad: 1 }));
  assertEquals(pooled.outputs[0]?.shape, ["N", 1, 4, 4]);
});

Deno.test("matMul() and gemm() refuse inner sizes that differ", () => {
  assertEquals(
    refusal(TOKENS, (g, x) => matMul(g, x, x)),
    'Cannot add MatMul "layer" as inner sizes must be equal: got [N, 5, 12] x [N, 5, 12]',
  );
  assertEquals(
    refusal(
      ["N", 3],
      (g, x) => gemm(g, x, g.parameter("weight", [7, 4]), g.parameter("bias", [7])),
    ),
    'Cannot add Gemm "layer" as [N, in], [out, in] and [out] must fit: got [N, 3], [7, 4], [7]',
  );
});

Deno.test("add() refuses shapes that do not broadcast", () => {
  assertEquals(
    refusal(TOKENS, (g, x) => add(g, x, g.parameter("bias", [5]))),
    'Cannot add Add "layer" as shapes must broadcast: got [N, 5, 12] and [5]',
  );
});

Deno.test("batchNormalization() and layerNormalization() refuse other widths", () => {
  const [weight, bias] = ["weight", "bias"];
  assertEquals(
    refusal(IMAGE, (g, x) => {
      const part = g.parameter(weight as string, [32]);
      const statistics = { weight: part, bias: part, mean: part, variance: part };
      return batchNormalization(g, x, statistics, { epsilon: 1e-5 });
    }),
    'Cannot add BatchNormalization "layer" as its weight must have one element a channel: ' +
      "got [32] for [N, 64, 8, 8]",
  );
  assertEquals(
    refusal(TOKENS, (g, x) => {
      const affine = {
        weight: g.parameter("weight", [12]),
        bias: g.parameter(bias as string, [5]),
      };
      return layerNormalization(g, x, affine, { epsilon: 1e-5 });
    }),
    'Cannot add LayerNormalization "layer" as its weight must have one element a channel: ' +
      "got [5] for [N, 5, 12]",
  );
});

Deno.test("reshape() refuses to change the element count or move the batch", () => {
  for (const shape of [["N", 61], [5, "N", 12], ["N", 5, 13]] as const) {
    assertEquals(
      refusal(TOKENS, (g, x) => reshape(g, x, shape)),
      'Cannot add Reshape "layer" as element count and batch axis must stay: ' +
        `got [N, 5, 12] to [${shape.join(", ")}]`,
    );
  }
});

Deno.test("transpose() refuses orders that are no permutation", () => {
  for (const order of [[0, 1], [0, 1, 1], [0, 1, 3]]) {
    assertEquals(
      refusal(TOKENS, (g, x) => transpose(g, x, order)),
      'Cannot add Transpose "layer" as every axis must be named once: ' +
        `got [${order.join(", ")}] for [N, 5, 12]`,
    );
  }
});

Deno.test("select(), split(), concat() and mean() refuse what is outside", () => {
  assertEquals(
    refusal(TOKENS, (g, x) => select(g, x, 1, 5)),
    'Cannot add Gather "layer" as the index must be inside: got 5 of 5',
  );
  assertEquals(
    refusal(TOKENS, (g, x) => split(g, x, 2, [6, 5])),
    'Cannot add Split "layer" as sizes must add up: got 6 + 5 for 12',
  );
  assertEquals(
    refusal(TOKENS, (g, x) => concat(g, [x, g.parameter("more", [1, 5, 11])], 1)),
    'Cannot add Concat "layer" as all other axes must be equal: ' +
      "got [N, 5, 12], [1, 5, 11] along axis 1",
  );
  assertEquals(
    refusal(TOKENS, (g, x) => mean(g, x, [3])),
    'Cannot add ReduceMean "layer" as the axis must exist: got 3 for [N, 5, 12]',
  );
});

Deno.test("rowsOf() takes rows of a table by their numbers, and refuses others", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    const rows = rowsOf(g, g.parameter("table", [3, 4]), [2, 0, 2, 1, 1]);
    return mean(g, add(g, mean(g, rows, [0], { keepDims: true }), x), [1]);
  });
  assertEquals(graph.nodes[0]?.outputs.map((name) => graph.values.get(name)?.shape), [[5, 4]]);
  assertEquals(graph.nodes[1]?.outputs.map((name) => graph.values.get(name)?.shape), [[1, 4]]);
  assertEquals(
    refusal(TOKENS, (g) => rowsOf(g, g.parameter("table", [3, 4]), [0, 3])),
    'Cannot add Gather "layer" as every index must be a row: got 3 of 3',
  );
  assertEquals(
    refusal(TOKENS, (g, x) => rowsOf(g, x, [0])),
    'Cannot add Gather "layer" as its table must be [R, C]: got [N, 5, 12]',
  );
});

Deno.test("repeatForBatch() and resizeBilinear() refuse other shapes", () => {
  assertEquals(
    refusal(TOKENS, (g, x) => repeatForBatch(g, g.parameter("token", [2, 1, 12]), x)),
    'Cannot add Expand "layer" as [1, ...] and [N, ...] must be given: ' +
      "got [2, 1, 12] and [N, 5, 12]",
  );
  assertEquals(
    refusal(IMAGE, (g, x) => resizeBilinear(g, x, [0, 4])),
    'Cannot add Resize "layer" as [N, C, H, W] must become at least 1x1: ' +
      "got [N, 64, 8, 8] to 0x4",
  );
});

Deno.test("layers name their parameters as PyTorch does", () => {
  const graph = graphOf(IMAGE, (g, x) => {
    const y = batchNorm(g, "bn1", conv2d(g, "conv1", x, { out: 8, kernel: 1, bias: false }));
    const tokens = layerNorm(g, "norm", reshape(g, y, ["N", 8, 64]), { epsilon: 1e-6 });
    return linear(g, "fc", tokens, 10);
  });
  const learned = graph.parameters.filter(({ role }) => role !== "constant");
  assertEquals(learned.map(({ name, shape, role }) => `${name} [${shape}] ${role}`), [
    "conv1.weight [8,64,1,1] learned",
    "bn1.weight [8] learned",
    "bn1.bias [8] learned",
    "bn1.running_mean [8] buffer",
    "bn1.running_var [8] buffer",
    "bn1.num_batches_tracked [] buffer",
    "norm.weight [64] learned",
    "norm.bias [64] learned",
    "fc.weight [10,64] learned",
    "fc.bias [10] learned",
  ]);
});

Deno.test("Scope.constant() refuses sizes that are not whole, as of heads that do not divide", () => {
  assertEquals(
    refusal(["N", 4, 10], (g, x) => splitHeads(g, x, 3).query).replace(/\d\.\d+/, "…"),
    'Cannot add a constant to "layer" as sizes and indices must be whole numbers: ' +
      "got 0, 4, 3, 3, …, divide without a remainder",
  );
});

Deno.test("buildGraph() refuses an input without a size", () => {
  const message = assertThrows(() => graphOf(["N", -5], (_, x) => x), RangeError).message;
  assertEquals(
    message,
    'Cannot build "test" as sizes of its input must be whole numbers from 1, or "N": got [N, -5]',
  );
});

Deno.test("operators refuse what would be of another shape when it runs", () => {
  const of = (body: (g: Scope, x: Value) => unknown) =>
    refusal(["N", 4, 8, 8], body).replace(/^Cannot add (\w+) "layer[.\w]*" as /, "$1: ");
  assertEquals(
    [
      of((g, x) => concat(g, [x, x], 0)),
      of((g, x) => mean(g, x, [2, 2])),
      of((g, x) => split(g, x, 1, [5, -1])),
      of((g, x) => conv2d(g, "conv", x, { out: 1, kernel: 0 })),
    ],
    [
      "Concat: it cannot join along the batch: got axis 0, take another",
      "ReduceMean: every axis must be named once: got [2, 2]",
      "Split: every size must be 1 at least: got 5 + -1",
      "Conv: its kernel must be 1x1 at least: got 0",
    ],
  );
});
