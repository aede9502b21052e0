// From real numbers to integers and back.

import {
  type Call,
  dtypeAttribute,
  dtypeOf,
  type RuleTable,
  shapeOf,
  typed,
} from "../engine/call.ts";
import { type Inferred, tensor } from "../engine/inferred.ts";

/** The type is that of the zero point, or an attribute. */
function quantize(call: Call): readonly Inferred[] {
  const dtype = dtypeOf(call, 2) ?? dtypeAttribute(call, "output_dtype") ?? "uint8";
  return [tensor(dtype, shapeOf(call, 0))];
}

/** The type is that of the scale, or an attribute. */
function dequantize(call: Call): readonly Inferred[] {
  const dtype = dtypeAttribute(call, "output_dtype") ?? dtypeOf(call, 1) ?? "float32";
  return [tensor(dtype, shapeOf(call, 0))];
}

/** The integers, their scale and their zero point. */
function quantizeDynamically(call: Call): readonly Inferred[] {
  return [tensor("uint8", shapeOf(call, 0)), tensor("float32", []), tensor("uint8", [])];
}

/** ONNX Runtime's own, of matrices in a device's order. */
export const CONTRIBUTED_QUANTIZATION: RuleTable = {
  QuantizeWithOrder: typed("int8"),
  DequantizeWithOrder: typed("float32"),
};

/** ONNX's own; ONNX Runtime's have the same names. */
export const QUANTIZATION: RuleTable = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: quantizeDynamically,
};
