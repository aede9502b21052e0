// How PyTorch code usually writes an ONNX operator. Nodes that are written otherwise say so
// (`writtenAs`, set by models/layers/layers.ts and the networks).

import type { Node, Spelling } from "../../../models/graph/graph.ts";
import { operatorName } from "../mac_rules.ts";

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
  Resize: "F.interpolate",
  Attention: "F.scaled_dot_product_attention",
  "com.microsoft.FusedConv": "nn.Conv2d",
  "com.microsoft.FusedMatMul": "@",
  "com.microsoft.MultiHeadAttention": "F.scaled_dot_product_attention",
}));

/** How a node is written, or `undefined` for an operator that no tool counts. */
export function spellingOf(node: Node): Spelling | undefined {
  const { attributes, writtenAs } = node;
  if (writtenAs !== undefined) return writtenAs;
  const name = operatorName(node);
  if (name === "Resize" && attributes["mode"] === "nearest") return "F.interpolate nearest";
  return USUAL_SPELLINGS.get(name);
}
