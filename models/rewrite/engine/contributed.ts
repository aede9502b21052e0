// Operators that ONNX Runtime contributes (domain com.microsoft, docs/ContribOperators.md).
// N batch, T tokens, D width.

import { type Scope, single } from "../../graph/scope.ts";
import type { Dimension, Value } from "../../graph/graph.ts";
import { broadcastShape } from "../../operators/elementwise.ts";

const DOMAIN = "com.microsoft";

/** How a product reads its operands: each with its last two axes swapped or not. */
export interface ProductOptions {
  /** @default false */
  readonly transA?: boolean;
  /** @default false */
  readonly transB?: boolean;
  /** Factor of the product. @default 1 */
  readonly alpha?: number;
}

/** FusedMatMul: `alpha * op(a) op(b)` over the last two axes; leading axes broadcast. */
export function fusedMatMul(g: Scope, a: Value, b: Value, options: ProductOptions = {}): Value {
  const { transA = false, transB = false, alpha = 1 } = options;
  const shape = [
    ...broadcastShape(g, "FusedMatMul", a.shape.slice(0, -2), b.shape.slice(0, -2)),
    a.shape.at(transA ? -1 : -2) as Dimension,
    b.shape.at(transB ? -2 : -1) as Dimension,
  ];
  return single(g.node("FusedMatMul", {
    domain: DOMAIN,
    inputs: [a, b],
    attributes: { transA: Number(transA), transB: Number(transB), alpha: { float: alpha } },
    outputs: [shape],
  }));
}

/**
 * Attention: projection to queries, keys and values, softmax(scale query key^T) value by head,
 * heads joined: `[N, T, C]` -> `[N, T, D]`.
 *
 * @param weight `[C, 3D]`
 * @param bias `[3D]`
 */
export function selfAttention(
  g: Scope,
  x: Value,
  projection: { readonly weight: Value; readonly bias: Value },
  { heads, scale }: { readonly heads: number; readonly scale: number },
): Value {
  return single(g.node("Attention", {
    domain: DOMAIN,
    inputs: [x, projection.weight, projection.bias],
    attributes: { num_heads: heads, scale: { float: scale } },
    outputs: [[...x.shape.slice(0, -1), Number(projection.bias.shape[0]) / 3]],
  }));
}
