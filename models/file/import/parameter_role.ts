// What a tensor of a file is to the model: learned, tracked by a normalization, a scale or zero point of
// integers, or fixed by the graph. A file does not say; the operators that read it do.

import type { DataType, ParameterRole } from "../../graph/graph.ts";
import type { FileGraph, FileNode, FileTensor } from "../file_model.ts";

/** An operator's input that reads a tensor. */
export interface Use {
  readonly node: FileNode;
  readonly place: number;
}

/** Inputs that hold scales and zero points, by operator. */
const QUANTIZATION_PLACES: ReadonlyMap<string, readonly number[]> = new Map(Object.entries({
  ...{ QuantizeLinear: [1, 2], DequantizeLinear: [1, 2], ConvInteger: [2, 3] },
  ...{ MatMulInteger: [2, 3], DynamicQuantizeMatMul: [2, 3], MatMulIntegerToFloat: [2, 3, 4, 5] },
  ...{ QLinearConv: [1, 2, 4, 5, 6, 7], QLinearMatMul: [1, 2, 4, 5, 6, 7] },
  ...{ QLinearAdd: [1, 2, 4, 5, 6, 7], QLinearMul: [1, 2, 4, 5, 6, 7] },
  ...{ QGemm: [1, 2, 4, 5, 7, 8], QAttention: [3, 4, 6, 7] },
  ...{ QLinearWhere: [2, 3, 5, 6, 7, 8], QLinearSigmoid: [1, 2, 3, 4] },
  ...{ QLinearLeakyRelu: [1, 2, 3, 4], QLinearSoftmax: [1, 2, 3, 4] },
  ...{ QLinearAveragePool: [1, 2, 3, 4], QLinearGlobalAveragePool: [1, 2, 3, 4] },
  ...{ MatMulNBits: [2, 3], MatMulBnb4: [2], GatherBlockQuantized: [2, 3] },
  DynamicQuantizeLSTM: [8, 9, 10, 11],
}));

/** Real inputs that steer an operator, by operator: nobody learns them. */
const SETTING_PLACES: ReadonlyMap<string, readonly number[]> = new Map(Object.entries({
  ...{ Clip: [1, 2], Pad: [2], Resize: [1, 2], Upsample: [1], Pow: [1], OneHot: [2] },
  ...{ Dropout: [1, 2], Range: [0, 1, 2], NonMaxSuppression: [2, 3, 4] },
}));

/** Inputs that hold sums of integer products: biases of 32 bits. */
const WIDE_INTEGER_PLACES: ReadonlyMap<string, readonly number[]> = new Map(Object.entries({
  ...{ DequantizeLinear: [0], QLinearConv: [8], QGemm: [6] },
}));

/** Running mean and variance. */
const TRACKED_PLACES: ReadonlyMap<string, readonly number[]> = new Map(Object.entries({
  BatchNormalization: [3, 4],
}));

/** Integers that stand for real numbers if they are no zero points. */
const NARROW_INTEGERS: ReadonlySet<DataType> = new Set([
  ...["int8", "uint8", "int4", "uint4", "int2", "uint2"] as const,
]);
const WIDE_INTEGERS: ReadonlySet<DataType> = new Set(["int32", "int16", "uint16"]);

/** Who reads which tensor, in a graph and in those inside of it. */
export function usesOf(graph: FileGraph): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  function visit({ nodes }: FileGraph): void {
    for (const node of nodes) {
      for (const [place, name] of node.inputs.entries()) {
        if (name !== "") uses.set(name, [...uses.get(name) ?? [], { node, place }]);
      }
      for (const { kind, value } of node.attributes.values().filter((a) => a.kind !== "long")) {
        if (kind === "graph") visit(value);
        if (kind === "graphs") value.forEach(visit);
      }
    }
  }
  visit(graph);
  return uses;
}

/**
 * The role of a tensor from its uses. Real numbers are learned unless each use says otherwise; a
 * single number without axes is part of a formula.
 */
export function parameterRole(
  tensor: Pick<FileTensor, "dtype" | "shape">,
  uses: readonly Use[],
): ParameterRole {
  const roles = uses.map((use) => roleInUse(tensor, use));
  if (roles.includes("learned")) return "learned";
  return roles[0] ?? roleByItself(tensor);
}

function roleInUse(tensor: Pick<FileTensor, "dtype" | "shape">, use: Use): ParameterRole {
  if (isAmong(QUANTIZATION_PLACES, use) || isConcatScale(use)) return "quantization";
  if (isAmong(TRACKED_PLACES, use)) return "buffer";
  if (isAmong(SETTING_PLACES, use)) return "constant";
  if (WIDE_INTEGERS.has(tensor.dtype) && isAmong(WIDE_INTEGER_PLACES, use)) return "learned";
  return roleByItself(tensor);
}

function roleByItself({ dtype, shape }: Pick<FileTensor, "dtype" | "shape">): ParameterRole {
  const isReal = dtype.includes("float") || dtype.startsWith("complex");
  return (isReal && shape.length > 0) || NARROW_INTEGERS.has(dtype) ? "learned" : "constant";
}

function isAmong(places: ReadonlyMap<string, readonly number[]>, { node, place }: Use): boolean {
  return places.get(node.op)?.includes(place) ?? false;
}

/** QLinearConcat: scale and zero point of the output, then each input with its own. */
function isConcatScale({ node, place }: Use): boolean {
  return node.op === "QLinearConcat" && (place < 2 || (place - 2) % 3 !== 0);
}
