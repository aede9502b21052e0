// What people complain about when other tools count ONNX files, each with its right value by hand.
// Long, as it is one list of cases, read by looking one up.

import { assertEquals } from "@std/assert";
import { type Count, countGraph } from "../../../bench/count/count.ts";
import { coverageRemarks, isLowerBound, lacks } from "../../../bench/count/coverage.ts";
import { countByConvention, findConvention } from "../../../bench/count/conventions/mod.ts";
import type { FileNode, FileTensor } from "../../../models/file/file_model.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import type { DataType } from "../../../models/graph/graph.ts";
import {
  fileGraph,
  type FileGraphParts,
  fileModel,
  fileNode,
  fileValue,
  scalar,
  weight,
} from "../../support/file_literals.ts";

function countOf(parts: FileGraphParts): Count {
  return countGraph(graphOfFile(fileModel(parts)).graph);
}

/** Parameters and multiply-adds of a model all of which is counted. */
function costsOf(parts: FileGraphParts): readonly [params: number, macs: number] {
  const { params, macs, coverage } = countOf(parts);
  assertEquals(lacks(coverage), []);
  return [params, macs];
}

function one(
  shape: readonly number[],
  nodes: readonly FileNode[],
  initializers: readonly FileTensor[],
): FileGraphParts {
  return {
    inputs: [fileValue("x", shape)],
    outputs: nodes.at(-1)?.outputs ?? [],
    nodes,
    initializers,
  };
}

const MICROSOFT = { domain: "com.microsoft" } as const;

/** A scalar scale. */
function scale(name: string): FileTensor {
  return { ...weight(name, []), dtype: "float32" };
}

function zeroPoint(name: string, dtype: DataType): FileTensor {
  return { ...weight(name, []), dtype };
}

// github.com/ThanatosShinji/onnx-tool/issues/106
const STEP = fileGraph({
  inputs: [fileValue("i", [], "int64"), fileValue("go", [], "bool"), fileValue("state", null)],
  outputs: ["went", "next"],
  nodes: [fileNode("Identity(go) -> went"), fileNode("MatMul(state, w) -> next")],
  initializers: [weight("w", [8, 8])],
});

function branch(width: number) {
  return fileGraph({
    outputs: [`y${width}`],
    nodes: [fileNode(`MatMul(x, w${width}) -> y${width}`)],
    initializers: [weight(`w${width}`, [16, width])],
  });
}

Deno.test("a Loop of 5 steps costs 5 of them; with the steps as an input it costs so much per iteration", () => {
  const nodes = [fileNode("Loop(count, , x) -> end", { body: STEP })];
  assertEquals(costsOf(one([1, 8], nodes, [scalar("count", 5)])), [64, 320]);
  const open = countOf({
    inputs: [fileValue("x", [1, 8]), fileValue("count", [], "int64")],
    outputs: ["end"],
    nodes,
  });
  assertEquals([open.params, open.macs, isLowerBound(open.coverage)], [64, 0, true]);
  assertEquals(lacks(open.coverage), ['"end" costs 64 per iteration (MACs), as often as data say']);
});

Deno.test("a Loop whose condition may end it costs so much per iteration, whatever its trip count", () => {
  const body = fileGraph({
    inputs: [fileValue("i", [], "int64"), fileValue("go", [], "bool"), fileValue("state", null)],
    outputs: ["went", "next"],
    nodes: [
      fileNode("MatMul(state, w) -> next"),
      fileNode("ReduceSum(next) -> sum", { keepdims: 0 }),
      fileNode("Less(sum, most) -> went"),
    ],
    initializers: [weight("w", [8, 8]), weight("most", [])],
  });
  const { coverage } = countOf(
    one([1, 8], [fileNode("Loop(count, , x) -> end", { body })], [scalar("count", 5)]),
  );
  assertEquals(coverage.perIteration.map(({ macs }) => macs), [64n]);
});

Deno.test("a Scan over 7 costs 7 steps", () => {
  const body = fileGraph({
    inputs: [fileValue("state", null), fileValue("entry", null)],
    outputs: ["next", "row"],
    nodes: [fileNode("MatMul(entry, w) -> row"), fileNode("Add(state, row) -> next")],
    initializers: [weight("w", [8, 8])],
  });
  assertEquals(
    costsOf({
      inputs: [fileValue("x", [1, 8]), fileValue("xs", [7, 1, 8])],
      outputs: ["last", "rows"],
      nodes: [fileNode("Scan(x, xs) -> last, rows", { body, num_scan_inputs: 1 })],
    }),
    [64, 448],
  );
});

Deno.test("an If costs 128 to 512 where data decide, and what its branch costs where they do not", () => {
  const choice = fileNode("If(condition) -> y", {
    then_branch: branch(32),
    else_branch: branch(8),
  });
  const open = countOf({
    inputs: [fileValue("x", [1, 16]), fileValue("condition", [], "bool")],
    outputs: ["y"],
    nodes: [choice],
  });
  assertEquals([open.params, open.macs, open.macsMax], [640, 128, 512]);
  const constant = (value: number) =>
    costsOf(one([1, 16], [choice], [scalar("condition", value, "bool")]));
  assertEquals([constant(1), constant(0)], [[640, 512], [640, 128]]);
});

Deno.test("one convolution costs the same in all its spellings, and says what is of integers", () => {
  // github.com/apache/tvm/issues/17197
  const image = [1, 16, 8, 8];
  const pads = { pads: [1, 1, 1, 1] };
  const stored = weight("w", [32, 16, 3, 3], "int8");
  const integer = (nodes: readonly FileNode[], initializers: readonly FileTensor[]) => {
    const { params, macs, macsInteger, quantization, coverage } = countOf(
      one(image, nodes, initializers),
    );
    assertEquals(lacks(coverage), []);
    return { params, macs, macsInteger, quantization };
  };
  const real = [weight("w", [32, 16, 3, 3])];
  assertEquals(integer([fileNode("Conv(x, w) -> y", pads)], real), {
    params: 4608,
    macs: 294_912,
    macsInteger: 0,
    quantization: 0,
  });
  const all = { params: 4608, macs: 294_912, macsInteger: 294_912 };
  const quantize = fileNode("QuantizeLinear(x, s, z) -> q");
  const scales = [scale("s"), zeroPoint("z", "uint8"), weight("ws", [32])];
  assertEquals(
    integer([
      quantize,
      fileNode("DequantizeLinear(q, s, z) -> d"),
      fileNode("DequantizeLinear(w, ws) -> v", { axis: 0 }),
      fileNode("Conv(d, v) -> c", pads),
      fileNode("QuantizeLinear(c, s, z) -> e"),
      fileNode("DequantizeLinear(e, s, z) -> y"),
    ], [stored, ...scales]),
    { ...all, quantization: 34 },
  );
  assertEquals(
    integer([
      quantize,
      fileNode("QLinearConv(q, s, z, w, ws, wz, s, z) -> y", pads),
    ], [stored, ...scales, weight("wz", [32], "int8")]),
    { ...all, quantization: 66 },
  );
  assertEquals(
    integer([
      fileNode("DynamicQuantizeLinear(x) -> q, ds, dz"),
      fileNode("ConvInteger(q, w, dz, wz) -> y", pads),
    ], [stored, zeroPoint("wz", "int8")]),
    { ...all, quantization: 1 },
  );
});

Deno.test("what ONNX Runtime fuses costs what it replaces, and what is behind it is counted", () => {
  // github.com/openvinotoolkit/openvino/issues/13177
  const stride = { strides: [2, 2], pads: [1, 1, 1, 1] };
  const image = [1, 3, 32, 32];
  const behind = weight("k", [4, 16, 1, 1]);
  const both = [weight("w", [16, 3, 3, 3]), behind];
  const next = fileNode("Conv(c, k) -> y");
  const expected = [432 + 64, 110_592 + 4 * 256 * 16] as const;
  assertEquals(
    costsOf(one(image, [
      fileNode("FusedConv(x, w) -> c", { ...stride, activation: "Relu" }, MICROSOFT),
      next,
    ], both)),
    expected,
  );
  assertEquals(
    costsOf(one(image, [
      fileNode("Conv(x, w) -> z", stride),
      fileNode("FusedConv(x, w, , z) -> c", stride, MICROSOFT),
      next,
    ], both)),
    [expected[0], 2 * 110_592 + 4 * 256 * 16],
  );
  assertEquals(
    costsOf(one([1, 32, 32, 3], [
      fileNode("NhwcConv(x, w) -> c", stride, MICROSOFT),
      fileNode("Transpose(c) -> t", { perm: [0, 3, 1, 2] }),
      fileNode("Conv(t, k) -> y"),
    ], both)),
    expected,
  );
  assertEquals(
    costsOf({
      inputs: [fileValue("x", [8, 4])],
      outputs: ["y"],
      nodes: [fileNode("FusedMatMul(x, w) -> y", { transA: 1, transB: 1 }, MICROSOFT)],
      initializers: [weight("w", [5, 8])],
    }),
    [40, 160],
  );
  assertEquals(
    costsOf(one([1, 4, 192], [
      fileNode("SkipLayerNormalization(x, x, gamma, beta) -> n", {}, MICROSOFT),
      fileNode("MatMul(n, m) -> y"),
    ], [weight("gamma", [192]), weight("beta", [192]), weight("m", [192, 2])])),
    [384 + 384, 4 * 192 * 2],
  );
});

Deno.test("convolutions count every axis, their groups, and no dilation", () => {
  // github.com/ThanatosShinji/onnx-tool/issues/35
  const conv = (shape: readonly number[], kernel: readonly number[], attributes = {}) =>
    costsOf(one(shape, [fileNode("Conv(x, w) -> y", attributes)], [weight("w", kernel)]))[1];
  const three = { pads: [1, 1, 1, 1, 1, 1] };
  assertEquals(conv([1, 1, 32, 64, 64], [8, 1, 3, 3, 3], three), 28_311_552);
  assertEquals(conv([1, 4, 31], [6, 4, 5], { strides: [2], pads: [2, 2] }), 1920);
  const dilated = { dilations: [2, 2] };
  assertEquals(conv([1, 1, 16, 16], [1, 1, 3, 3], { ...dilated, pads: [2, 2, 2, 2] }), 2304);
  assertEquals(conv([1, 1, 16, 16], [1, 1, 3, 3], dilated), 1296);
  const first = fileNode("Conv(x, w) -> f");
  assertEquals(
    costsOf(one([1, 3, 32, 32], [first, fileNode("Conv(f, d) -> y", { group: 24 })], [
      weight("w", [24, 3, 3, 3]),
      weight("d", [24, 1, 3, 3]),
    ])),
    [864, 752_544],
  );
  assertEquals(
    costsOf({
      inputs: [fileValue("x", [1, 3, 32, 32])],
      outputs: ["a", "b"],
      nodes: [
        first,
        fileNode("Conv(f, d) -> a", { group: 12 }),
        fileNode("Conv(f, e) -> b", { group: 12 }),
      ],
      initializers: [
        weight("w", [24, 3, 3, 3]),
        weight("d", [12, 2, 3, 3]),
        weight("e", [12, 2, 3, 3]),
      ],
    }),
    [1080, 921_888],
  );
});

Deno.test("a Gemm reads its operands the way that it says", () => {
  // github.com/NeuralNetworkVerification/Marabou/issues/239
  const attributes = { transA: 1, transB: 1, alpha: 0.5, beta: 0.25 };
  assertEquals(
    costsOf(one([16, 25], [fileNode("Gemm(x, w) -> y", attributes)], [weight("w", [9, 16])])),
    [144, 3600],
  );
});

Deno.test("a convolution whose result goes nowhere is listed, its weights told", () => {
  // github.com/zhijian-liu/torchprofile/issues/10
  const { params, macs, coverage } = countOf({
    inputs: [fileValue("x", [1, 3, 8, 8])],
    outputs: ["y"],
    nodes: [fileNode("Conv(x, w) -> nowhere"), fileNode("Conv(x, v) -> y")],
    initializers: [weight("w", [4, 3, 3, 3]), weight("v", [2, 3, 1, 1])],
  });
  assertEquals([params, macs], [108 + 6, 2 * 64 * 3]);
  assertEquals([coverage.unusedNodes, coverage.unusedParams], [["nowhere"], 108n]);
  assertEquals(coverageRemarks(coverage), [
    "nodes that no output needs are not counted: nowhere; " +
    "their 108 learned parameters are among Params",
  ]);
});

Deno.test("attention costs the same as products and as one operator, and grows with tokens squared", () => {
  // github.com/pytorch/pytorch/issues/195460
  const inputs = (tokens: number) =>
    ["q", "k", "v"].map((name) => fileValue(name, [1, 12, tokens, 64]));
  const products = [
    fileNode("Transpose(k) -> t", { perm: [0, 1, 3, 2] }),
    fileNode("MatMul(q, t) -> s"),
    fileNode("Softmax(s) -> p"),
    fileNode("MatMul(p, v) -> y"),
  ];
  const fused = [fileNode("Attention(q, k, v) -> y", {}, { version: 23 })];
  for (const nodes of [products, fused]) {
    assertEquals(costsOf({ inputs: inputs(64), outputs: ["y"], nodes }), [0, 6_291_456]);
    assertEquals(costsOf({ inputs: inputs(128), outputs: ["y"], nodes }), [0, 4 * 6_291_456]);
  }
});

Deno.test("bias is no multiply-add, and is a parameter", () => {
  // github.com/onnx/turnkeyml/pull/94
  assertEquals(
    costsOf(one([1, 3, 640, 640], [
      fileNode("Conv(x, w, b) -> y", { strides: [2, 2], pads: [1, 1, 1, 1] }),
    ], [weight("w", [16, 3, 3, 3]), weight("b", [16])])),
    [448, 44_236_800],
  );
});

Deno.test("a weight that two nodes read is counted once, its work at each", () => {
  // github.com/TylerYep/torchinfo/pull/397
  const pads = { pads: [1, 1, 1, 1] };
  assertEquals(
    costsOf({
      inputs: [fileValue("x", [1, 1, 16, 16]), fileValue("z", [1, 1, 28, 28])],
      outputs: ["a", "b"],
      nodes: [fileNode("Conv(x, w, c) -> a", pads), fileNode("Conv(z, w, c) -> b", pads)],
      initializers: [weight("w", [1, 1, 3, 3]), weight("c", [1])],
    }),
    [10, 9360],
  );
});

Deno.test("a product of integers made on the way costs what the real one does", () => {
  // github.com/ThanatosShinji/onnx-tool/issues/45
  const { params, macs, macsInteger, coverage } = countOf(one([4, 8], [
    fileNode("DynamicQuantizeLinear(x) -> q, s, z"),
    fileNode("MatMulInteger(q, w, z) -> y"),
  ], [weight("w", [8, 5], "int8")]));
  assertEquals([params, macs, macsInteger, lacks(coverage)], [40, 160, 160, []]);
});

Deno.test("an operator that nobody knows stops no count", () => {
  const { macs, coverage } = countOf(one([1, 3, 8, 8], [
    fileNode("Conv(x, w) -> c"),
    fileNode("Magic(c) -> y", {}, { domain: "com.acme" }),
  ], [weight("w", [4, 3, 1, 1])]));
  assertEquals([macs, lacks(coverage)], [768, ["not counted: com.acme.Magic x 1"]]);
});

Deno.test("a convention tells linear layers from attention products by who holds weights", () => {
  const { graph } = graphOfFile(fileModel(one([1, 4, 8], [
    fileNode("Cast(w) -> c", { to: 1 }),
    fileNode("MatMul(x, c) -> h"),
    fileNode("Transpose(h) -> t", { perm: [0, 2, 1] }),
    fileNode("MatMul(h, t) -> y"),
  ], [weight("w", [8, 6], "float16")])));
  const total = (id: string) => countByConvention(graph, findConvention(id)).total;
  assertEquals([total("mac"), total("conv-linear")], [4 * 8 * 6 + 4 * 6 * 4, 4 * 8 * 6]);
  assertEquals(total("fvcore-fused-attention"), 4 * 8 * 6);
});

Deno.test("fvcore counts the pooling module that exporters write as GlobalAveragePool", () => {
  const { graph } = graphOfFile(
    fileModel(one([1, 4, 3, 3], [fileNode("GlobalAveragePool(x) -> y")], [])),
  );
  assertEquals(countByConvention(graph, findConvention("fvcore")).total, 36);
});
