import { assertEquals } from "@std/assert";
import { withParameterRoles } from "../../../../models/file/roles/parameter_roles.ts";
import type { Graph } from "../../../../models/graph/graph.ts";
import { type LiteralGraph, literalGraph } from "../../../support/literal_graph.ts";

/** The role of each parameter, by name, inner graphs included. */
function rolesOf(literal: LiteralGraph): Readonly<Record<string, string>> {
  const all = (graph: Graph): readonly (readonly [string, string])[] => [
    ...graph.parameters.map(({ name, role }) => [name, role] as const),
    ...graph.nodes.flatMap(({ subgraphs = {} }) => Object.values(subgraphs).flatMap(all)),
  ];
  return Object.fromEntries(all(withParameterRoles(literalGraph(literal))));
}

Deno.test("withParameterRoles() tells weights, statistics and shapes apart", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 3, 8, 8] },
      parameters: {
        w: [4, 3, 3, 3],
        gamma: [4],
        beta: [4],
        mean: [4],
        variance: [4],
        shape: { dtype: "int64", shape: [2] },
      },
      nodes: [
        { op: "Conv", inputs: ["x", "w"], outputs: ["a"] },
        {
          op: "BatchNormalization",
          inputs: ["a", "gamma", "beta", "mean", "variance"],
          outputs: ["b"],
        },
        { op: "Reshape", inputs: ["b", "shape"], outputs: ["y"] },
      ],
    }),
    {
      w: "learned",
      gamma: "learned",
      beta: "learned",
      mean: "buffer",
      variance: "buffer",
      shape: "constant",
    },
  );
});

Deno.test("withParameterRoles() takes single numbers in the code for constants, weights never", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4] },
      parameters: {
        "/Constant_output_0": [],
        "/blocks.0/Constant_1_output_0": [1, 7],
        "act.scale": [1],
        position: [1, 4],
        exponent: [],
        slope: [1],
        "head.weight": [4, 1],
        least: [],
      },
      nodes: [
        { op: "Add", inputs: ["x", "/Constant_output_0"], outputs: ["a"] },
        { op: "Add", inputs: ["a", "/blocks.0/Constant_1_output_0"], outputs: ["b"] },
        { op: "Mul", inputs: ["b", "act.scale"], outputs: ["c"] },
        { op: "Add", inputs: ["c", "position"], outputs: ["d"] },
        { op: "Pow", inputs: ["d", "exponent"], outputs: ["e"] },
        { op: "PRelu", inputs: ["e", "slope"], outputs: ["f"] },
        { op: "Clip", inputs: ["f", "least"], outputs: ["g"] },
        { op: "MatMul", inputs: ["g", "head.weight"], outputs: ["y"] },
      ],
    }),
    {
      "/Constant_output_0": "constant",
      "/blocks.0/Constant_1_output_0": "constant",
      "act.scale": "learned",
      position: "learned",
      exponent: "constant",
      slope: "learned",
      least: "constant",
      "head.weight": "learned",
    },
  );
});

Deno.test("withParameterRoles() takes what an exporter gives to a norm for constants", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4, 8] },
      parameters: {
        "/norm1/Constant_1_output_0": [4],
        "/norm1/Constant_2_output_0": [4],
        "norm2.weight": [4],
        "/norm2/Constant_output_0": [4],
      },
      nodes: [
        {
          op: "InstanceNormalization",
          inputs: ["x", "/norm1/Constant_1_output_0", "/norm1/Constant_2_output_0"],
          outputs: ["a"],
        },
        {
          op: "InstanceNormalization",
          inputs: ["a", "norm2.weight", "/norm2/Constant_output_0"],
          outputs: ["y"],
        },
      ],
    }),
    {
      "/norm1/Constant_1_output_0": "constant",
      "/norm1/Constant_2_output_0": "constant",
      "norm2.weight": "learned",
      "/norm2/Constant_output_0": "constant",
    },
  );
});

Deno.test("withParameterRoles() takes numbers that an exporter names itself for no states to begin with", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [7, 1, 8] },
      parameters: {
        val_1: [1, 16, 8],
        val_2: [1, 16, 16],
        val_3: [1, 32],
        val_4: [1, 1, 16],
        start: [1, 1, 16],
        val_9: [4],
      },
      nodes: [
        { op: "RNN", inputs: ["x", "val_1", "val_2", "val_3", "", "val_4"], outputs: ["a", "b"] },
        { op: "RNN", inputs: ["x", "val_1", "val_2", "val_3", "", "start"], outputs: ["c", "d"] },
        { op: "InstanceNormalization", inputs: ["a", "val_9", "val_9"], outputs: ["y"] },
      ],
    }),
    {
      val_1: "learned",
      val_2: "learned",
      val_3: "learned",
      val_4: "constant",
      start: "learned",
      val_9: "constant",
    },
  );
});

Deno.test("withParameterRoles() follows weights through what moves and converts them", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4], indices: { dtype: "int64", shape: [1] } },
      parameters: {
        half: { dtype: "float16", shape: [3, 4] },
        stored: { dtype: "int8", shape: [3, 4] },
        scale: [3],
        zero: { dtype: "int8", shape: [3] },
        bias: { dtype: "int32", shape: [3] },
        table: { dtype: "int8", shape: [9, 4] },
        tableScale: [],
        positions: { dtype: "int64", shape: [4] },
        "/Constant_output_0": { shape: [3, 4] },
      },
      nodes: [
        { op: "Cast", inputs: ["half"], outputs: ["h"] },
        { op: "Transpose", inputs: ["h"], outputs: ["t"] },
        { op: "MatMul", inputs: ["x", "t"], outputs: ["a"] },
        { op: "DequantizeLinear", inputs: ["stored", "scale", "zero"], outputs: ["q"] },
        { op: "DequantizeLinear", inputs: ["bias", "scale"], outputs: ["r"] },
        { op: "Gemm", inputs: ["x", "q", "r"], outputs: ["b"] },
        { op: "Gather", inputs: ["table", "indices"], outputs: ["e"] },
        { op: "DequantizeLinear", inputs: ["e", "tableScale"], outputs: ["f"] },
        { op: "Add", inputs: ["x", "f"], outputs: ["c"] },
        { op: "Cast", inputs: ["positions"], outputs: ["p"] },
        { op: "Add", inputs: ["c", "p"], outputs: ["d"] },
        { op: "Gemm", inputs: ["d", "/Constant_output_0"], outputs: ["y"] },
      ],
    }),
    {
      half: "learned",
      stored: "learned",
      scale: "quantization",
      zero: "quantization",
      bias: "learned",
      table: "learned",
      tableScale: "quantization",
      positions: "constant",
      "/Constant_output_0": "learned",
    },
  );
});

Deno.test("withParameterRoles() lets the strongest of several uses decide", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4], i: { dtype: "int64", shape: [1] } },
      parameters: { w: [4, 4], shape: { dtype: "int64", shape: [1] } },
      nodes: [
        { op: "Gather", inputs: ["w", "i"], outputs: ["a"] },
        { op: "MatMul", inputs: ["a", "w"], outputs: ["b"] },
        { op: "Where", inputs: ["b", "shape", "x"], outputs: ["y"] },
      ],
    }),
    { w: "learned", shape: "constant" },
  );
});

Deno.test("withParameterRoles() knows what graphs inside of nodes read and hold", () => {
  const body = literalGraph({
    parameters: { inner: [4, 4], innerShape: { dtype: "int64", shape: [2] } },
    nodes: [
      { op: "MatMul", inputs: ["x", "outer"], outputs: ["a"] },
      { op: "MatMul", inputs: ["a", "inner"], outputs: ["b"] },
      { op: "Reshape", inputs: ["b", "innerShape"], outputs: ["c"] },
    ],
  });
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4] },
      parameters: { outer: [4, 4], trips: { dtype: "int64", shape: [] } },
      nodes: [{ op: "Loop", inputs: ["trips", "", "x"], outputs: ["y"], subgraphs: { body } }],
    }),
    { outer: "learned", trips: "constant", inner: "learned", innerShape: "constant" },
  );
});

Deno.test("withParameterRoles() takes unread tensors of real numbers for learned ones", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4] },
      parameters: { unread: [7], index: { dtype: "int64", shape: [7] } },
      nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }],
    }),
    { unread: "learned", index: "constant" },
  );
});

Deno.test("withParameterRoles() takes numbers in 8 bits for what they stand for, scales by their names", () => {
  const microsoft = "com.microsoft";
  assertEquals(
    rolesOf({
      inputs: { x: { dtype: "uint8", shape: [1, 4] }, real: [1, 4] },
      parameters: {
        position: { dtype: "uint8", shape: [1, 4] },
        s: [],
        "fc.weight_quantized": { dtype: "int8", shape: [4, 4] },
        "fc.weight_scale": [],
        "fc.logit_scale": [],
      },
      nodes: [
        {
          op: "QLinearAdd",
          domain: microsoft,
          inputs: ["x", "s", "", "position", "s", "", "s", ""],
          outputs: ["a"],
        },
        { op: "MatMulInteger", inputs: ["a", "fc.weight_quantized"], outputs: ["b"] },
        { op: "Mul", inputs: ["real", "fc.weight_scale"], outputs: ["c"] },
        { op: "Mul", inputs: ["c", "fc.logit_scale"], outputs: ["y"] },
      ],
    }),
    {
      position: "learned",
      s: "quantization",
      "fc.weight_quantized": "learned",
      "fc.weight_scale": "quantization",
      "fc.logit_scale": "learned",
    },
  );
});

Deno.test("withParameterRoles() takes masks and the ones of a group norm for constants", () => {
  assertEquals(
    rolesOf({
      inputs: { x: [1, 4, 4] },
      parameters: {
        "layers.0.attn_mask": [1, 4, 4],
        "/norm/Constant_1_output_0": [4],
        "norm.weight": [4],
        "norm.bias": [4],
      },
      nodes: [
        { op: "Add", inputs: ["x", "layers.0.attn_mask"], outputs: ["a"] },
        {
          op: "InstanceNormalization",
          inputs: ["a", "/norm/Constant_1_output_0", "norm.bias"],
          outputs: ["b"],
        },
        { op: "InstanceNormalization", inputs: ["b", "norm.weight", "norm.bias"], outputs: ["y"] },
      ],
    }),
    {
      "layers.0.attn_mask": "constant",
      "/norm/Constant_1_output_0": "constant",
      "norm.weight": "learned",
      "norm.bias": "learned",
    },
  );
});
