// Products of com.microsoft as ONNX's own, for devices that have no kernel for FusedMatMul.
//
//   f op(a) op(b)  =  (f a') b',  a' (f b')  or  f (a' b')     where a' = op(a), b' = op(b)
//
// The factor goes where the fewest elements are. Without this rewrite the runtime computes such nodes
// on the processor, with a copy there and back for each: docs/measurements/webgpu.md.

import { elementCount, type Value } from "../../graph/graph.ts";
import { scale } from "../../operators/elementwise.ts";
import { transpose } from "../../operators/layout.ts";
import { matMul } from "../../operators/product.ts";
import type { Workbench } from "../engine/draft.ts";
import { input, output } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";
import { optionsOf } from "./fuse_products.ts";

const split: Rule = (node, site) => {
  const options = optionsOf(node);
  const [a, b] = [input(site, node, 0), input(site, node, 1)];
  if (options === undefined || a === undefined || b === undefined) return undefined;
  if (Math.min(a.shape.length, b.shape.length) < 2) return undefined;
  const { g } = site;
  const { transA, transB, alpha } = options;
  const scaledAt = alpha === 1 ? undefined : smallest([a, b, output(site, node)]);
  const by = (x: Value, place: number) => scaledAt === place ? scale(g, x, alpha) : x;
  const left = by(transA ? turned(g, a) : a, 0);
  const right = by(transB ? turned(g, b) : b, 1);
  return by(matMul(g, left, right), 2);
};

/** The last two axes in each other's place. */
function turned(g: Workbench, x: Value): Value {
  const axes = [...x.shape.keys()];
  return transpose(g, x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

/** Place of the value of the fewest elements an image. */
function smallest(values: readonly Value[]): number {
  const counts = values.map(({ shape }) => elementCount(shape));
  return counts.indexOf(Math.min(...counts));
}

/** A FusedMatMul becomes a MatMul, with a Transpose and a Mul where it had them. */
export const splitProducts = rewriteBy({ FusedMatMul: split });
