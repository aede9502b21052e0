// Multiply-adds of each operator. Its domain, inputs and attributes decide, not its name alone:
// `Attention` of ONNX (opset 23) and of com.microsoft are two operators.
//
// An operator is counted by a rule, free by rule, or unknown; what is unknown is never 0.
// Sources: github.com/onnx/onnx, docs/Operators.md; github.com/microsoft/onnxruntime,
// docs/ContribOperators.md.

import { type Node, type Shape, shapeText, type Value } from "../../models/graph/graph.ts";
import { attention, contributedAttention, multiHeadAttention } from "./attention_macs.ts";
import { einsum } from "./einsum_macs.ts";
import { exactElements } from "./exact.ts";
import { inputOf, type MacWork, refuse, sizeOf } from "./mac_work.ts";

/** How one operator is counted. */
export interface MacRule {
  /** Multiply-adds of one node, bias and element-wise work excluded. */
  readonly macs: (work: MacWork) => bigint;
  /** Places among the inputs where weights stand. */
  readonly weights: readonly number[];
}

/** Every output element is a sum over the weight's other axes: `[out, C / groups, k, k]`. */
function convolution(place = 1, channelAxis: 1 | -1 = 1): MacRule {
  return {
    weights: [place],
    macs(work) {
      const [x, weight] = [inputOf(work, 0), inputOf(work, place)];
      const groups = integerOf(work.node, "group", 1);
      const channels = sizeOf(work, x, channelAxis);
      if (
        x.shape.length !== weight.shape.length ||
        channelAxis === 1 && channels !== groups * sizeOf(work, weight, 1)
      ) {
        throw unfit(work, x, weight, "channels must equal the weight's second axis x groups");
      }
      return exactElements(work.output.shape, work.batch) * exactElements(weight.shape.slice(1));
    },
  };
}

/** Every input element goes into a sum for each of the weight's other axes: `[C, out / groups, k, k]`. */
const TRANSPOSED_CONVOLUTION: MacRule = {
  weights: [1],
  macs(work) {
    const [x, weight] = [inputOf(work, 0), inputOf(work, 1)];
    if (x.shape.length !== weight.shape.length || x.shape[1] !== weight.shape[0]) {
      throw unfit(work, x, weight, "channels must equal the weight's first axis");
    }
    return exactElements(x.shape, work.batch) * exactElements(weight.shape.slice(1));
  },
};

/** Which axis of an operand is summed over. */
type InnerAxis = (shape: Shape, node: Node) => number;

const last: InnerAxis = () => -1;
const lastButOne: InnerAxis = ({ length }) => length === 1 ? 0 : -2;
/** Gemm and FusedMatMul may read an operand the other way. */
const innerOfLeft: InnerAxis = (_, node) => integerOf(node, "transA", 0) === 0 ? -1 : -2;
const innerOfRight: InnerAxis = (_, node) => integerOf(node, "transB", 0) === 0 ? -2 : -1;
/** With transBatchA the first axis stands where the rows do. */
const fusedInnerOfLeft: InnerAxis = (shape, node) =>
  isSet(node, "transBatchA") && isSet(node, "transA") ? 0 : innerOfLeft(shape, node);
const fusedInnerOfRight: InnerAxis = (shape, node) =>
  isSet(node, "transBatchB") && !isSet(node, "transB") ? 0 : innerOfRight(shape, node);

/** Every output element is a sum over the axis that both operands share. */
function product(left: InnerAxis, right: InnerAxis, places: readonly [number, number] = [0, 1]) {
  return {
    weights: places,
    macs(work) {
      const [a, b] = [inputOf(work, places[0]), inputOf(work, places[1])];
      const inner = sizeOf(work, a, left(a.shape, work.node));
      if (inner !== sizeOf(work, b, right(b.shape, work.node))) {
        throw unfit(work, a, b, "inner sizes must be equal");
      }
      return exactElements(work.output.shape, work.batch) * BigInt(inner);
    },
  } as const satisfies MacRule;
}

const PRODUCT = product(last, lastButOne);

/** Operators that multiply and add, by domain and name. */
const MAC_RULES: ReadonlyMap<string, MacRule> = new Map([
  ["Conv", convolution()],
  ["ConvInteger", convolution()],
  ["QLinearConv", convolution(3)],
  ["ConvTranspose", TRANSPOSED_CONVOLUTION],
  ["MatMul", PRODUCT],
  ["MatMulInteger", PRODUCT],
  ["QLinearMatMul", product(last, lastButOne, [0, 3])],
  ["Gemm", product(innerOfLeft, innerOfRight)],
  ["Einsum", { macs: einsum, weights: [0, 1] }],
  ["Attention", { macs: attention, weights: [] }],
  ["com.microsoft.FusedConv", convolution()],
  ["com.microsoft.NhwcConv", convolution(1, -1)],
  ["com.microsoft.FusedMatMul", product(fusedInnerOfLeft, fusedInnerOfRight)],
  ["com.microsoft.Attention", { macs: contributedAttention, weights: [1] }],
  ["com.microsoft.MultiHeadAttention", { macs: multiHeadAttention, weights: [] }],
]);

/** Operators without multiply-adds under this convention, by domain and name. */
const FREE_OPS: ReadonlySet<string> = new Set([
  ...["Add", "Mul", "Relu", "Gelu", "Sigmoid", "Softmax"],
  ...["BatchNormalization", "LayerNormalization"],
  ...["MaxPool", "ReduceMean", "Resize", "RoiAlign"],
  ...["Reshape", "Transpose", "Gather", "Split", "Concat", "Shape", "Expand", "Range"],
  ...["Pad", "Slice"],
  ...["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"],
  ...["BiasGelu", "FastGelu", "SkipLayerNormalization"].map((op) => `com.microsoft.${op}`),
]);

/** `Conv`, and of another operator set than ONNX's own `com.microsoft.FusedConv`. */
export function operatorName({ op, domain }: Pick<Node, "op" | "domain">): string {
  const set: string = domain ?? "";
  return set === "" || set === "ai.onnx" ? op : `${set}.${op}`;
}

/** The rule of a node; `undefined` if it is free or unknown. */
export function macRuleOf(node: Node): MacRule | undefined {
  return MAC_RULES.get(operatorName(node));
}

/** Whether a node is free by rule. */
export function isFree(node: Node): boolean {
  return FREE_OPS.has(operatorName(node));
}

function integerOf({ attributes }: Node, name: string, otherwise: number): number {
  const value = attributes[name];
  return typeof value === "number" ? value : otherwise;
}

function isSet(node: Node, name: string): boolean {
  return integerOf(node, name, 0) !== 0;
}

function unfit(work: MacWork, a: Value, b: Value, rule: string): RangeError {
  return refuse(work, `${rule}: got ${shapeText(a.shape)} and ${shapeText(b.shape)}`);
}
