// Multiply-adds of attention operators: two products, queries with keys and their weights with
// values. A mask, causal or not, saves nothing here: every pair is counted, as counters do.
// B batch, S queries, T keys, D width of all heads together.

import type { Value } from "../../../models/graph/graph.ts";
import { exactElements } from "./exact.ts";
import {
  inputOf,
  type MacRule,
  type MacWork,
  optionalInput,
  outputOf,
  refuse,
  sizeOf,
} from "./mac_work.ts";

/** Each element of the queries meets every key, each element of the output sums over every key. */
function twoProducts(queries: bigint, outputs: bigint, keys: number): bigint {
  return (queries + outputs) * BigInt(keys);
}

function elementsOf({ batch }: MacWork, { shape }: Value): bigint {
  return exactElements(shape, batch);
}

function sizeIfThere(work: MacWork, place: number, axis: number): number {
  const value = optionalInput(work, place);
  return value === undefined ? 0 : sizeOf(work, value, axis);
}

/**
 * Attention of ONNX (opset 23): queries, keys and values come projected, as `[B, S, D]` or
 * `[B, heads, S, D / heads]`; several heads of queries may share one of keys. Keys of the past come
 * on top.
 */
export const ATTENTION: MacRule = {
  weights: [],
  operands: [0, 1],
  macs(work) {
    const [queries, keys] = [inputOf(work, 0), inputOf(work, 1)];
    const count = sizeOf(work, keys, -2) + sizeIfThere(work, 4, -2);
    return twoProducts(elementsOf(work, queries), elementsOf(work, outputOf(work)), count);
  },
};

/** Projection of `[…, in]` by `[in, queries + keys + values]`. */
function projection(work: MacWork): bigint {
  return exactElements(inputOf(work, 0).shape.slice(0, -1), work.batch) *
    elementsOf(work, inputOf(work, 1));
}

/** Queries and values of all tokens that an attention with projection makes, by `keys` each. */
function projectedProducts(work: MacWork, keys: number): bigint {
  const [x, weight, output] = [inputOf(work, 0), inputOf(work, 1), outputOf(work)];
  const valueWidth = sizeOf(work, output, -1);
  const queryWidth = (sizeOf(work, weight, -1) - valueWidth) / 2;
  if (!Number.isInteger(queryWidth) || queryWidth < 1) {
    throw refuse(
      work,
      `its weight must hold queries and keys of one width beside ${valueWidth} values: ` +
        `got ${sizeOf(work, weight, -1)} columns`,
    );
  }
  const tokens = exactElements(x.shape.slice(0, -1), work.batch);
  return twoProducts(tokens * BigInt(queryWidth), elementsOf(work, output), keys);
}

/**
 * Attention of com.microsoft: it projects, `[B, S, in]` by `[in, queries + keys + values]`, before
 * its two products. Keys of the past (`[2, B, heads, T, D / heads]`, at `past`) come on top.
 */
export function contributedAttention(past = 4): MacRule {
  return {
    weights: [1],
    operands: [0, 1],
    macs(work) {
      const keys = sizeOf(work, inputOf(work, 0), 1) + sizeIfThere(work, past, 3);
      return projection(work) + projectedProducts(work, keys);
    },
  };
}

/** QAttention: its projection multiplies integers, its two products real numbers. */
export const QUANTIZED_ATTENTION: MacRule = {
  ...contributedAttention(8),
  integerMacs: projection,
};

/**
 * PackedAttention: tokens of all sequences in one row, without padding, `[tokens, in]`. Each meets the
 * keys of the longest sequence (`token_offset` is `[B, S]`), as their own lengths are data.
 */
export const PACKED_ATTENTION: MacRule = {
  weights: [1],
  operands: [0, 1],
  macs: (work) => projection(work) + projectedProducts(work, sizeOf(work, inputOf(work, 3), 1)),
};

/** Keys of a MultiHeadAttention, in whichever of its layouts. */
function keyCount(work: MacWork, queries: Value): number {
  const keys = optionalInput(work, 1) ?? queries;
  return sizeOf(work, keys, keys.shape.length === 4 ? 2 : 1);
}

/**
 * MultiHeadAttention of com.microsoft: projected before. Keys are `[B, T, D]`, of another layer's
 * cache `[B, heads, T, D / heads]`, packed with values `[B, T, heads, 2, D / heads]`, or packed with
 * both into the queries, `[B, S, heads, 3, D / heads]`. Keys of the past (at `past`) come on top.
 */
export function multiHeadAttention(past = 6): MacRule {
  return {
    weights: [],
    operands: [0, 1],
    macs(work) {
      const queries = inputOf(work, 0);
      const isPacked = queries.shape.length === 5;
      const count = keyCount(work, queries) + sizeIfThere(work, past, 2);
      const queryElements = elementsOf(work, queries) / (isPacked ? 3n : 1n);
      return twoProducts(queryElements, elementsOf(work, outputOf(work)), count);
    },
  };
}

/** PackedMultiHeadAttention: `[tokens, D]`, or packed `[tokens, heads, 3, D / heads]`. */
export const PACKED_MULTI_HEAD_ATTENTION: MacRule = {
  weights: [],
  operands: [0, 1],
  macs(work) {
    const queries = inputOf(work, 0);
    const queryElements = elementsOf(work, queries) / (queries.shape.length === 4 ? 3n : 1n);
    const keys = sizeOf(work, inputOf(work, 4), 1);
    return twoProducts(queryElements, elementsOf(work, outputOf(work)), keys);
  },
};

/**
 * GroupQueryAttention: queries `[B, S, D]`, alone or with keys and values behind them; keys of the
 * past `[B, heads, T, D / heads]`. Where the present keys have a shape, they are all that there are.
 */
export const GROUPED_ATTENTION: MacRule = {
  weights: [],
  operands: [0, 1],
  macs(work) {
    const [queries, output] = [inputOf(work, 0), outputOf(work)];
    const present = work.valueOf(work.node.outputs[1] ?? "");
    const keys = present === undefined
      ? sizeOf(work, queries, 1) + sizeIfThere(work, 3, 2)
      : sizeOf(work, present, 2);
    // Queries are as wide as values; packed ones have both behind them.
    const elements = elementsOf(work, output);
    return twoProducts(elements, elements, keys);
  },
};
