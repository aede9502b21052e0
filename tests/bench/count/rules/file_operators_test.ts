// Operators that files have and the catalog has not, with answers by hand. Long, as it
// is one list of operators, read by looking one up.

import { assertEquals } from "@std/assert";
import { countGraph } from "../../../../bench/count/count.ts";
import { isLowerBound, lacks } from "../../../../bench/count/coverage.ts";
import { FREE_OPERATORS } from "../../../../bench/count/rules/free_operators.ts";
import { macRuleOf } from "../../../../bench/count/rules/mac_rules.ts";
import type { Attribute, DataType, Shape } from "../../../../models/graph/graph.ts";
import { literalGraph, type LiteralValue } from "../../../support/literal_graph.ts";

interface Operator {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly (LiteralValue | undefined)[];
  readonly outputs: readonly (LiteralValue | undefined)[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

function countOf({ op, domain, inputs, outputs, attributes = {} }: Operator) {
  const named = (letter: string, values: readonly (LiteralValue | undefined)[]) =>
    values.map((value, place) => [value === undefined ? "" : `${letter}${place}`, value] as const);
  const known = (values: ReturnType<typeof named>) =>
    Object.fromEntries(
      values.flatMap(([name, value]) => value === undefined ? [] : [[name, value]]),
    );
  const [given, made] = [named("x", inputs), named("y", outputs)];
  return countGraph(literalGraph({
    inputs: known(given),
    values: known(made),
    nodes: [{
      op,
      ...domain === undefined ? {} : { domain },
      inputs: given.map(([name]) => name),
      outputs: made.map(([name]) => name),
      attributes,
    }],
    outputs: ["y0"],
  }));
}

function macsOf(operator: Operator): readonly [macs: number, macsInteger: number] {
  const { macs, macsInteger, coverage } = countOf(operator);
  assertEquals(lacks(coverage), []);
  return [macs, macsInteger];
}

const MICROSOFT = "com.microsoft";
const int8 = (...shape: Shape): LiteralValue => ({ dtype: "int8", shape });
const uint8 = (...shape: Shape): LiteralValue => ({ dtype: "uint8", shape });

Deno.test("countGraph() counts one convolution alike in all spellings, integers apart", () => {
  // github.com/apache/tvm/issues/17197
  const scale = [] as const;
  const quantized = [uint8(1, 16, 8, 8), scale, uint8(), int8(32, 16, 3, 3), [32], int8(32)];
  const output = [1, 32, 8, 8];
  assertEquals(
    macsOf({ op: "Conv", inputs: [[1, 16, 8, 8], [32, 16, 3, 3]], outputs: [output] }),
    [294_912, 0],
  );
  assertEquals(
    macsOf({
      op: "QLinearConv",
      inputs: [...quantized, scale, uint8()],
      outputs: [uint8(...output)],
    }),
    [294_912, 294_912],
  );
  assertEquals(
    macsOf({
      op: "ConvInteger",
      inputs: [uint8(1, 16, 8, 8), int8(32, 16, 3, 3), uint8(), int8()],
      outputs: [{ dtype: "int32", shape: output }],
    }),
    [294_912, 294_912],
  );
  assertEquals(
    macsOf({
      op: "QLinearConv",
      domain: MICROSOFT,
      attributes: { channels_last: 1 },
      inputs: [uint8(1, 8, 8, 16), ...quantized.slice(1), scale, uint8()],
      outputs: [uint8(1, 8, 8, 32)],
    }),
    [294_912, 294_912],
  );
  for (const domain of [MICROSOFT, "com.ms.internal.nhwc"]) {
    assertEquals(
      macsOf({
        op: domain === MICROSOFT ? "NhwcFusedConv" : "Conv",
        domain,
        inputs: [[1, 8, 8, 16], [32, 16, 3, 3]],
        outputs: [[1, 8, 8, 32]],
      }),
      [294_912, 0],
    );
  }
  // In blocks of 16 channels.
  assertEquals(
    macsOf({
      op: "Conv",
      domain: "com.microsoft.nchwc",
      inputs: [[1, 16, 8, 8], [32, 16, 3, 3]],
      outputs: [[1, 32, 8, 8]],
    }),
    [294_912, 0],
  );
  // Along one axis.
  assertEquals(
    macsOf({
      op: "QLinearConv",
      inputs: [uint8(1, 4, 31), scale, uint8(), int8(6, 4, 5), scale, int8(), scale, uint8()],
      outputs: [uint8(1, 6, 16)],
    }),
    [1920, 1920],
  );
});

/** A Conv whose operands come from DequantizeLinear, or only its weight. */
function dequantized({ image }: { readonly image: boolean }) {
  return literalGraph({
    inputs: { q: uint8(1, 16, 8, 8), real: [1, 16, 8, 8] },
    parameters: {
      w: { dtype: "int8", shape: [32, 16, 3, 3] },
      scale: { shape: [32], role: "quantization" },
      zero: { dtype: "int8", shape: [32], role: "quantization" },
    },
    values: { x: [1, 16, 8, 8], v: [32, 16, 3, 3], y: [1, 32, 8, 8] },
    nodes: [
      { op: "DequantizeLinear", name: "a", inputs: ["q", "scale"], outputs: ["x"] },
      { op: "DequantizeLinear", name: "b", inputs: ["w", "scale", "zero"], outputs: ["v"] },
      { op: "Conv", inputs: [image ? "x" : "real", "v"], outputs: ["y"] },
    ],
  });
}

Deno.test("countGraph() takes a Conv between QDQ pairs for integer work, one with such weights not", () => {
  const { params, quantization, macs, macsInteger } = countGraph(dequantized({ image: true }));
  assertEquals([params, quantization, macs, macsInteger], [4608, 64, 294_912, 294_912]);
  assertEquals(countGraph(dequantized({ image: false })).macsInteger, 0);
});

Deno.test("countGraph() counts quantized products", () => {
  const [a, b, scale] = [uint8(4, 8), int8(8, 5), []] as const;
  assertEquals(macsOf({ op: "MatMulInteger", inputs: [a, b], outputs: [[4, 5]] }), [160, 160]);
  const contributed = { domain: MICROSOFT, outputs: [[4, 5]] };
  assertEquals(
    macsOf({ ...contributed, op: "MatMulIntegerToFloat", inputs: [a, b, scale, scale] }),
    [160, 160],
  );
  assertEquals(
    macsOf({ ...contributed, op: "DynamicQuantizeMatMul", inputs: [[4, 8], b, scale] }),
    [160, 160],
  );
  assertEquals(
    macsOf({
      ...contributed,
      op: "QGemm",
      attributes: { transB: 1 },
      inputs: [a, scale, uint8(), int8(5, 8), scale, int8()],
    }),
    [160, 160],
  );
  assertEquals(macsOf({ ...contributed, op: "FusedGemm", inputs: [[4, 8], [8, 5]] }), [160, 0]);
});

Deno.test("countGraph() counts packed weights by rows and columns, in integers at accuracy 4", () => {
  const packed = {
    op: "MatMulNBits",
    domain: MICROSOFT,
    inputs: [[2, 3, 64], uint8(48, 2, 16), [96]],
    outputs: [[2, 3, 48]],
  };
  const attributes = { K: 64, N: 48, bits: 4, block_size: 32 };
  assertEquals(macsOf({ ...packed, attributes }), [6 * 64 * 48, 0]);
  assertEquals(
    macsOf({ ...packed, attributes: { ...attributes, accuracy_level: 4 } }),
    [6 * 64 * 48, 6 * 64 * 48],
  );
  const { params, quantization } = countGraph(literalGraph({
    inputs: { x: [1, 64] },
    parameters: {
      w: { dtype: "uint8", shape: [48, 2, 16] },
      scales: { shape: [96], role: "quantization" },
      zeros: { dtype: "uint8", shape: [48], role: "quantization" },
    },
    values: { y: [1, 48] },
    nodes: [{
      op: "MatMulNBits",
      domain: MICROSOFT,
      attributes,
      inputs: ["x", "w", "scales", "zeros"],
      outputs: ["y"],
    }],
  }));
  assertEquals([params, quantization], [64 * 48, 96 + 96]);
});

Deno.test("countGraph() counts a mixture of experts by those that a token goes through", () => {
  assertEquals(
    macsOf({
      op: "MoE",
      domain: MICROSOFT,
      attributes: { k: 2 },
      inputs: [[5, 16], [5, 8], [8, 32, 16], undefined, [8, 16, 32]],
      outputs: [[5, 16]],
    }),
    [5 * 2 * 2 * 16 * 32, 0],
  );
  assertEquals(
    macsOf({
      op: "QMoE",
      domain: MICROSOFT,
      attributes: { k: 2 },
      inputs: [[5, 16], [5, 8], uint8(8, 32, 8), [8, 32], undefined, uint8(8, 16, 16), [8, 16]],
      outputs: [[5, 16]],
    }),
    [5 * 2 * 2 * 16 * 32, 0],
  );
});

Deno.test("countGraph() counts recurrent layers by steps and directions", () => {
  // 9 steps of 2, 12 wide, 20 hidden, both directions.
  const of = (op: string, gates: number, attributes: Readonly<Record<string, Attribute>> = {}) =>
    macsOf({
      op,
      attributes: { direction: "bidirectional", hidden_size: 20, ...attributes },
      inputs: [[9, 2, 12], [2, gates * 20, 12], [2, gates * 20, 20], [2, 2 * gates * 20]],
      outputs: [[9, 2, 2, 20]],
    })[0];
  assertEquals(of("LSTM", 4), 9 * 2 * 2 * 4 * 20 * (12 + 20));
  assertEquals(of("GRU", 3), 9 * 2 * 2 * 3 * 20 * (12 + 20));
  assertEquals(of("RNN", 1, { layout: 1 }), 9 * 2 * 2 * 20 * (12 + 20));
  assertEquals(
    macsOf({
      op: "DynamicQuantizeLSTM",
      domain: MICROSOFT,
      inputs: [[9, 2, 12], int8(1, 12, 80), int8(1, 20, 80)],
      outputs: [[9, 1, 2, 20]],
    }),
    [9 * 2 * 80 * 32, 9 * 2 * 80 * 32],
  );
});

Deno.test("countGraph() counts attention of ONNX Runtime in its other spellings", () => {
  // 5 tokens, 32 wide, 9 keys of the past.
  const token = [1, 5, 32];
  const token1 = [1, 1, 32];
  const cache = [1, 2, 9, 8];
  assertEquals(
    macsOf({
      op: "GroupQueryAttention",
      domain: MICROSOFT,
      attributes: { num_heads: 4, kv_num_heads: 2 },
      inputs: [token, [1, 5, 16], [1, 5, 16], cache, cache],
      outputs: [token],
    }),
    [2 * 5 * 32 * 14, 0],
  );
  // Keys and values behind the queries; the present keys are all that there are.
  assertEquals(
    macsOf({
      op: "GroupQueryAttention",
      domain: MICROSOFT,
      inputs: [[1, 5, 64], undefined, undefined, cache, cache],
      outputs: [token, [1, 2, 14, 8]],
    }),
    [2 * 5 * 32 * 14, 0],
  );
  assertEquals(
    macsOf({
      op: "QAttention",
      domain: MICROSOFT,
      attributes: { num_heads: 4 },
      inputs: [uint8(1, 5, 32), int8(32, 96), [96], [], []],
      outputs: [token],
    }),
    [5 * 32 * 96 + 2 * 5 * 32 * 5, 5 * 32 * 96],
  );
  assertEquals(
    macsOf({
      op: "PackedAttention",
      domain: MICROSOFT,
      inputs: [[7, 32], [32, 96], [96], { dtype: "int32", shape: [2, 5] }],
      outputs: [[7, 32]],
    }),
    [7 * 32 * 96 + 2 * 7 * 32 * 5, 0],
  );
  assertEquals(
    macsOf({
      op: "PackedMultiHeadAttention",
      domain: MICROSOFT,
      inputs: [[7, 32], [7, 32], [7, 32], undefined, { dtype: "int32", shape: [2, 5] }],
      outputs: [[7, 32]],
    }),
    [2 * 7 * 32 * 5, 0],
  );
  assertEquals(
    macsOf({
      op: "DecoderMaskedMultiHeadAttention",
      domain: MICROSOFT,
      inputs: [token1, token1, token1, undefined, undefined, [1, 4, 9, 8], [1, 4, 9, 8]],
      outputs: [[1, 1, 32]],
    }),
    [2 * 32 * 10, 0],
  );
});

Deno.test("countGraph() counts deformed and transposed convolutions", () => {
  assertEquals(
    macsOf({
      op: "DeformConv",
      attributes: { group: 2 },
      inputs: [[1, 4, 8, 8], [6, 2, 3, 3], [1, 18, 6, 6]],
      outputs: [[1, 6, 6, 6]],
    }),
    [6 * 36 * 2 * 9, 0],
  );
  assertEquals(
    macsOf({
      op: "ConvTransposeWithDynamicPads",
      domain: MICROSOFT,
      inputs: [[1, 4, 8, 8], [4, 6, 2, 2], { dtype: "int64", shape: [4] }],
      outputs: [[1, 6, 14, 14]],
    }),
    [4 * 64 * 6 * 4, 0],
  );
});

Deno.test("countGraph() says whose shapes nobody knows, and counts the rest", () => {
  const graph = literalGraph({
    inputs: { x: [1, 8] },
    parameters: { a: [8, 4], b: [4, 2] },
    values: { h: [1, 4] },
    nodes: [
      { op: "MatMul", name: "first", inputs: ["x", "a"], outputs: ["h"] },
      { op: "Compress", inputs: ["h"], outputs: ["some"] },
      { op: "MatMul", name: "second", inputs: ["some", "b"], outputs: ["y"] },
    ],
  });
  const { params, macs, coverage } = countGraph(graph);
  assertEquals([params, macs], [40, 32]);
  assertEquals([coverage.countedNodes, coverage.freeNodes], [1, 1]);
  assertEquals(coverage.unknownShapes, ["second"]);
  assertEquals(isLowerBound(coverage), true);
  assertEquals(lacks(coverage), ["shapes that data decide, not counted: second"]);
});

Deno.test("countGraph() needs no shape but those that its rule reads", () => {
  const graph = literalGraph({
    inputs: { x: [1, 3, 8, 8] },
    parameters: { w: [4, 3, 1, 1] },
    values: { y: [1, 4, 8, 8] },
    nodes: [{ op: "Conv", inputs: ["x", "w", "bias of unknown shape"], outputs: ["y"] }],
  });
  assertEquals(countGraph(graph).macs, 4 * 64 * 3);
});

Deno.test("an operator is counted or free, never both", () => {
  const both = [...FREE_OPERATORS].filter((name) => {
    const parts = name.split(".");
    const op = parts.at(-1) ?? "";
    const domain = parts.slice(0, -1).join(".");
    const node = { name, op, domain, inputs: [], outputs: [], attributes: {}, scope: "" };
    return macRuleOf(node) !== undefined;
  });
  assertEquals(both, []);
});

Deno.test("countGraph() takes no linear operator without a rule for free", () => {
  const none = (op: string, domain?: string, dtype: DataType = "float32") =>
    countOf({
      op,
      ...domain === undefined ? {} : { domain },
      inputs: [{ dtype, shape: [1, 4] }],
      outputs: [[1, 4]],
    }).coverage.unknownOps;
  assertEquals(none("LinearRegressor", "ai.onnx.ml"), { "ai.onnx.ml.LinearRegressor": 1 });
  assertEquals(none("SVMClassifier", "ai.onnx.ml"), { "ai.onnx.ml.SVMClassifier": 1 });
  assertEquals(none("LongformerAttention", MICROSOFT), {
    "com.microsoft.LongformerAttention": 1,
  });
  assertEquals(none("TreeEnsembleClassifier", "ai.onnx.ml"), {});
});
