// Multi-head attention as the reference codes write it: two matrix products around a softmax.
// Vaswani et al. 2017, arXiv:1706.03762, section 3.2.
// N batch, T tokens, D width of all heads together, h heads, d = D / h. The dots stand for axes
// that attention works along, such as windows; most networks have none.

import type { Scope } from "../graph/scope.ts";
import type { Sides, Value } from "../graph/graph.ts";
import { scale, softmax } from "../operators/elementwise.ts";
import { reshape, select, transpose } from "../operators/layout.ts";
import { matMul } from "../operators/product.ts";

/** Queries, keys and values, each `[N, ..., h, T, d]`. */
export interface Heads {
  /** What is asked. */
  readonly query: Value;
  /** What queries are held against. */
  readonly key: Value;
  /** What comes back, weighed. */
  readonly value: Value;
}

/**
 * Cuts one projection into queries, keys and values by head: `[N, ..., T, 3D]` -> 3 of them.
 *
 * @throws {RangeError} If the heads do not divide the width.
 */
export function splitHeads(g: Scope, qkv: Value, heads: number): Heads {
  const [query, key, value] = partsByHead(g, qkv, { heads, parts: 3 }) as [Value, Value, Value];
  return { query, key, value };
}

/**
 * Cuts a projection that holds several tensors side by side:
 * `[N, ..., T, parts*D]` -> `parts` times `[N, ..., h, T, d]`.
 */
export function partsByHead(
  g: Scope,
  x: Value,
  { heads, parts }: { readonly heads: number; readonly parts: number },
): readonly Value[] {
  const outer = x.shape.slice(0, -2);
  const [tokens = 0, width] = x.shape.slice(-2);
  const rank = outer.length;
  const cut = reshape(g, x, [...outer, tokens, parts, heads, Number(width) / parts / heads]);
  const order = [rank + 1, ...outer.keys(), rank + 2, rank, rank + 3];
  const stacked = transpose(g, cut, order); // [parts, N, ..., h, T, d]
  return Array.from({ length: parts }, (_, i) => select(g, stacked, 0, i));
}

/** `[N, ..., T, D]` -> `[N, ..., h, T, d]` */
export function byHead(g: Scope, x: Value, heads: number): Value {
  const outer = x.shape.slice(0, -1);
  const cut = reshape(g, x, [...outer, heads, Number(x.shape.at(-1)) / heads]);
  return swapAxes(g, cut, -3, -2);
}

/** `[N, ..., h, T, d]` -> `[N, ..., T, D]`, the inverse of {@linkcode byHead}. */
export function joinHeads(g: Scope, x: Value): Value {
  const apart = swapAxes(g, x, -3, -2); // [N, ..., T, h, d]
  const [heads, headWidth] = apart.shape.slice(-2);
  return reshape(g, apart, [...apart.shape.slice(0, -2), Number(heads) * Number(headWidth)]);
}

/** The two axes, counted from the end, in each other's place. */
export function swapAxes(g: Scope, x: Value, first: number, second: number): Value {
  const order = [...x.shape.keys()];
  const rank = order.length;
  [order[rank + first], order[rank + second]] = [rank + second, rank + first];
  return transpose(g, x, order);
}

/**
 * softmax(query key^T / sqrt(d)) value, heads joined again:
 * `[N, ..., h, T, d]`, `[N, ..., h, S, d]`, `[N, ..., h, S, d]` -> `[N, ..., T, D]`.
 *
 * @throws {RangeError} If the shapes do not fit together.
 */
export function attend(g: Scope, { query, key, value }: Heads): Value {
  const logits = matMul(g, query, swapAxes(g, key, -2, -1)); // [N, ..., h, T, S]
  const weights = softmax(g, scale(g, logits, Number(query.shape.at(-1)) ** -0.5));
  return joinHeads(g, matMul(g, weights, value));
}

/** `[N, C, H, W]` -> `[N, H*W, C]`, row by row. */
export function tokensOf(g: Scope, image: Value): Value {
  const [batch = "N", channels = 0, height, width] = image.shape;
  const flat = reshape(g, image, [batch, channels, Number(height) * Number(width)]);
  return transpose(g, flat, [0, 2, 1]);
}

/** `[N, H*W, C]` -> `[N, C, H, W]`, the inverse of {@linkcode tokensOf}. */
export function imageOf(g: Scope, tokens: Value, [height, width]: Sides): Value {
  const [batch = "N", , channels = 0] = tokens.shape;
  const grid = reshape(g, tokens, [batch, height, width, channels]);
  return transpose(g, grid, [0, 3, 1, 2]);
}
