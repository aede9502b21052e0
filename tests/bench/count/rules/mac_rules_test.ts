// One operator at a time, with answers by hand. Where a user reported a case, its page is named. Long,
// as it is one list of all operators, read by looking one up.

import { assertEquals, assertThrows } from "@std/assert";
import { countGraph, countGraphExactly } from "../../../../bench/count/count.ts";
import { unknownText } from "../../../../bench/count/coverage.ts";
import type {
  Attribute,
  Graph,
  OperatorDomain,
  Parameter,
  Shape,
  Value,
} from "../../../../models/graph/graph.ts";

/** A node to count: shapes of its inputs (`undefined`: left out) and of its output. */
interface Operator {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly (Shape | undefined)[];
  readonly output: Shape;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

function graphOf({ op, domain, inputs, output, attributes = {} }: Operator): Graph {
  const named = inputs.map((shape, i): Value | undefined =>
    shape && { name: `input${i}`, dtype: "float32", shape }
  );
  const given = named.filter((value) => value !== undefined);
  const y: Value = { name: "y", dtype: "float32", shape: output };
  return {
    name: "test",
    inputs: given,
    outputs: [y],
    nodes: [{
      name: `node/${op}`,
      op,
      attributes,
      scope: "node",
      outputs: ["y"],
      ...(domain === undefined ? {} : { domain: domain as OperatorDomain }),
      inputs: named.map((value) => value?.name ?? ""),
    }],
    values: new Map([...given, y].map((value) => [value.name, value])),
    parameters: [],
  };
}

function macsOf(operator: Operator): number {
  const { macs, coverage } = countGraph(graphOf(operator));
  assertEquals(unknownText(coverage), "");
  return macs;
}

const MICROSOFT = "com.microsoft";

Deno.test("countGraph() counts Attention of ONNX by its two products, heads of keys shared or not", () => {
  const grouped = {
    op: "Attention",
    inputs: [[1, 8, 64, 64], [1, 2, 64, 64], [1, 2, 64, 64]],
    output: [1, 8, 64, 64],
  } as const;
  assertEquals(macsOf(grouped), 4_194_304);
  assertEquals(macsOf({ ...grouped, domain: "ai.onnx" }), 4_194_304);
  assertEquals(
    macsOf({
      op: "Attention",
      inputs: [[1, 64, 512], [1, 64, 128], [1, 64, 128]],
      attributes: { q_num_heads: 8, kv_num_heads: 2 },
      output: [1, 64, 512],
    }),
    4_194_304,
  );
});

Deno.test("countGraph() counts one attention alike in all its spellings", () => {
  // github.com/pytorch/pytorch/issues/195460: 12 heads of 64 tokens, 64 wide.
  const heads = [1, 12, 64, 64];
  const together = [1, 64, 768];
  const products = macsOf({ op: "MatMul", inputs: [heads, [1, 12, 64, 64]], output: heads }) +
    macsOf({ op: "MatMul", inputs: [heads, heads], output: heads });
  assertEquals(products, 6_291_456);
  assertEquals(macsOf({ op: "Attention", inputs: [heads, heads, heads], output: heads }), products);
  const several = { op: "MultiHeadAttention", domain: MICROSOFT, attributes: { num_heads: 12 } };
  assertEquals(
    macsOf({ ...several, inputs: [together, together, together], output: together }),
    products,
  );
  assertEquals(macsOf({ ...several, inputs: [[1, 64, 12, 3, 64]], output: together }), products);
  assertEquals(
    macsOf({ ...several, inputs: [together, [1, 64, 12, 2, 64]], output: together }),
    products,
  );
  assertEquals(
    macsOf({
      op: "Attention",
      domain: MICROSOFT,
      attributes: { num_heads: 12 },
      inputs: [together, [768, 3 * 768], [3 * 768]],
      output: together,
    }),
    64 * 768 * 3 * 768 + products,
  );
});

Deno.test("countGraph() lets attention see the keys of the past", () => {
  const [query, past] = [[1, 4, 1, 8], [1, 4, 9, 8]];
  const inputs = [query, query, query, undefined, past, past];
  assertEquals(macsOf({ op: "Attention", inputs, output: query }), 2 * (4 * 8) * 10);
  const token = [1, 1, 32];
  assertEquals(
    macsOf({
      op: "MultiHeadAttention",
      domain: MICROSOFT,
      output: token,
      inputs: [token, token, token, undefined, undefined, undefined, past, past],
    }),
    2 * 32 * 10,
  );
  assertEquals(
    macsOf({
      op: "Attention",
      domain: MICROSOFT,
      output: token,
      inputs: [token, [32, 96], [96], undefined, [2, 1, 4, 9, 8]],
    }),
    32 * 96 + 2 * 32 * 10,
  );
});

Deno.test("countGraph() lets queries meet the keys of another layer's cache", () => {
  const [queries, cache] = [[1, 5, 32], [1, 4, 9, 8]];
  assertEquals(
    macsOf({
      op: "MultiHeadAttention",
      domain: MICROSOFT,
      output: queries,
      inputs: [queries, cache, cache],
    }),
    2 * (5 * 32) * 9,
  );
});

Deno.test("countGraph() counts values narrower than the queries of com.microsoft's Attention", () => {
  assertEquals(
    macsOf({
      op: "Attention",
      domain: MICROSOFT,
      output: [1, 5, 2],
      inputs: [[1, 5, 3], [3, 4 + 4 + 2], [10]],
      attributes: { num_heads: 1, qkv_hidden_sizes: [4, 4, 2] },
    }),
    5 * 3 * 10 + 5 * 5 * 4 + 5 * 5 * 2,
  );
  assertEquals(
    macsOf({
      op: "Attention",
      domain: MICROSOFT,
      output: [1, 5, 2],
      inputs: [[1, 5, 3], [3, 1 + 1 + 2], [4]],
    }),
    5 * 3 * 4 + 5 * 5 * 1 + 5 * 5 * 2,
  );
});

Deno.test("countGraph() reads the transpositions of Gemm and FusedMatMul", () => {
  // github.com/NeuralNetworkVerification/Marabou/issues/239: the last axis would give 5,625.
  const inputs = [[16, 25], [9, 16]];
  const attributes = { transA: 1, transB: 1, alpha: { float: 0.5 } };
  assertEquals(macsOf({ op: "Gemm", inputs, attributes, output: [25, 9] }), 3600);
  assertEquals(macsOf({ op: "Gemm", inputs: [[25, 16], [16, 9]], output: [25, 9] }), 3600);
  // github.com/openvinotoolkit/openvino/issues/13177
  const fused = { op: "FusedMatMul", domain: MICROSOFT };
  assertEquals(macsOf({ ...fused, inputs: [[8, 4], [5, 8]], attributes, output: [4, 5] }), 160);
  assertEquals(
    macsOf({
      ...fused,
      attributes: { transBatchA: 1, transA: 1 },
      inputs: [[8, 2, 4], [2, 8, 5]],
      output: [2, 4, 5],
    }),
    2 * 160,
  );
  assertEquals(
    macsOf({
      ...fused,
      attributes: { transBatchB: 1 },
      inputs: [[2, 4, 8], [8, 2, 5]],
      output: [2, 4, 5],
    }),
    2 * 160,
  );
});

Deno.test("countGraph() counts products of vectors", () => {
  assertEquals(macsOf({ op: "MatMul", inputs: [[8], [8, 5]], output: [5] }), 40);
  assertEquals(macsOf({ op: "MatMul", inputs: [[2, 5, 8], [8]], output: [2, 5] }), 80);
});

Deno.test("countGraph() counts fused convolutions like what they replace", () => {
  const [image, weight, bias, output] = [[1, 3, 32, 32], [16, 3, 3, 3], [16], [1, 16, 16, 16]];
  const attributes = { strides: [2, 2], pads: [1, 1, 1, 1] };
  const plain = macsOf({ op: "Conv", inputs: [image, weight, bias], attributes, output });
  assertEquals(plain, 110_592);
  const fused = { domain: MICROSOFT, attributes: { ...attributes, activation: "Relu" } };
  for (const inputs of [[image, weight], [image, weight, bias, output]]) {
    assertEquals(macsOf({ ...fused, op: "FusedConv", inputs, output }), plain);
  }
  assertEquals(
    macsOf({
      ...fused,
      op: "NhwcConv",
      output: [1, 16, 16, 16],
      inputs: [[1, 32, 32, 3], weight],
    }),
    plain,
  );
});

Deno.test("countGraph() counts integer convolutions and products like those of real numbers", () => {
  // github.com/apache/tvm/issues/17197
  const [image, weight, output] = [[1, 16, 8, 8], [32, 16, 3, 3], [1, 32, 8, 8]];
  const [scale, zero] = [[], []] as const;
  for (const op of ["Conv", "ConvInteger"]) {
    assertEquals(macsOf({ op, inputs: [image, weight], output }), 294_912, op);
  }
  assertEquals(
    macsOf({
      op: "QLinearConv",
      inputs: [image, scale, zero, weight, scale, zero, scale, zero],
      output,
    }),
    294_912,
  );
  const [a, b] = [[4, 8], [8, 5]];
  assertEquals(macsOf({ op: "MatMulInteger", inputs: [a, b], output: [4, 5] }), 160);
  assertEquals(
    macsOf({
      op: "QLinearMatMul",
      inputs: [a, scale, zero, b, scale, zero, scale, zero],
      output: [4, 5],
    }),
    160,
  );
});

Deno.test("countGraph() counts convolutions along one and three axes, dilated or grouped", () => {
  // github.com/ThanatosShinji/onnx-tool/issues/35
  const conv = (image: Shape, weight: Shape, output: Shape, group = 1) =>
    macsOf({ op: "Conv", inputs: [image, weight], output, attributes: { group } });
  assertEquals(conv([1, 1, 32, 64, 64], [8, 1, 3, 3, 3], [1, 8, 32, 64, 64]), 28_311_552);
  assertEquals(conv([1, 4, 31], [6, 4, 5], [1, 6, 16]), 1920);
  assertEquals(conv([1, 1, 16, 16], [1, 1, 3, 3], [1, 1, 16, 16]), 2304);
  assertEquals(conv([1, 1, 16, 16], [1, 1, 3, 3], [1, 1, 12, 12]), 1296);
  const first = conv([1, 3, 32, 32], [24, 3, 3, 3], [1, 24, 30, 30]);
  const depthwise = conv([1, 24, 30, 30], [24, 1, 3, 3], [1, 24, 28, 28], 24);
  assertEquals(first + depthwise, 583_200 + 169_344);
});

Deno.test("countGraph() counts an Einsum by its equation", () => {
  const einsum = (equation: string, output: Shape, ...inputs: readonly Shape[]) =>
    macsOf({ op: "Einsum", inputs, attributes: { equation }, output });
  // github.com/zhijian-liu/torchprofile/issues/17
  assertEquals(einsum("ik,kj->ij", [3, 5], [3, 4], [4, 5]), 60);
  assertEquals(einsum("ik, kj", [3, 5], [3, 4], [4, 5]), 60);
  assertEquals(einsum("bhid,bhjd->bhij", [2, 3, 4, 5], [2, 3, 4, 6], [2, 3, 5, 6]), 720);
  assertEquals(einsum("...ik,...kj->...ij", [2, 3, 5], [2, 3, 4], [4, 5]), 2 * 60);
  assertEquals(einsum("i,j->ij", [3, 4], [3], [4]), 12);
  assertEquals(einsum("i,i->", [], [7], [7]), 7);
  // A size of 1 gives way to another, on either side.
  assertEquals(einsum("ij,jk->ik", [2, 4], [2, 1], [3, 4]), 24);
  assertEquals(einsum("ij,jk->ik", [2, 4], [2, 3], [1, 4]), 24);
});

Deno.test("countGraph() takes an Einsum without sums of products for free", () => {
  const einsum = (equation: string, output: Shape, ...inputs: readonly Shape[]) =>
    macsOf({ op: "Einsum", inputs, attributes: { equation }, output });
  assertEquals(einsum("ij->ji", [4, 3], [3, 4]), 0);
  assertEquals(einsum("ij->i", [3], [3, 4]), 0);
  assertEquals(einsum("ij,ij->ij", [3, 4], [3, 4], [3, 4]), 0);
  assertEquals(einsum("bhc,c->bhc", [2, 3, 4], [2, 3, 4], [4]), 0);
  // The rows are summed before they meet the other operand.
  assertEquals(einsum("ij,jk->k", [5], [3, 4], [4, 5]), 20);
});

Deno.test("countGraph() contracts an Einsum of three from the left", () => {
  assertEquals(
    macsOf({
      op: "Einsum",
      inputs: [[2, 3], [3, 4], [4, 5]],
      attributes: { equation: "ab,bc,cd->ad" },
      output: [2, 5],
    }),
    2 * 3 * 4 + 2 * 4 * 5,
  );
});

Deno.test("countGraph() takes operators of another domain for what they are: unknown", () => {
  for (const op of ["Conv", "Add", "constructor", "__proto__"]) {
    const inputs = [[1, 3, 8, 8], [4, 3, 1, 1]];
    const graph = graphOf({ op, domain: "com.acme", inputs, output: [1, 4, 8, 8] });
    const { macs, coverage } = countGraph(graph);
    assertEquals([macs, unknownText(coverage)], [0, `com.acme.${op} x 1`]);
  }
  const { coverage } = countGraph(graphOf({ op: "constructor", inputs: [[1]], output: [1] }));
  assertEquals([coverage.countedNodes, coverage.freeNodes], [0, 0]);
  const fused = graphOf({ op: "FusedConv", inputs: [[1, 3, 8, 8]], output: [1, 4, 8, 8] });
  assertEquals(unknownText(countGraph(fused).coverage), "FusedConv x 1");
});

Deno.test("countGraph() takes the normalizations of com.microsoft for free", () => {
  const inputs = [[1, 4, 192], [1, 4, 192], [192], [192]];
  const operator = { op: "SkipLayerNormalization", domain: MICROSOFT, output: [1, 4, 192] };
  assertEquals(macsOf({ ...operator, inputs }), 0);
});

/** All operators without multiply-adds; of another set than ONNX's own by domain and name. */
const FREE = [
  "Add",
  "Mul",
  "Relu",
  "Gelu",
  "Sigmoid",
  "Softmax",
  "BatchNormalization",
  "LayerNormalization",
  "MaxPool",
  "ReduceMean",
  "Resize",
  "RoiAlign",
  "Reshape",
  "Transpose",
  "Gather",
  "Split",
  "Concat",
  "Shape",
  "Expand",
  "Range",
  "Pad",
  "Slice",
  "QuantizeLinear",
  "DequantizeLinear",
  "DynamicQuantizeLinear",
];

Deno.test("countGraph() knows every operator that is free, in its own set only", () => {
  const free = (op: string, domain?: string) => {
    const operator = { op, inputs: [[1, 4]], output: [1, 4] };
    const graph = graphOf(domain === undefined ? operator : { ...operator, domain });
    const { macs, coverage } = countGraph(graph);
    return macs === 0 && coverage.freeNodes === 1 && unknownText(coverage) === "";
  };
  // ONNX Runtime has operators of its own by these names.
  const both = ["Gelu", "Range", "Pad", "QuantizeLinear", "DequantizeLinear"];
  for (const op of FREE) {
    assertEquals([free(op), free(op, MICROSOFT)], [true, both.includes(op)], op);
  }
  for (const op of ["BiasGelu", "FastGelu", "SkipLayerNormalization"]) {
    assertEquals([free(op), free(op, MICROSOFT)], [false, true], op);
  }
});

/** Operators, shapes of their inputs and output, and the places where weights stand. */
const WEIGHTS: readonly (readonly [Operator, readonly number[]])[] = [
  ...["Conv", "ConvInteger", "ConvTranspose"].map((op) =>
    [{ op, inputs: [[1, 2, 3, 3], [2, 2, 1, 1]], output: [1, 2, 3, 3] }, [1]] as const
  ),
  [{
    op: "QLinearConv",
    output: [1, 2, 3, 3],
    inputs: [[1, 2, 3, 3], [], [], [2, 2, 1, 1], [], [], [], []],
  }, [3]],
  ...["MatMul", "MatMulInteger", "Gemm"].map((op) =>
    [{ op, inputs: [[2, 2], [2, 2], [2]], output: [2, 2] }, [0, 1]] as const
  ),
  [{
    op: "QLinearMatMul",
    output: [2, 2],
    inputs: [[2, 2], [], [], [2, 2], [], [], [], []],
  }, [0, 3]],
  [{
    op: "Einsum",
    output: [2, 2],
    attributes: { equation: "ij,jk->ik" },
    inputs: [[2, 2], [2, 2]],
  }, [0, 1]],
  [{ op: "Attention", inputs: [[1, 2, 4], [1, 2, 4], [1, 2, 4]], output: [1, 2, 4] }, []],
  ...["FusedConv", "NhwcConv"].map((op) =>
    [
      { op, domain: MICROSOFT, inputs: [[1, 2, 2, 2], [2, 2, 1, 1]], output: [1, 2, 2, 2] },
      [1],
    ] as const
  ),
  [
    { op: "FusedMatMul", domain: MICROSOFT, inputs: [[2, 2], [2, 2]], output: [2, 2] },
    [0, 1],
  ],
  [
    { op: "Attention", domain: MICROSOFT, inputs: [[1, 2, 4], [4, 12], [12]], output: [1, 2, 4] },
    [1],
  ],
  [
    { op: "MultiHeadAttention", domain: MICROSOFT, inputs: [[1, 2, 4]], output: [1, 2, 4] },
    [],
  ],
];

Deno.test("countGraph() names fixed numbers at every place where an operator has weights", () => {
  for (const [operator, places] of WEIGHTS) {
    const graph = graphOf(operator);
    const found = graph.inputs.flatMap((input, place) => {
      const beside: Parameter = { name: "z", dtype: "float32", shape: [1], role: "learned" };
      const namesOf = (dtype: Parameter["dtype"]) => {
        const shape = input.shape.map(Number);
        const fixed: Parameter = { ...input, shape, dtype, role: "constant" };
        return countGraph({ ...graph, parameters: [beside, fixed] }).coverage.constantWeights;
      };
      assertEquals(namesOf("int64"), [], "whole numbers are sizes and places");
      return namesOf("float32").includes(input.name) ? [place] : [];
    });
    assertEquals(found, places, `${operator.domain ?? ""} ${operator.op}`);
  }
});

Deno.test("countGraph() bears optional inputs left out", () => {
  const inputs = [[1, 3, 8, 8], [4, 3, 1, 1], undefined];
  assertEquals(macsOf({ op: "Conv", inputs, output: [1, 4, 8, 8] }), 4 * 64 * 3);
});

Deno.test("countGraph() refuses inputs that do not fit their operator, by name", () => {
  const refused = (operator: Operator, message: string) =>
    assertThrows(() => countGraph(graphOf(operator)), RangeError, message);
  refused(
    { op: "Conv", inputs: [[1, 3, 8, 8]], output: [1, 4, 8, 8] },
    'Cannot count "node/Conv" as Conv needs its input 2: it is left out',
  );
  refused(
    { op: "Conv", inputs: [[1, 3, 8, 8], [4, 3, 1]], output: [1, 4, 8, 8] },
    'Cannot count "node/Conv" as channels must equal the weight\'s second axis x groups: ' +
      "got [1, 3, 8, 8] and [4, 3, 1]",
  );
  refused(
    { op: "Conv", inputs: [[1, 160, 160, 3], [4, 3, 1, 1]], output: [1, 4, 160, 3] },
    "got [1, 160, 160, 3] and [4, 3, 1, 1]",
  );
  refused(
    { op: "ConvTranspose", inputs: [[1, 3, 8, 8], [4, 3, 1, 1]], output: [1, 3, 8, 8] },
    "channels must equal the weight's first axis",
  );
  refused(
    { op: "Gemm", inputs: [[16, 25], [9, 16]], output: [16, 9] },
    'Cannot count "node/Gemm" as inner sizes must be equal: got [16, 25] and [9, 16]',
  );
  refused(
    { op: "Attention", domain: MICROSOFT, inputs: [[1, 5, 3], [3, 3]], output: [1, 5, 3] },
    "its weight must hold queries and keys of one width beside 3 values: got 3 columns",
  );
  for (const equation of ["ij", "ij,jk,kl->il", "i1,j->ij", "", "ij,j->i->j"]) {
    refused(
      { op: "Einsum", inputs: [[2, 3], [3]], attributes: { equation }, output: [2] },
      'Cannot count "node/Einsum" as its equation must have a term for each of its 2 inputs',
    );
  }
  refused(
    { op: "Einsum", inputs: [[2, 3], [4]], attributes: { equation: "ij,j->i" }, output: [2] },
    '"j" must have one size: got 3 and 4',
  );
  refused(
    { op: "Einsum", inputs: [[2, 3], [3]], attributes: { equation: "ijk,j->i" }, output: [2] },
    'a term must name every axis: got 3 for the 2 of "input0"',
  );
});

Deno.test("countGraphExactly() keeps products beyond 2^53 to the last digit", () => {
  const side = 3 ** 12;
  const graph = graphOf({
    op: "MatMul",
    inputs: [["N", side, side], [side, side]],
    output: ["N", side, side],
  });
  assertEquals(countGraphExactly(graph, { batch: 7 }).macs, 7n * 3n ** 36n);
});
