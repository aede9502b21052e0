// Multiply-adds of matrix products, whose operands may be transposed, quantized or packed.

import type { Node, Shape } from "../../../models/graph/graph.ts";
import { exactElements, exactSum } from "./exact.ts";
import {
  inputOf,
  integerOf,
  type MacRule,
  type MacWork,
  optionalInput,
  outputOf,
  refuse,
  requiredInteger,
  sizeOf,
  unfit,
} from "./mac_work.ts";

/** Which axis of an operand is summed over. */
type InnerAxis = (shape: Shape, node: Node) => number;

const last: InnerAxis = () => -1;
const lastButOne: InnerAxis = ({ length }) => length === 1 ? 0 : -2;
/** Gemm and FusedMatMul may read an operand the other way. */
const innerOfLeft: InnerAxis = (_, node) => integerOf(node, "transA", 0) === 0 ? -1 : -2;
const innerOfRight: InnerAxis = (_, node) => integerOf(node, "transB", 0) === 0 ? -2 : -1;
/** With transBatchA the first axis stands where the rows do; vectors have one axis only. */
const fusedInnerOfLeft: InnerAxis = (shape, node) =>
  shape.length === 1
    ? 0
    : isSet(node, "transBatchA") && isSet(node, "transA")
    ? 0
    : innerOfLeft(shape, node);
const fusedInnerOfRight: InnerAxis = (shape, node) =>
  shape.length === 1
    ? 0
    : isSet(node, "transBatchB") && !isSet(node, "transB")
    ? 0
    : innerOfRight(shape, node);

function isSet(node: Node, name: string): boolean {
  return integerOf(node, name, 0) !== 0;
}

/** Every output element is a sum over the axis that both operands share. */
function product(
  left: InnerAxis,
  right: InnerAxis,
  places: readonly [number, number] = [0, 1],
): MacRule {
  return {
    weights: places,
    operands: places,
    macs(work) {
      const a = inputOf(work, places[0]);
      const b = inputOf(work, places[1]);
      const inner = sizeOf(work, a, left(a.shape, work.node));
      if (inner !== sizeOf(work, b, right(b.shape, work.node))) {
        throw unfit(work, a, b, "inner sizes must be equal");
      }
      return exactElements(outputOf(work).shape, work.batch) * BigInt(inner);
    },
  };
}

/** As numpy.matmul, with the operands at these places. */
export function matrixProduct(places?: readonly [number, number]): MacRule {
  return product(last, lastButOne, places);
}

/** Gemm: either operand may be transposed. */
export function generalProduct(places?: readonly [number, number]): MacRule {
  return product(innerOfLeft, innerOfRight, places);
}

/** FusedMatMul: either operand may be transposed, with or without its first axis. */
export const FUSED_PRODUCT: MacRule = product(fusedInnerOfLeft, fusedInnerOfRight);

/** A product that quantizes its left side itself and multiplies integers. */
export const DYNAMICALLY_QUANTIZED_PRODUCT: MacRule = {
  ...matrixProduct(),
  integerMacs: matrixProduct().macs,
};

/** At this accuracy level, block-quantized products round their left side to 8 bits. */
const INTEGER_ACCURACY = 4;

/**
 * `[…, K]` by weights that are packed in whatever way: attributes say how many rows and columns they
 * have.
 *
 * @param widths Attributes with the numbers of columns, one for each of `weights`.
 */
export function packedProduct(widths: readonly string[], weights: readonly number[]): MacRule {
  function macs(work: MacWork): bigint {
    const x = inputOf(work, 0);
    const inner = requiredInteger(work, "K");
    if (sizeOf(work, x, -1) !== inner) {
      throw refuse(work, `its rows must be K long: got ${sizeOf(work, x, -1)} and ${inner}`);
    }
    const columns = widths.reduce((sum, name) => sum + requiredInteger(work, name), 0);
    return exactElements(x.shape, work.batch) * BigInt(columns);
  }
  return {
    weights,
    macs,
    operands: [],
    integerMacs: (work) =>
      integerOf(work.node, "accuracy_level", 0) === INTEGER_ACCURACY ? macs(work) : 0n,
  };
}

/** Bits in which an expert's weights are stored. */
const STORED_BITS = 8;

/**
 * A mixture of experts: each token goes through `k` of them. Weights are `[experts, out, in]`; those
 * of fewer bits share a byte.
 */
export function expertProduct(weights: readonly number[], usualBits = STORED_BITS): MacRule {
  return {
    weights,
    operands: [],
    macs(work) {
      const tokens = exactElements(inputOf(work, 0).shape.slice(0, -1), work.batch);
      const perByte = STORED_BITS / integerOf(work.node, "expert_weight_bits", usualBits);
      const stored = exactSum(
        weights.map((place) => optionalInput(work, place))
          .map((weight) => weight === undefined ? 0n : exactElements(weight.shape.slice(1))),
      );
      return tokens * BigInt(integerOf(work.node, "k", 1)) * stored * BigInt(perByte);
    },
  };
}
