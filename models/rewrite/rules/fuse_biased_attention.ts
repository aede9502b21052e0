// Attention with known terms in its logits in one operator.
//
//   softmax(s q k^T + B) v  =  Attention(q, k, v; mask B, scale s)
//
// The runtime's Attention (ONNX, opset 23) starts each product from its part of B and takes the
// softmax while it lies in the cache. Where B is the same for all windows (axes between batch and
// heads), windows join the batch; where B differs, windows join the heads, behind the tokens. Heads are
// read where the projections wrote them, so nothing is moved but the windows. A bias of the keys is
// left out: it adds the same to all logits of a query, which the softmax takes away. One of the values
// is added to what comes out, as the weights of a query sum to 1, and so goes into the next layer's.
//
//   W (x + t) + b  =  W x + (b + W t)
//
// The runtime's product fills its result with a bias first, on one thread, and reads it again.
//
// N batch, n windows, h heads, T queries, S keys, d and e channels of a head.

import {
  elementCount,
  type Node,
  type Parameter,
  shapeText,
  type Value,
} from "../../graph/graph.ts";
import { type Scope, single } from "../../graph/scope.ts";
import { add } from "../../operators/elementwise.ts";
import { reshape, transpose } from "../../operators/layout.ts";
import { apartByImage, joinedWithBatch } from "../../operators/regions.ts";
import { shiftThrough } from "../engine/derived.ts";
import {
  constantNumber,
  input,
  isKnown,
  isSoftmax,
  linear,
  output,
  parameterAt,
  produced,
  producedOnce,
  swappedSource,
} from "../engine/patterns.ts";
import { project } from "../engine/project.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";
import { applyView, isSameAxis, type View, viewOf } from "../engine/view.ts";

/** The version of ONNX's operator set that brought Attention. */
const ATTENTION_VERSION = 23;

/**
 * Operators that the runtime computes at that version as before. All of a graph are raised to it, and
 * of some, such as RoiAlign, the runtime has older versions only.
 */
const COMPUTED: ReadonlySet<string> = new Set([
  "Add",
  "Attention",
  "AveragePool",
  "BatchNormalization",
  "Concat",
  "Conv",
  "Div",
  "Erf",
  "Gather",
  "Gelu",
  "Gemm",
  "LayerNormalization",
  "MatMul",
  "Mul",
  "ReduceMean",
  "Relu",
  "Reshape",
  "Sigmoid",
  "Softmax",
  "Split",
  "Sub",
  "Transpose",
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

/** A view of a projection without its bias, `[h d]`, which then has to be added elsewhere. */
interface Unbiased {
  readonly view: View;
  readonly bias: Parameter | undefined;
}

/** Keys or values without the bias of their projection. */
function unbiased(site: Site, view: View): Unbiased {
  const layer = linear(site, site.producer(view.source));
  const channels = view.sourceAxes.at(-1) ?? [];
  const isOfHeads = isSameAxis(channels, [...view.axes.at(-3) ?? [], ...view.axes.at(-1) ?? []]);
  if (!layer || !isOfHeads) return { view, bias: undefined };
  const source = project(site.g, layer.x, { weight: layer.weight });
  return { view: { ...view, source }, bias: layer.bias };
}

/** Attention of `[M, T, h d]`, `[M, S, h d]`, `[M, S, h e]` and a mask `[1, h, T, S]`. */
function attention(
  g: Scope,
  inputs: readonly [query: Value, key: Value, value: Value, mask: Value],
  { heads, scale }: { readonly heads: number; readonly scale: number },
): Value {
  const [query, , value] = inputs;
  return single(g.node("Attention", {
    version: ATTENTION_VERSION,
    inputs,
    attributes: { q_num_heads: heads, kv_num_heads: heads, scale: { float: scale } },
    outputs: [query.shape.with(-1, value.shape[2] ?? 1)],
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
function isWritable({ operatorSet }: Site): boolean {
  const { version, operators } = operatorSet();
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
  return joinedWithBatch(
    g,
    reshape(g, joined, [batch, elementCount(sizes.slice(0, -2)), ...inner]),
  );
}

/** `[N, n..., h, T, d]` of a view -> `[N, T, n h d]` */
function windowsInHeads(g: Scope, { axes, ...view }: View): Value {
  const [batch = [], ...windows] = axes.slice(0, -3);
  const [heads = [], tokens = [], channels = []] = axes.slice(-3);
  const moved = applyView(g, {
    ...view,
    axes: [batch, tokens, ...windows, [...heads, ...channels]],
  });
  const [size = "N", tokenCount = 1, ...rest] = moved.shape;
  return reshape(g, moved, [size, tokenCount, elementCount(rest)]);
}

/** `[N, T, n h e]` -> `[N, n..., T, h e]`, n windows in so many rows and columns. */
function windowsApart(g: Scope, x: Value, windows: readonly number[]): Value {
  const [batch = "N", tokens = 1, all] = x.shape;
  const channels = Number(all) / elementCount(windows);
  const cut = reshape(g, x, [batch, tokens, ...windows, channels]);
  const order = [0, ...windows.map((_, i) => i + 2), 1, windows.length + 2];
  return transpose(g, cut, order);
}

/** How windows and heads are laid out for one Attention. */
interface Layout {
  readonly heads: number;
  readonly laid: (g: Scope, view: View) => Value;
  /** `[N, n..., T, h e]`, or with the windows as one axis */
  readonly apart: (g: Scope, joined: Value) => Value;
}

/** Where all windows share their terms they join the batch, where each has its own the heads. */
function layoutFor(mask: Value, outer: readonly number[]): Layout | undefined {
  const windows = outer.slice(0, -1);
  if (elementCount(mask.shape.slice(0, -3)) === 1) {
    return { heads: outer.at(-1) ?? 1, laid: windowsInBatch, apart: apartByImage };
  }
  if (shapeText(mask.shape.slice(0, -2)) !== shapeText(outer)) return undefined;
  return {
    heads: elementCount(outer),
    laid: windowsInHeads,
    apart: (g, joined) => windowsApart(g, joined, windows),
  };
}

/** `[N, n..., h, T, e]` seen as `[N, n..., T, h e]`, cut and joined as it may be. */
const joinedHeads: Rule = (node, site) => {
  if (!isWritable(site)) return undefined;
  const view = viewOf(site, output(site, node));
  const found = biasedAttention(site, producedOnce(site, view.source));
  const outer = found && outerOf(found);
  if (!found || !outer) return undefined;
  const [heads = [], tokens = [], channels = []] = view.sourceAxes.slice(-3);
  const order = [...view.sourceAxes.slice(0, -3), tokens, heads, channels].flat();
  if (!isSameAxis(order, view.axes.flat())) return undefined;
  const mask = maskOf(site, found);
  const layout = mask && layoutFor(mask, outer);
  if (!mask || !layout) return undefined;

  const { g } = site;
  const { query, key, value, scale } = found;
  const { shape } = output(site, node);
  const isWhole = isSameAxis(view.axes.at(-1) ?? [], [...heads, ...channels]);
  const values = viewOf(site, value);
  const { view: plain, bias } = isWhole ? unbiased(site, values) : { view: values };
  const parts = [viewOf(site, query), unbiased(site, viewOf(site, key)).view, plain]
    .map((part) => layout.laid(g, part)) as [Value, Value, Value];
  const sizes = [1, elementCount(mask.shape.slice(0, -2)), ...mask.shape.slice(-2)];
  const joined = attention(g, [...parts, reshape(g, mask, sizes)], { ...layout, scale });
  const apart = layout.apart(g, joined);
  const result = shapeText(apart.shape) === shapeText(shape) ? apart : reshape(g, apart, shape);
  return bias ? add(g, result, g.use(bias)) : result;
};

/** `W (x + t) + b` becomes `W x + (b + W t)`. */
const shiftIntoNext: Rule = (node, site) => {
  const layer = linear(site, node);
  const sum = producedOnce(site, layer?.x);
  const shift = sum?.op === "Add" ? parameterAt(site, sum, 1) : undefined;
  const x = sum && input(site, sum, 0);
  if (!layer || !x || shift?.shape.length !== 1 || shift.shape[0] !== x.shape.at(-1)) {
    return undefined;
  }
  const bias = shiftThrough(layer.weight, shift, layer.bias);
  return project(site.g, x, { weight: layer.weight, bias });
};

/** Products, known terms and softmax of an attention become one Attention. */
export const fuseBiasedAttention = rewriteBy({ Reshape: joinedHeads, Add: shiftIntoNext });
