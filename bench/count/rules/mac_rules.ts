// Multiply-adds of each operator. Its domain, inputs and attributes decide, not its name alone:
// `Attention` of ONNX (opset 23) and of com.microsoft are two operators.
//
// An operator is counted by a rule, free by rule, or unknown; what is unknown is never 0.
// Sources: github.com/onnx/onnx, docs/Operators.md; github.com/microsoft/onnxruntime,
// docs/ContribOperators.md.
//
// One convolution costs the same as `Conv`, between QDQ pairs, as `QLinearConv`, `ConvInteger`,
// `FusedConv` or with channels last; with channels in blocks, ONNX Runtime fills blocks up and
// multiplies what fills them.

import type { Node } from "../../../models/graph/graph.ts";
import {
  ATTENTION,
  contributedAttention,
  GROUPED_ATTENTION,
  multiHeadAttention,
  PACKED_ATTENTION,
  PACKED_MULTI_HEAD_ATTENTION,
  QUANTIZED_ATTENTION,
} from "./attention_macs.ts";
import { convolution, ownLayoutConvolution, TRANSPOSED_CONVOLUTION } from "./convolution_macs.ts";
import { einsum } from "./einsum_macs.ts";
import { FREE_OPERATORS } from "./free_operators.ts";
import type { MacRule } from "./mac_work.ts";
import {
  DYNAMICALLY_QUANTIZED_PRODUCT,
  expertProduct,
  FUSED_PRODUCT,
  generalProduct,
  matrixProduct,
  packedProduct,
} from "./product_macs.ts";
import { DYNAMICALLY_QUANTIZED_RECURRENT, RECURRENT } from "./recurrent_macs.ts";

/** ONNX's own operators that multiply and add. */
const STANDARD: Readonly<Record<string, MacRule>> = {
  Conv: convolution(),
  ConvInteger: convolution(),
  QLinearConv: convolution(3),
  DeformConv: convolution(),
  ConvTranspose: TRANSPOSED_CONVOLUTION,
  MatMul: matrixProduct(),
  MatMulInteger: matrixProduct(),
  QLinearMatMul: matrixProduct([0, 3]),
  Gemm: generalProduct(),
  Einsum: { macs: einsum, weights: [0, 1], operands: [0, 1] },
  Attention: ATTENTION,
  RNN: RECURRENT,
  GRU: RECURRENT,
  LSTM: RECURRENT,
};

/** Those of com.microsoft. */
const CONTRIBUTED: Readonly<Record<string, MacRule>> = {
  FusedConv: convolution(),
  NhwcConv: ownLayoutConvolution(),
  NhwcFusedConv: ownLayoutConvolution(),
  QLinearConv: convolution(3),
  ConvTransposeWithDynamicPads: TRANSPOSED_CONVOLUTION,
  FusedMatMul: FUSED_PRODUCT,
  TransposeMatMul: FUSED_PRODUCT,
  FusedMatMulActivation: FUSED_PRODUCT,
  FusedGemm: generalProduct(),
  GemmFastGelu: matrixProduct(),
  GemmFloat8: generalProduct(),
  QGemm: generalProduct([0, 3]),
  MatMulIntegerToFloat: matrixProduct(),
  MatMulInteger16: matrixProduct(),
  DynamicQuantizeMatMul: DYNAMICALLY_QUANTIZED_PRODUCT,
  MatMulNBits: packedProduct(["N"], [1]),
  MatMulBnb4: packedProduct(["N"], [1]),
  MatMulNBitsMlp: packedProduct(["N", "N"], [3, 6]),
  MatMulNBitsQkv: packedProduct(["Nq", "Nkv", "Nkv"], [3, 6, 9]),
  MoE: expertProduct([2, 4, 6]),
  QMoE: expertProduct([2, 5, 8], 4),
  Attention: contributedAttention(),
  DecoderMaskedSelfAttention: contributedAttention(),
  QAttention: QUANTIZED_ATTENTION,
  PackedAttention: PACKED_ATTENTION,
  MultiHeadAttention: multiHeadAttention(),
  DecoderMaskedMultiHeadAttention: multiHeadAttention(5),
  PackedMultiHeadAttention: PACKED_MULTI_HEAD_ATTENTION,
  GroupQueryAttention: GROUPED_ATTENTION,
  DynamicQuantizeLSTM: DYNAMICALLY_QUANTIZED_RECURRENT,
};

/** Those that ONNX Runtime makes of the above for devices that like channels last. */
const CHANNELS_LAST: Readonly<Record<string, MacRule>> = {
  Conv: ownLayoutConvolution(),
  FusedConv: ownLayoutConvolution(),
  QLinearConv: ownLayoutConvolution(3),
};

/** The same with channels in blocks; those that fill a block up are multiplied as well. */
const CHANNELS_IN_BLOCKS: Readonly<Record<string, MacRule>> = { Conv: ownLayoutConvolution() };

/** Operators that multiply and add, by domain and name. */
const MAC_RULES: ReadonlyMap<string, MacRule> = new Map([
  ...Object.entries(STANDARD),
  ...inDomain("com.microsoft", CONTRIBUTED),
  ...inDomain("com.ms.internal.nhwc", CHANNELS_LAST),
  ...inDomain("com.microsoft.nchwc", CHANNELS_IN_BLOCKS),
]);

function inDomain(domain: string, rules: Readonly<Record<string, MacRule>>) {
  return Object.entries(rules).map(([op, rule]) => [`${domain}.${op}`, rule] as const);
}

/** `Conv`, and of another operator set than ONNX's own `com.microsoft.FusedConv`. */
export function operatorName({ op, domain = "" }: Pick<Node, "op" | "domain">): string {
  return domain === "" || domain === "ai.onnx" ? op : `${domain}.${op}`;
}

/** The rule of a node; `undefined` if it is free or unknown. */
export function macRuleOf(node: Node): MacRule | undefined {
  return MAC_RULES.get(operatorName(node));
}

/** Whether a node is free by rule. */
export function isFree(node: Node): boolean {
  return FREE_OPERATORS.has(operatorName(node));
}
