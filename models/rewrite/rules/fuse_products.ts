// Transposes of operands and factors into the matrix product that they surround.
//
//   a b^T, a^T b        read the operand the other way
//   f (a b)             factor of the product
//
// The runtime's kernel packs its operands and scales its result anyway, so both are free. What
// comes out is also what projectFewerTokens reads: the two are a pair.

import { type Node, shapeText, type Value } from "../../graph/graph.ts";
import { fusedMatMul, type ProductOptions } from "../engine/contributed.ts";
import { constantNumber, input, producedOnce, swappedSource } from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** `alpha * op(a) op(b)` of two tensors that the graph computes. */
export interface Product extends Required<ProductOptions> {
  readonly a: Value;
  readonly b: Value;
}

/**
 * How a MatMul or FusedMatMul reads its operands, and its factor; `undefined` of another node, and of
 * one that moves the first axis to the end, as the runtime's own fusions may.
 */
export function optionsOf(node: Node | undefined): Required<ProductOptions> | undefined {
  if (node?.op !== "MatMul" && node?.op !== "FusedMatMul") return undefined;
  const { transA = 0, transB = 0, transBatchA = 0, transBatchB = 0, alpha } = node.attributes;
  if (transBatchA !== 0 || transBatchB !== 0) return undefined;
  const factor = typeof alpha === "object" && "float" in alpha ? alpha.float : 1;
  return { transA: transA === 1, transB: transB === 1, alpha: factor };
}

/** A MatMul or FusedMatMul whose operands are both computed, of equal leading axes. */
export function product(site: Site, node: Node | undefined): Product | undefined {
  const options = optionsOf(node);
  if (node === undefined || options === undefined) return undefined;
  const [a, b] = [input(site, node, 0), input(site, node, 1)];
  if (!a || !b || site.parameter(a) || site.parameter(b)) return undefined;
  if (shapeText(a.shape.slice(0, -2)) !== shapeText(b.shape.slice(0, -2))) return undefined;
  return { a, b, ...options };
}

const readOtherWay: Rule = (node, site) => {
  const found = product(site, node);
  const a = found && swappedSource(site, found.a);
  const b = found && swappedSource(site, found.b);
  if (!found || (!a && !b)) return undefined;
  return fusedMatMul(site.g, a ?? found.a, b ?? found.b, {
    ...found,
    transA: found.transA !== Boolean(a),
    transB: found.transB !== Boolean(b),
  });
};

const takeFactor: Rule = (node, site) => {
  const factor = constantNumber(site, input(site, node, 1));
  const found = product(site, producedOnce(site, input(site, node, 0)));
  if (!found || factor === undefined) return undefined;
  return fusedMatMul(site.g, found.a, found.b, { ...found, alpha: factor * found.alpha });
};

/** Transposes of operands and factors around a matrix product become its attributes. */
export const fuseProducts = rewriteBy({
  MatMul: readOtherWay,
  FusedMatMul: readOtherWay,
  Mul: takeFactor,
});
