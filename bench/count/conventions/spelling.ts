// How PyTorch code usually writes an ONNX operator. Nodes that are written otherwise say so
// (`writtenAs`, set by models/layers/layers.ts and the networks).

import type { Node, Spelling } from "../../../models/graph/graph.ts";
import type { Frame } from "../frames.ts";
import { operatorName } from "../rules/mac_rules.ts";

/**
 * Operators that some tool counts. Of the two ways to write attention, this is the one that all
 * DS-Net code and timm without fused attention use: matrix products with `@`.
 */
const USUAL_SPELLINGS: ReadonlyMap<string, Spelling> = new Map<string, Spelling>(Object.entries({
  Conv: "nn.Conv2d",
  ConvTranspose: "nn.ConvTranspose2d",
  Gemm: "nn.Linear",
  MatMul: "@",
  Softmax: "Tensor.softmax",
  BatchNormalization: "nn.BatchNorm2d",
  LayerNormalization: "nn.LayerNorm",
  Relu: "nn.ReLU",
  Gelu: "nn.GELU",
  MaxPool: "nn.MaxPool2d",
  ReduceMean: "Tensor.mean",
  GlobalAveragePool: "nn.AdaptiveAvgPool2d",
  Resize: "F.interpolate",
  Attention: "F.scaled_dot_product_attention",
  "com.microsoft.FusedConv": "nn.Conv2d",
  "com.microsoft.FusedMatMul": "@",
  "com.microsoft.MultiHeadAttention": "F.scaled_dot_product_attention",
}));

/** How a node is written, or `undefined` for an operator that no tool counts. */
export function spellingOf(node: Node, frame: Frame): Spelling | undefined {
  const { attributes, writtenAs } = node;
  if (writtenAs !== undefined) return writtenAs;
  const name = operatorName(node);
  if (name === "Resize" && attributes["mode"] === "nearest") return "F.interpolate nearest";
  const usual = USUAL_SPELLINGS.get(name);
  const isLinear = usual === "@" && node.inputs.some((input) => isWeight(frame, input));
  return isLinear ? "nn.Linear" : usual;
}

/** What exporters put between a weight and the product that reads it. */
const WEIGHT_LAYOUT: ReadonlySet<string> = new Set([
  "Transpose",
  "Reshape",
  "Identity",
  "Cast",
  "DequantizeLinear",
]);

/** Whether a value is a learned parameter, in whatever layout or type. */
function isWeight(frame: Frame, name: string): boolean {
  const parameter = frame.parameterOf(name);
  if (parameter !== undefined) return parameter.role === "learned";
  const producer = frame.producerOf(name);
  return producer !== undefined && WEIGHT_LAYOUT.has(operatorName(producer)) &&
    isWeight(frame, producer.inputs[0] ?? "");
}
