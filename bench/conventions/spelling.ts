// How PyTorch code usually writes an ONNX operator. Nodes that are written otherwise say so
// (`writtenAs`, set by models/layers.ts and the networks).

import type { Node, Spelling } from "../../models/graph.ts";

/**
 * Operators that some tool counts. Of the two ways to write attention, this is the one that all
 * DS-Net code and timm without fused attention use: matrix products with `@`.
 */
const USUAL_SPELLINGS: Readonly<Record<string, Spelling>> = {
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
};

/** How a node is written, or `undefined` for an operator that no tool counts. */
export function spellingOf({ op, attributes, writtenAs }: Node): Spelling | undefined {
  if (writtenAs !== undefined) return writtenAs;
  if (op === "Resize" && attributes["mode"] === "nearest") return "F.interpolate nearest";
  return USUAL_SPELLINGS[op];
}
