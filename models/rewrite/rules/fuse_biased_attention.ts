// Attention with known terms in its logits in one operator.
//
//   softmax(s q k^T + B) v  =  Attention(q, k, v; mask B, scale s)
//
// The runtime's Attention (ONNX, opset 23) starts each product from its part of B and takes the
// softmax while it lies in the cache. Where B is the same for all windows (axes between batch and
// heads), windows join the batch and heads are read where the projections wrote them, so nothing is
// moved; where B differs, windows join the heads. A bias of the keys is left out: it adds the same to
// all logits of a query, which the softmax takes away.
//
// N batch, n windows, h heads, T queries, S keys, d and e channels of a head.

import { elementCount, type Node, shapeText, type Value } from "../../graph/graph.ts";
import { type Scope, single } from "../../graph/scope.ts";
import { add } from "../../operators/elementwise.ts";
import { reshape, transpose } from "../../operators/layout.ts";
import { matMul } from "../../operators/product.ts";
import { apartByImage, joinedWithBatch } from "../../operators/regions.ts";
import {
  constantNumber,
  input,
  isKnown,
  isSoftmax,
  linear,
  output,
  produced,
  producedOnce,
  swappedSource,
} from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";
import { applyView, isSameAxis, type View, viewOf } from "../engine/view.ts";

/** The version of ONNX's operator set that brought Attention. */
const ATTENTION_VERSION = 23;

/**
 * Operators that the runtime computes at that version as before. All of a graph are raised to it, and
 * of some, such as RoiAlign, the runtime has older versions only.
 */
const COMPUTED: ReadonlySet<string> = new Set([
  ...["Add", "Attention", "AveragePool", "BatchNormalization", "Concat", "Conv", "Div", "Erf"],
  ...["Gather", "Gelu", "Gemm", "LayerNormalization", "MatMul", "Mul", "ReduceMean", "Relu"],
  ...["Reshape", "Sigmoid", "Softmax", "Split", "Sub", "Transpose"],
]);

/** softmax(scale query key^T + the terms) value: `[N, n..., h, T, d]`, `[N, n..., h, S, d or e]`. */
interface BiasedAttention {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  readonly scale: number;
  readonly terms: readonly Value[];
}

/** What a value is a multiple of, by a number. */
function unscaled(site: Site, value: Value): readonly [of: Value, factor: number] {
  const node = produced(site, value, "Mul");
  const pairs = node ? [[0, 1], [1, 0]].map((at) => at.map((i) => input(site, node, i))) : [];
  for (const [of, by] of pairs) {
    const factor = constantNumber(site, by);
    if (of && factor !== undefined && factor > 0) {
      const [inner, more] = unscaled(site, of);
      return [inner, factor * more];
    }
  }
  return [value, 1];
}

/** The known terms of a sum, and what is left without them. */
function withoutTerms(site: Site, value: Value): readonly [rest: Value, terms: readonly Value[]] {
  const node = producedOnce(site, value);
  const [a, b] = node?.op === "Add" ? [input(site, node, 0), input(site, node, 1)] : [];
  const [rest, term] = isKnown(site, b) ? [a, b] : [b, a];
  if (!rest || !term || !isKnown(site, term)) return [value, []];
  const [inner, terms] = withoutTerms(site, rest);
  return [inner, [...terms, term]];
}

/** The attention that ends in a MatMul; one without known terms is another rule's. */
function biasedAttention(site: Site, node: Node | undefined): BiasedAttention | undefined {
  const softmax = node?.op === "MatMul" ? producedOnce(site, input(site, node, 0)) : undefined;
  const logits = isSoftmax(softmax) ? input(site, softmax, 0) : undefined;
  const value = node && input(site, node, 1);
  if (!logits || !value) return undefined;
  const [scores, terms] = withoutTerms(site, logits);
  const [raw, factor] = unscaled(site, scores);
  const product = producedOnce(site, raw);
  if (product?.op !== "MatMul" || terms.length === 0) return undefined;
  const [left, right] = [input(site, product, 0), input(site, product, 1)];
  if (!left || !right) return undefined;
  const [query, ofQuery] = unscaled(site, left);
  const [turned, ofTurned] = unscaled(site, right);
  const source = swappedSource(site, turned);
  const [key, ofKey] = source ? unscaled(site, source) : [];
  if (!key || ofKey === undefined) return undefined;
  return { query, key, value, scale: factor * ofQuery * ofTurned * ofKey, terms };
}

/** The sum of the terms, and its sizes over `[n..., h, T, S]`; `undefined` where it is no mask. */
function maskOf({ g }: Site, { query, key, terms }: BiasedAttention): Value | undefined {
  const sum = terms.reduce((a, b) => add(g, a, b));
  const outer = query.shape.slice(0, -2);
  const whole = [...outer.slice(1), query.shape.at(-2), key.shape.at(-2)];
  const extra = sum.shape.length - whole.length;
  const sizes = [...Array(Math.max(0, -extra)).fill(1), ...sum.shape.slice(Math.max(0, extra))];
  const isWhole = extra <= 1 && (extra < 1 || sum.shape[0] === 1) &&
    sizes.slice(-2).every((size, i) => size === whole.at(i - 2));
  return isWhole && sizes.every(Number.isInteger) ? reshape(g, sum, sizes) : undefined;
}

/** Keys without the bias of their projection. */
function unbiased(site: Site, view: View): View {
  const layer = linear(site, site.producer(view.source));
  const channels = view.sourceAxes.at(-1) ?? [];
  const isOfKeys = isSameAxis(channels, [...view.axes.at(-3) ?? [], ...view.axes.at(-1) ?? []]);
  if (!layer || !isOfKeys) return view;
  const { g } = site;
  return { ...view, source: matMul(g, layer.x, transpose(g, g.use(layer.weight), [1, 0])) };
}

function attention(
  g: Scope,
  inputs: readonly [query: Value, key: Value, value: Value, mask: Value],
  { heads, scale }: { readonly heads: number | undefined; readonly scale: number },
): Value {
  const [query, , value] = inputs;
  const width = heads === undefined ? value.shape.at(-1) : value.shape[2];
  return single(g.node("Attention", {
    version: ATTENTION_VERSION,
    inputs,
    attributes: { q_num_heads: heads, kv_num_heads: heads, scale: { float: scale } },
    outputs: [[...query.shape.slice(0, -1), width ?? 1]],
  }));
}

/** Sizes that all three must have, batch open: any windows, then heads. */
function outerOf({ query, key, value }: BiasedAttention): readonly number[] | undefined {
  const [outer, ...others] = [query, key, value].map(({ shape }) => shape.slice(0, -2));
  const isSame = others.every((other) => shapeText(other) === shapeText(outer ?? []));
  return isSame && outer?.[0] === "N" && outer.length > 1
    ? outer.slice(1) as readonly number[]
    : undefined;
}

/** Whether a version of the operator set can be asked for that has Attention. */
function isWritable({ version, operators }: Site): boolean {
  return version === ATTENTION_VERSION || (version === undefined && operators.isSubsetOf(COMPUTED));
}

/** `[N, n..., h, T, d]` of a view -> `[(nN), T, h d]` */
function windowsInBatch(g: Scope, { axes, ...view }: View): Value {
  const [heads = [], tokens = [], channels = []] = axes.slice(-3);
  const joined = applyView(g, {
    ...view,
    axes: [...axes.slice(0, -3), tokens, [...heads, ...channels]],
  });
  const [batch = "N", ...sizes] = joined.shape;
  const inner = sizes.slice(-2);
  return joinedWithBatch(g, reshape(g, joined, [batch, windowCount(sizes.slice(0, -2)), ...inner]));
}

function windowCount(sizes: readonly unknown[]): number {
  return sizes.reduce<number>((product, size) => product * Number(size), 1);
}

/** `[N, n..., h, T, e]` seen as `[N, n..., T, h e]`, cut and joined as it may be. */
const inWindows: Rule = (node, site) => {
  if (node.op !== "Reshape" || !isWritable(site)) return undefined;
  const view = viewOf(site, output(site, node));
  const found = biasedAttention(site, producedOnce(site, view.source));
  const outer = found && outerOf(found);
  if (!found || !outer) return undefined;
  const [heads = [], tokens = [], channels = []] = view.sourceAxes.slice(-3);
  const order = [...view.sourceAxes.slice(0, -3), tokens, heads, channels].flat();
  if (!isSameAxis(order, view.axes.flat())) return undefined;
  const mask = maskOf(site, found);
  if (!mask || elementCount(mask.shape.slice(0, -3)) !== 1) return undefined;

  const { g } = site;
  const { query, key, value, scale } = found;
  const [queries, keys, values] = [
    viewOf(site, query),
    unbiased(site, viewOf(site, key)),
    viewOf(site, value),
  ].map((part) => windowsInBatch(g, part)) as [Value, Value, Value];
  const ofHeads = reshape(g, mask, [1, ...mask.shape.slice(-3)]);
  const options = { heads: Number(outer.at(-1)), scale };
  const joined = attention(g, [queries, keys, values, ofHeads], options);
  return reshape(g, apartByImage(g, joined), output(site, node).shape);
};

/** Windows that differ: they join the heads. */
const byWindow: Rule = (node, site) => {
  const found = isWritable(site) ? biasedAttention(site, node) : undefined;
  const outer = found && outerOf(found);
  const mask = found && outer && maskOf(site, found);
  if (!mask || shapeText(mask.shape.slice(0, -2)) !== shapeText(outer)) return undefined;
  if (windowCount(outer.slice(0, -1)) === 1) return undefined;

  const { g } = site;
  const heads = windowCount(outer);
  const { query, value, scale } = found;
  const key = applyView(g, unbiased(site, viewOf(site, found.key)));
  const [queries, keys, values] = [query, key, value]
    .map((part) => reshape(g, part, ["N", heads, ...part.shape.slice(-2)])) as [
      Value,
      Value,
      Value,
    ];
  const ofHeads = reshape(g, mask, [1, heads, ...mask.shape.slice(-2)]);
  const joined = attention(g, [queries, keys, values, ofHeads], { heads: undefined, scale });
  return reshape(g, joined, output(site, node).shape);
};

/** Products, known terms and softmax of an attention become one Attention. */
export const fuseBiasedAttention = rewriteBy(inWindows, byWindow);
