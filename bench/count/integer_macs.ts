// How many of a node's multiply-adds are of integers. What an operator multiplies decides: integers
// themselves, or real numbers that come straight from DequantizeLinear, since that pair around a
// product is how quantized models are written and runtimes compute it in integers. Weights alone in
// integers are multiplied as real numbers.

import type { DataType, Node } from "../../models/graph/graph.ts";
import type { Frame } from "./frames.ts";
import { operatorName } from "./rules/mac_rules.ts";
import type { MacRule, MacWork } from "./rules/mac_work.ts";

const INTEGER = /^u?int\d+$/;

/** What turns integers into real numbers. */
const DEQUANTIZERS: ReadonlySet<string> = new Set([
  "DequantizeLinear",
  "com.microsoft.DequantizeLinear",
]);

/** What may stand between that and a product: it moves numbers and changes none. */
const MOVERS: ReadonlySet<string> = new Set([
  "Transpose",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Identity",
  "Slice",
  "Split",
  "Expand",
  "Gather",
]);

/** Multiply-adds of integers among `macs`. */
export function integerMacs(
  frame: Frame,
  rule: MacRule,
  { work, macs }: { readonly work: MacWork; readonly macs: bigint },
): bigint {
  if (rule.integerMacs !== undefined) return rule.integerMacs(work);
  const { operands } = rule;
  const areIntegers = operands.length > 0 &&
    operands.every((place) => isInteger(frame, work.node.inputs[place] ?? ""));
  return areIntegers ? macs : 0n;
}

function isInteger(frame: Frame, name: string): boolean {
  const dtype = frame.valueOf(name)?.dtype;
  return dtype !== undefined && isIntegerType(dtype) || isDequantized(frame, name);
}

function isDequantized(frame: Frame, name: string): boolean {
  if (!frame.hasAny(DEQUANTIZERS)) return false;
  const producer = sourceOf(frame, name);
  if (producer === undefined || !DEQUANTIZERS.has(operatorName(producer))) return false;
  const stored = frame.valueOf(producer.inputs[0] ?? "");
  return stored !== undefined && isIntegerType(stored.dtype);
}

/** The node that made the numbers of a value, whatever moved them since. */
function sourceOf(frame: Frame, name: string): Node | undefined {
  let producer = frame.producerOf(name);
  while (producer !== undefined && MOVERS.has(operatorName(producer))) {
    producer = frame.producerOf(producer.inputs[0] ?? "");
  }
  return producer;
}

function isIntegerType(dtype: DataType): boolean {
  return INTEGER.test(dtype);
}
