// Multi-head attention as the reference codes write it: two matrix products around a softmax.
// Vaswani et al. 2017, arXiv:1706.03762, section 3.2.
// N batch, T tokens, D width of all heads together, h heads, d = D / h.

import type { Scope } from "./builder.ts";
import type { Value } from "./graph.ts";
import { scale, softmax } from "./operators/elementwise.ts";
import { reshape, select, transpose } from "./operators/layout.ts";
import { matMul } from "./operators/product.ts";

/** Queries, keys and values, each `[N, h, T, d]`. */
export interface Heads {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
}

/** Cuts one projection into queries, keys and values by head: `[N, T, 3D]` -> 3 x `[N, h, T, d]`. */
export function splitHeads(g: Scope, qkv: Value, heads: number): Heads {
  const [batch = "N", tokens = 0, width] = qkv.shape;
  const headWidth = Number(width) / 3 / heads;
  const byHead = reshape(g, qkv, [batch, tokens, 3, heads, headWidth]);
  const stacked = transpose(g, byHead, [2, 0, 3, 1, 4]); // [3, N, h, T, d]
  const [query, key, value] = [0, 1, 2].map((i) => select(g, stacked, 0, i)) as [
    Value,
    Value,
    Value,
  ];
  return { query, key, value };
}

/**
 * softmax(query key^T / sqrt(d)) value, heads joined again:
 * `[N, h, T, d]`, `[N, h, S, d]`, `[N, h, S, d]` -> `[N, T, D]`.
 */
export function attend(g: Scope, { query, key, value }: Heads): Value {
  const [batch = "N", heads, tokens = 0, headWidth] = query.shape;
  const logits = matMul(g, query, transpose(g, key, [0, 1, 3, 2])); // [N, h, T, S]
  const weights = softmax(g, scale(g, logits, Number(headWidth) ** -0.5));
  const mixed = transpose(g, matMul(g, weights, value), [0, 2, 1, 3]); // [N, T, h, d]
  return reshape(g, mixed, [batch, tokens, Number(heads) * Number(headWidth)]);
}

/** `[N, C, H, W]` -> `[N, H*W, C]`, row by row. */
export function tokensOf(g: Scope, image: Value): Value {
  const [batch = "N", channels = 0, height, width] = image.shape;
  const flat = reshape(g, image, [batch, channels, Number(height) * Number(width)]);
  return transpose(g, flat, [0, 2, 1]);
}

/** `[N, H*W, C]` -> `[N, C, H, W]`, the inverse of {@linkcode tokensOf}. */
export function imageOf(
  g: Scope,
  tokens: Value,
  [height, width]: readonly [number, number],
): Value {
  const [batch = "N", , channels = 0] = tokens.shape;
  const grid = reshape(g, tokens, [batch, height, width, channels]);
  return transpose(g, grid, [0, 3, 1, 2]);
}
