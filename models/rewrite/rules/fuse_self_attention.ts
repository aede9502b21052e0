// Self-attention in one operator.
//
//   [q; k; v] = W x + b,  softmax(s q k^T) v  by head  =  Attention(x; W, b, s)
//
// The runtime's Attention projects, cuts, multiplies and joins without writing what lies between.

import { elementCount, type Node, shapeText, type Value } from "../../graph/graph.ts";
import { selfAttention } from "../engine/contributed.ts";
import { transposed } from "../engine/derived.ts";
import { constantNumber, input, isSoftmax, linear, output, produced } from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** softmax(scale q k^T) v of queries `[N, h, T, d]`, keys and values `[N, h, S, d]`. */
interface AttentionProduct {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  readonly scale: number;
}

/** An attention, from the MatMul that ends it. */
function attentionProduct(site: Site, node: Node | undefined): AttentionProduct | undefined {
  if (node?.op !== "MatMul") return undefined;
  const softmax = produced(site, input(site, node, 0), "Softmax");
  const scaled = isSoftmax(softmax) ? produced(site, input(site, softmax, 0), "Mul") : undefined;
  const scale = scaled && constantNumber(site, input(site, scaled, 1));
  const product = scaled && produced(site, input(site, scaled, 0), "MatMul");
  const swapped = product && produced(site, input(site, product, 1), "Transpose");
  const query = product && input(site, product, 0);
  const key = swapped && input(site, swapped, 0);
  const value = input(site, node, 1);
  const isSwap = String(swapped?.attributes["perm"]) === "0,1,3,2";
  if (!query || !key || !value || !isSwap || scale === undefined) return undefined;
  return { query, key, value, scale };
}

/** What `value` is part `index` of: `[N, T, parts h d]` cut as `[parts, N, h, T, d]`. */
function partOf(site: Site, value: Value, index: number): Value | undefined {
  const gather = produced(site, value, "Gather");
  const isPart = gather?.attributes["axis"] === 0 &&
    constantNumber(site, input(site, gather, 1)) === index;
  const moved = isPart ? produced(site, input(site, gather, 0), "Transpose") : undefined;
  if (String(moved?.attributes["perm"]) !== "2,0,3,1,4") return undefined;
  const cut = moved && produced(site, input(site, moved, 0), "Reshape");
  return cut && input(site, cut, 0);
}

const fuse: Rule = (node, site) => {
  const joined = produced(site, input(site, node, 0), "Transpose");
  const product = joined && produced(site, input(site, joined, 0), "MatMul");
  const found = attentionProduct(site, product);
  const isJoin = String(joined?.attributes["perm"]) === "0,2,1,3";
  if (!found || !isJoin) return undefined;
  const joinedShape = output(site, node).shape;

  const [query, key, value] = [found.query, found.key, found.value]
    .map((part, index) => partOf(site, part, index));
  const projection = query && linear(site, site.producer(query));
  if (!projection || key !== query || value !== query) return undefined;

  const { x, bias } = projection;
  // As many tokens, each with three parts of the joined width
  const shape = [...x.shape.slice(0, -1), elementCount(bias.shape) / 3];
  if (shape.length !== 3 || shapeText(shape) !== shapeText(joinedShape)) return undefined;

  const weights = {
    weight: site.g.use(transposed(projection.weight)),
    bias: site.g.use(bias),
  };
  const options = { heads: Number(found.query.shape[1]), scale: found.scale };
  return selfAttention(site.g, x, weights, options);
};

/** Projection, products, softmax and layout of a self-attention become one Attention. */
export const fuseSelfAttention = rewriteBy({ Reshape: fuse });
