// A file as our graph: batch, shapes, branches, loops. Long, as it is one list of small files that
// share one way to be built.

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { shapeText } from "../../../../models/graph/graph.ts";
import type { FileModel } from "../../../../models/file/file_model.ts";
import { graphOfFile } from "../../../../models/file/import/graph_of_file.ts";
import {
  fileGraph,
  fileModel,
  fileNode,
  fileValue,
  numbers,
  scalar,
  weight,
} from "../../../support/file_literals.ts";

/** Shapes of all nodes' outputs by name; values without one are left out. */
function shapesOf(model: FileModel, dims: Readonly<Record<string, number>> = {}) {
  const { graph } = graphOfFile(model, { dims: new Map(Object.entries(dims)) });
  return Object.fromEntries(
    graph.nodes.flatMap(({ outputs }) => outputs).flatMap((name) => {
      const value = graph.values.get(name);
      return value === undefined ? [] : [[name, shapeText(value.shape)]];
    }),
  );
}

/** A classifier in small: convolution, pooling, flattening by Reshape, product. */
function classifier(batch: number | string | null, target: readonly number[]): FileModel {
  return fileModel({
    inputs: [fileValue("x", [batch, 3, 8, 8])],
    outputs: ["logits"],
    nodes: [
      fileNode("Conv(x, w) -> conv", { pads: [1, 1, 1, 1], strides: [2, 2] }),
      fileNode("GlobalAveragePool(conv) -> pool"),
      fileNode("Reshape(pool, target) -> flat"),
      fileNode("Gemm(flat, fc) -> logits", { transB: 1 }),
    ],
    initializers: [weight("w", [16, 3, 3, 3]), weight("fc", [10, 16]), numbers("target", target)],
  });
}

Deno.test("graphOfFile() leaves the batch open where everything grows with it", () => {
  const model = classifier("batch", [-1, 16]);
  assertEquals(shapesOf(model), {
    conv: "[N, 16, 4, 4]",
    pool: "[N, 16, 1, 1]",
    flat: "[N, 16]",
    logits: "[N, 10]",
  });
  assertEquals(graphOfFile(model).batch, { size: "N", remark: 'is "batch", axis 0 of "x"' });
});

Deno.test("graphOfFile() takes the first axis as the batch if it has no name", () => {
  const { batch, graph } = graphOfFile(classifier(null, [0, -1]));
  assertEquals(batch.remark, 'is the first axis of "x", which has no size in the file');
  assertEquals(graph.outputs, [{ name: "logits", dtype: "float32", shape: ["N", 10] }]);
});

Deno.test("graphOfFile() counts one image where the graph fixes the batch, and says why", () => {
  const { batch, graph } = graphOfFile(classifier("batch", [1, 16]));
  assertEquals(batch.size, 1);
  assertStringIncludes(
    batch.remark,
    'the graph fixes it (Cannot infer the shape of Reshape "flat"',
  );
  assertEquals(graph.values.get("conv")?.shape, [1, 16, 4, 4]);
});

Deno.test("graphOfFile() finds the batch that the graph is made for", () => {
  const { batch, graph } = graphOfFile(classifier("batch", [4, 16]));
  assertEquals(batch.size, 4);
  assertStringIncludes(batch.remark, "and is counted as 4 as the graph fixes it (Cannot infer");
  assertEquals(graph.values.get("logits")?.shape, [4, 10]);
});

Deno.test("graphOfFile() says what cannot hold for any batch", () => {
  assertThrows(
    () => graphOfFile(classifier("batch", [1, 17])),
    RangeError,
    "got [1, 16, 1, 1] to [1, 17]; where the batch was changed, it is fixed in the graph",
  );
});

Deno.test("graphOfFile() tries no other batch where the batch is not the fault", () => {
  const model = fileModel({
    inputs: [fileValue("x", ["batch", 3, 2, 2])],
    outputs: ["conv"],
    nodes: [fileNode("Conv(x, w) -> conv")],
    initializers: [weight("w", [16, 3, 3, 3])],
  });
  const { message } = assertThrows(() => graphOfFile(model), RangeError);
  assertEquals(
    message,
    'Cannot infer the shape of Conv "conv" as its kernel must fit its input: got 3 over 2 padded ' +
      "by 0 and 0",
  );
});

Deno.test("graphOfFile() says that the file fixes the batch", () => {
  const { batch } = graphOfFile(classifier(4, [-1, 16]));
  assertEquals(batch, { size: 4, remark: 'is fixed in the file: 4, the first axis of "x"' });
});

Deno.test("graphOfFile() gives multiples of the batch, as windows are", () => {
  const model = fileModel({
    inputs: [fileValue("x", ["N", 8, 8, 3])],
    outputs: ["windows"],
    nodes: [
      fileNode("Shape(x) -> shape"),
      fileNode("Gather(shape, zero) -> batch"),
      fileNode("Mul(batch, four) -> count"),
      fileNode("Unsqueeze(count, axes) -> first"),
      fileNode("Concat(first, rest) -> target", { axis: 0 }),
      fileNode("Reshape(x, target) -> windows"),
    ],
    initializers: [
      scalar("zero", 0),
      scalar("four", 4),
      numbers("axes", [0]),
      numbers("rest", [16, 3]),
    ],
  });
  assertEquals(shapesOf(model)["windows"], "[4N, 16, 3]");
});

Deno.test("graphOfFile() counts one image where something grows unevenly", () => {
  const model = fileModel({
    inputs: [fileValue("x", ["N", 3])],
    outputs: ["y"],
    nodes: [fileNode("Concat(x, token) -> y", { axis: 0 })],
    initializers: [weight("token", [1, 3])],
  });
  assertStringIncludes(graphOfFile(model).batch.remark, '"y" does not grow evenly with it');
  assertEquals(shapesOf(model), { y: "[2, 3]" });
});

Deno.test("graphOfFile() does not take what is cut from every larger batch for a fixed size", () => {
  const model = fileModel({
    inputs: [fileValue("x", ["N", 3])],
    outputs: ["first"],
    nodes: [fileNode("Slice(x, zero, four) -> first")],
    initializers: [numbers("zero", [0]), numbers("four", [4])],
  });
  assertEquals(shapesOf(model), { first: "[1, 3]" });
  assertEquals(graphOfFile(model).batch.size, 1);
});

// Cases from the field, group N1.8: stored shapes and fixed targets after the batch was edited.

Deno.test("graphOfFile() refuses a Reshape that cannot hold, with node, shapes and hint", () => {
  const model = fileModel({
    inputs: [fileValue("x", [32, 16, 1, 1])],
    outputs: ["flat"],
    nodes: [fileNode("Reshape(x, target) -> flat")],
    initializers: [numbers("target", [1, 16])],
  });
  assertThrows(
    () => graphOfFile(model),
    RangeError,
    'Cannot infer the shape of Reshape "flat" as it must keep the number of elements: ' +
      "got [32, 16, 1, 1] to [1, 16]; where the batch was changed, it is fixed in the graph",
  );
});

Deno.test("graphOfFile() trusts computed shapes over stated ones, with one notice", () => {
  const model = fileModel({
    inputs: [fileValue("x", [4, 3])],
    outputs: ["z"],
    nodes: [fileNode("Relu(x) -> y"), fileNode("Neg(y) -> z")],
    stated: [fileValue("y", [1, 3]), fileValue("z", [1, 3])],
  });
  assertEquals(graphOfFile(model).notices, [
    'shapes that the file states are wrong and ignored (2): "y" is [4, 3] and stated as [1, 3], ' +
    "and others",
  ]);
  assertEquals(shapesOf(model), { y: "[4, 3]", z: "[4, 3]" });
});

Deno.test('graphOfFile() takes a dimension named "1" as 1, with a notice', () => {
  const { notices, batch, graph } = graphOfFile(classifier("1", [-1, 16]));
  assertEquals(notices, [
    'a dimension of the inputs is named "1" and is taken as 1: bind it with --dim 1=SIZE if it is ' +
    "another",
  ]);
  assertEquals(batch.size, 1);
  assertEquals(graph.values.get("pool")?.shape, [1, 16, 1, 1]);
});

// Group N1.5: what ONNX Runtime writes into optimized files.

Deno.test("graphOfFile() infers operators that ONNX Runtime contributes, and what is behind them", () => {
  const contributed = { version: 1, domain: "com.microsoft" };
  const strided = { pads: [1, 1, 1, 1], strides: [2, 2] };
  const model = fileModel({
    inputs: [
      fileValue("x", [1, 3, 32, 32]),
      fileValue("last", [1, 32, 32, 3]),
      fileValue("a", [8, 4]),
      fileValue("b", [5, 8]),
      fileValue("tokens", [2, 7, 192]),
    ],
    outputs: ["conv", "nhwc", "product", "norm", "behind"],
    nodes: [
      fileNode("FusedConv(x, w) -> fused", { ...strided, activation: "Relu" }, contributed),
      fileNode("Conv(fused, w2) -> conv"),
      fileNode("NhwcConv(last, w) -> nhwc", strided, contributed),
      fileNode("FusedMatMul(a, b) -> product", { transA: 1, transB: 1 }, contributed),
      fileNode("SkipLayerNormalization(tokens, tokens, g) -> norm, , , sum", {}, contributed),
      fileNode("BiasGelu(sum, g) -> gelu", {}, contributed),
      fileNode("MatMul(gelu, w3) -> behind"),
    ],
    initializers: [
      weight("w", [16, 3, 3, 3]),
      weight("w2", [8, 16, 1, 1]),
      weight("g", [192]),
      weight("w3", [192, 10]),
    ],
  });
  assertEquals(shapesOf(model), {
    fused: "[1, 16, 16, 16]",
    conv: "[1, 8, 16, 16]",
    nhwc: "[1, 16, 16, 16]",
    product: "[4, 5]",
    norm: "[2, 7, 192]",
    sum: "[2, 7, 192]",
    gelu: "[2, 7, 192]",
    behind: "[2, 7, 10]",
  });
});

Deno.test("graphOfFile() takes the stated shape of an operator that it does not know", () => {
  const nodes = [
    fileNode("Mystery(x) -> y", {}, { domain: "acme", version: 1 }),
    fileNode("Relu(y) -> z"),
  ];
  const parts = { inputs: [fileValue("x", ["batch", 3])], outputs: ["z"], nodes };
  assertEquals(
    shapesOf(fileModel({ ...parts, stated: [fileValue("y", ["batch", 7])] })),
    { y: "[N, 7]", z: "[N, 7]" },
  );
  const { graph } = graphOfFile(fileModel(parts));
  const unknown = [{ name: "z", dtype: null, place: 0 }];
  assertEquals([graph.values.has("y"), graph.outputs, graph.unknownOutputs], [false, [], unknown]);
});

// Control flow: N1.1.

const branch = (width: number) =>
  fileGraph({
    outputs: [`y${width}`],
    nodes: [fileNode(`MatMul(x, w${width}) -> y${width}`)],
    initializers: [weight(`w${width}`, [16, width])],
  });

Deno.test("graphOfFile() infers both branches of an If, and keeps what they have in common", () => {
  const model = fileModel({
    inputs: [fileValue("x", [1, 16]), fileValue("condition", [], "bool")],
    outputs: ["y"],
    nodes: [
      fileNode("If(condition) -> y", { then_branch: branch(32), else_branch: branch(8) }),
      fileNode("Shape(y) -> rank"),
    ],
  });
  const { graph } = graphOfFile(model);
  const [node] = graph.nodes;
  assertEquals(node?.runs, undefined);
  assertEquals(node?.subgraphs?.["then_branch"]?.values.get("y32")?.shape, [1, 32]);
  assertEquals(node?.subgraphs?.["else_branch"]?.parameters.map(({ name }) => name), ["w8"]);
  assertEquals([graph.values.has("y"), graph.values.get("rank")?.shape], [false, [2]]);
});

Deno.test("graphOfFile() takes the branch that can run, if the other one cannot", () => {
  const impossible = fileGraph({
    outputs: ["z"],
    nodes: [fileNode("MatMul(x, w) -> z")],
    initializers: [weight("w", [7, 8])],
  });
  const model = fileModel({
    inputs: [fileValue("x", [1, 16]), fileValue("condition", [], "bool")],
    outputs: ["y"],
    nodes: [fileNode("If(condition) -> y", { then_branch: impossible, else_branch: branch(8) })],
  });
  const { graph, notices } = graphOfFile(model);
  assertEquals(graph.nodes[0]?.runs, { then_branch: 0, else_branch: 1 });
  const [notice = ""] = notices;
  assertStringIncludes(
    notice,
    '"y" is taken never to run then_branch, which cannot run on these sizes: Cannot infer the ' +
      'shape of MatMul "z" as ',
  );
  assertEquals(graph.values.get("y")?.shape, [1, 8]);
});

Deno.test("graphOfFile() knows which branch is taken where the condition follows from shapes", () => {
  const model = fileModel({
    inputs: [fileValue("x", ["batch", 16])],
    outputs: ["y"],
    nodes: [
      fileNode("Shape(x) -> shape", { start: 1 }),
      fileNode("Squeeze(shape) -> width"),
      fileNode("Equal(width, sixteen) -> condition"),
      fileNode("If(condition) -> y", { then_branch: branch(32), else_branch: branch(8) }),
    ],
    initializers: [scalar("sixteen", 16)],
  });
  const { graph } = graphOfFile(model);
  assertEquals(graph.nodes.at(-1)?.runs, { then_branch: 1, else_branch: 0 });
  assertEquals(graph.values.get("y")?.shape, ["N", 32]);
});

Deno.test("graphOfFile() knows the steps of a Loop and a Scan", () => {
  const body = fileGraph({
    inputs: [fileValue("i", [], "int64"), fileValue("go", [], "bool"), fileValue("state", null)],
    outputs: ["went", "next", "row"],
    nodes: [
      fileNode("Identity(go) -> went"),
      fileNode("MatMul(state, w) -> next"),
      fileNode("Identity(next) -> row"),
    ],
  });
  const step = fileGraph({
    inputs: [fileValue("state", null), fileValue("entry", null)],
    outputs: ["sum", "sum"],
    nodes: [fileNode("Add(state, entry) -> sum")],
  });
  const parts = {
    inputs: [fileValue("x", [1, 8]), fileValue("xs", [7, 1, 8])],
    outputs: ["end", "rows", "last", "sums"],
    nodes: [
      fileNode("Loop(count, , x) -> end, rows", { body }),
      fileNode("Scan(x, xs) -> last, sums", { body: step, num_scan_inputs: 1 }),
    ],
  };
  const known = fileModel({ ...parts, initializers: [scalar("count", 5), weight("w", [8, 8])] });
  assertEquals(shapesOf(known), {
    end: "[1, 8]",
    rows: "[5, 1, 8]",
    last: "[1, 8]",
    sums: "[7, 1, 8]",
  });
  assertEquals(graphOfFile(known).graph.nodes.map(({ runs }) => runs), [{ body: 5 }, { body: 7 }]);

  const open = fileModel({
    ...parts,
    inputs: [...parts.inputs, fileValue("count", [], "int64")],
    initializers: [weight("w", [8, 8])],
  });
  assertEquals(shapesOf(open), { end: "[1, 8]", last: "[1, 8]", sums: "[7, 1, 8]" });
  assertEquals(graphOfFile(open).graph.nodes[0]?.runs, undefined);
});

Deno.test("graphOfFile() counts one image where a Loop runs once for each of a batch", () => {
  const body = fileGraph({
    inputs: [fileValue("i", [], "int64"), fileValue("go", [], "bool"), fileValue("state", null)],
    outputs: ["went", "next"],
    nodes: [fileNode("Identity(go) -> went"), fileNode("Neg(state) -> next")],
  });
  const { graph, batch } = graphOfFile(fileModel({
    inputs: [fileValue("x", ["batch", 8])],
    outputs: ["end"],
    nodes: [
      fileNode("Shape(x) -> sizes"),
      fileNode("Gather(sizes, first) -> count"),
      fileNode("Loop(count, , x) -> end", { body }),
    ],
    initializers: [scalar("first", 0)],
  }));
  assertEquals([batch.size, graph.nodes.at(-1)?.runs], [1, { body: 1 }]);
  assertStringIncludes(batch.remark, "(how often its graph runs)");
});

Deno.test("graphOfFile() does not know the steps of a Loop that its body may end", () => {
  const body = fileGraph({
    inputs: [fileValue("i", [], "int64"), fileValue("go", [], "bool"), fileValue("state", null)],
    outputs: ["went", "next"],
    nodes: [fileNode("Neg(state) -> next"), fileNode("ReduceMax(next) -> went")],
  });
  const model = fileModel({
    inputs: [fileValue("x", [1, 8])],
    outputs: ["end"],
    nodes: [fileNode("Loop(count, , x) -> end", { body })],
    initializers: [scalar("count", 5)],
  });
  assertEquals(graphOfFile(model).graph.nodes[0]?.runs, undefined);
});
