// Multiply-adds of attention operators: two products, queries with keys and their weights with
// values. A mask, causal or not, saves nothing here: every pair is counted, as counters do.
// B batch, S queries, T keys, D width of all heads together.

import { exactElements } from "./exact.ts";
import { inputOf, type MacWork, refuse, sizeOf } from "./mac_work.ts";
import type { Value } from "../../models/graph/graph.ts";

/** Each element of the queries meets every key, each element of the output sums over every key. */
function twoProducts(queries: bigint, outputs: bigint, keys: number): bigint {
  return (queries + outputs) * BigInt(keys);
}

function elementsOf({ batch }: MacWork, { shape }: Value): bigint {
  return exactElements(shape, batch);
}

function sizeIfThere(work: MacWork, place: number, axis: number): number {
  const value = work.inputs[place];
  return value === undefined ? 0 : sizeOf(work, value, axis);
}

/**
 * Attention of ONNX (opset 23): queries, keys and values come projected, as `[B, S, D]` or
 * `[B, heads, S, D / heads]`; several heads of queries may share one of keys. Keys of the past come
 * on top.
 */
export function attention(work: MacWork): bigint {
  const [queries, keys] = [inputOf(work, 0), inputOf(work, 1)];
  const count = sizeOf(work, keys, -2) + sizeIfThere(work, 4, -2);
  return twoProducts(elementsOf(work, queries), elementsOf(work, work.output), count);
}

/**
 * Attention of com.microsoft: it projects, `[B, S, D]` by `[D, queries + keys + values]`, before its
 * two products. Keys of the past (`[2, B, heads, T, D / heads]`) come on top.
 */
export function contributedAttention(work: MacWork): bigint {
  const [x, weight] = [inputOf(work, 0), inputOf(work, 1)];
  const tokens = exactElements(x.shape.slice(0, -1), work.batch);
  const valueWidth = sizeOf(work, work.output, -1);
  const queryWidth = (sizeOf(work, weight, -1) - valueWidth) / 2;
  if (!Number.isInteger(queryWidth) || queryWidth < 1) {
    throw refuse(
      work,
      `its weight must hold queries and keys of one width beside ${valueWidth} values: ` +
        `got ${sizeOf(work, weight, -1)} columns`,
    );
  }
  const keys = sizeOf(work, x, 1) + sizeIfThere(work, 4, 3);
  return tokens * elementsOf(work, weight) +
    twoProducts(tokens * BigInt(queryWidth), elementsOf(work, work.output), keys);
}

/**
 * MultiHeadAttention of com.microsoft: projected before. Keys are `[B, T, D]`, of another layer's
 * cache `[B, heads, T, D / heads]`, packed with values `[B, T, heads, 2, D / heads]`, or packed with
 * both into the queries, `[B, S, heads, 3, D / heads]`. Keys of the past come on top.
 */
export function multiHeadAttention(work: MacWork): bigint {
  const queries = inputOf(work, 0);
  const keys = work.inputs[1] ?? queries;
  const isPacked = queries.shape.length === 5;
  const count = sizeOf(work, keys, keys.shape.length === 4 ? 2 : 1) + sizeIfThere(work, 6, 2);
  const queryElements = elementsOf(work, queries) / (isPacked ? 3n : 1n);
  return twoProducts(queryElements, elementsOf(work, work.output), count);
}
