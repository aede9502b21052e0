// How many numbers a packed tensor holds: 4-bit weights lie two in a byte, padded to blocks, and
// count by the matrix that they are, not by the bytes that hold it.

import type { Node, Parameter } from "../../models/graph/graph.ts";
import { allFrames, type Frame } from "./frames.ts";
import { exactElements } from "./rules/exact.ts";
import { operatorName } from "./rules/mac_rules.ts";
import { integerOf } from "./rules/mac_work.ts";

/** The numbers in the tensor at one place of an operator; undefined: as many as its shape says. */
type PackedSize = (node: Node, parameter: Parameter) => bigint | undefined;

/** A matrix of as many columns as an attribute says, `K` rows of it. */
function matrix(columns: string): PackedSize {
  return ({ attributes }) => {
    const [rows, width] = [attributes["K"], attributes[columns]];
    const isKnown = typeof rows === "number" && typeof width === "number";
    return isKnown ? BigInt(rows) * BigInt(width) : undefined;
  };
}

/** Zero points: one for each block of each column, packed as the weights are. */
const zeroPoints: PackedSize = (node, { dtype }) => {
  const [rows, columns, block] = ["K", "N", "block_size"].map((name) => integerOf(node, name, 0));
  if (dtype !== "uint8" || !rows || !columns || !block) return undefined;
  return BigInt(columns) * BigInt(Math.ceil(rows / block));
};

/** Several in a byte, by an attribute that says how many bits each has. */
function sharingBytes(bits: string, usually: number): PackedSize {
  return (node, { dtype, shape }) =>
    dtype === "uint8" || dtype === "int8"
      ? exactElements(shape) * 8n / BigInt(integerOf(node, bits, usually))
      : undefined;
}

const EXPERTS = sharingBytes("expert_weight_bits", 4);

/** By operator, the places of packed tensors. */
const PACKED: ReadonlyMap<string, Readonly<Record<number, PackedSize>>> = new Map(Object.entries({
  "com.microsoft.MatMulNBits": { 1: matrix("N"), 3: zeroPoints },
  "com.microsoft.MatMulBnb4": { 1: matrix("N") },
  "com.microsoft.MatMulNBitsMlp": { 3: matrix("N"), 6: matrix("N") },
  "com.microsoft.MatMulNBitsQkv": { 3: matrix("Nq"), 6: matrix("Nkv"), 9: matrix("Nkv") },
  "com.microsoft.GatherBlockQuantized": { 0: sharingBytes("bits", 4) },
  "com.microsoft.QMoE": { 2: EXPERTS, 5: EXPERTS, 8: EXPERTS },
}));

/** Of every packed parameter, how many numbers it holds. */
export function packedElements(frame: Frame): ReadonlyMap<Parameter, bigint> {
  const elements = new Map<Parameter, bigint>();
  for (const inner of allFrames(frame)) {
    if (!inner.hasAny(PACKED.keys())) continue;
    for (const node of inner.graph.nodes) {
      const packed = PACKED.get(operatorName(node));
      if (packed === undefined) continue;
      for (const [place, sizeOf] of Object.entries(packed)) {
        const parameter = inner.parameterOf(node.inputs[Number(place)] ?? "");
        const size = parameter && sizeOf(node, parameter);
        if (parameter !== undefined && size !== undefined) elements.set(parameter, size);
      }
    }
  }
  return elements;
}
