// Projections of pixels in an attention with one head, moved to the side of the few tokens.
//
// L are pixels [h, P], W L + w their projection, K, A, V belong to T < P tokens. Products associate:
//   K (W L + w)  = (K W) L + K w            logits; constant along the pixels, softmax drops K w
//   (W L + w)^T K^T = L^T (K W)^T + (K w)^T the same, pixels asking tokens
//   A (W L + w)^T = (A L^T) W^T + w^T       A after a softmax over the pixels: its rows sum to 1
//   W (A V)^T + w = (A (V W^T + w^T))^T     A after a softmax over the tokens
// so W acts on T tokens, not on P pixels. With more heads each would carry all h channels through
// the product, which costs more than it saves; the pattern asks for all channels in one head.

import type { Node, Parameter, Value } from "../graph.ts";
import { add } from "../operators/elementwise.ts";
import { reshape } from "../operators/layout.ts";
import { matMul } from "../operators/product.ts";
import { fusedMatMul } from "./contributed.ts";
import { reshaped, scaled, transposed } from "./derived.ts";
import { type Convolution, isReadOnce, pointwise } from "./patterns.ts";
import { product } from "./products.ts";
import { rewriteBy, type Rule, type Site } from "./rule.ts";
import { applyView, type Axis, type View, viewOf } from "./view.ts";

/** `[..., channels, pixels]` of a 1x1 convolution that nothing else reads. */
interface ProjectedPixels {
  readonly projection: Convolution;
  readonly view: View;
}

function isSameAxis(a: Axis | undefined, b: Axis | undefined): boolean {
  return a?.length === b?.length && (a ?? []).every((atom, i) => atom === b?.[i]);
}

function projectedPixels(site: Site, value: Value): ProjectedPixels | undefined {
  const view = viewOf(site, value);
  const projection = pointwise(site, site.producer(view.source));
  const [, channels, ...pixels] = view.sourceAxes;
  const isWhole = isSameAxis(view.axes.at(-2), channels) &&
    isSameAxis(view.axes.at(-1), pixels.flat());
  const isOwn = isReadOnce(site, value) && isReadOnce(site, view.source);
  return projection && isWhole && isOwn ? { projection, view } : undefined;
}

/** What was projected, seen the way in which the projection was seen. */
function unprojected(site: Site, { projection, view }: ProjectedPixels): Value {
  const channels = [{ size: projection.x.shape[1] ?? 1 }];
  const withChannels = (axes: readonly Axis[]) =>
    axes.map((axis) => isSameAxis(axis, view.sourceAxes[1]) ? channels : axis);
  return applyView(site.g, {
    ...view,
    source: projection.x,
    sourceAxes: withChannels(view.sourceAxes),
    axes: withChannels(view.axes),
  });
}

/** `[out, in, 1, 1]` -> `[out, in]` */
function matrix({ weight }: Convolution): Parameter {
  return reshaped(weight, weight.shape.slice(0, 2));
}

function isSoftmax(node: Node | undefined): boolean {
  return node?.op === "Softmax" && node.attributes["axis"] === -1;
}

function isFewer(tokens: Value, { view }: ProjectedPixels): boolean {
  const pixels = view.source.shape.slice(2).reduce<number>((all, size) => all * Number(size), 1);
  return Number(tokens.shape.at(-2)) < pixels;
}

/** `K (W L + w)` becomes `(K W) L`, where a softmax over the pixels follows. */
const tokensAskPixels: Rule = (node, site) => {
  const found = product(site, node);
  const pixels = found && !found.transA && !found.transB
    ? projectedPixels(site, found.b)
    : undefined;
  const readers = site.readers(site.value(node.outputs[0] ?? ""));
  if (!found || !pixels || !isFewer(found.a, pixels) || !readers.every(isSoftmax)) return undefined;

  const { g } = site;
  const asking = matMul(g, found.a, g.use(matrix(pixels.projection)));
  return fusedMatMul(g, asking, unprojected(site, pixels), { alpha: found.alpha });
};

/** `(W L + w)^T K^T` becomes `L^T (K W)^T + (K w)^T`. */
const pixelsAskTokens: Rule = (node, site) => {
  const found = product(site, node);
  const pixels = found?.transA && found.transB ? projectedPixels(site, found.a) : undefined;
  if (!found || !pixels || !isFewer(found.b, pixels)) return undefined;

  const { g } = site;
  const { b: keys, alpha } = found;
  const { bias } = pixels.projection;
  const answering = matMul(g, keys, g.use(matrix(pixels.projection)));
  const options = { transA: true, transB: true, alpha };
  const logits = fusedMatMul(g, unprojected(site, pixels), answering, options);
  if (bias === undefined) return logits;
  const column = matMul(g, keys, g.use(reshaped(scaled(bias, alpha), [...bias.shape, 1])));
  const row = [...column.shape.slice(0, -2), 1, ...column.shape.slice(-2, -1)];
  return add(g, logits, reshape(g, column, row));
};

/** `A (W L + w)^T` becomes `(A L^T) W^T + w^T`. */
const projectMixedPixels: Rule = (node, site) => {
  const found = product(site, node);
  const pixels = found?.transB && !found.transA ? projectedPixels(site, found.b) : undefined;
  if (!found || !pixels || !isFewer(found.a, pixels) || found.alpha !== 1) return undefined;
  if (!isSoftmax(site.producer(found.a))) return undefined;

  const { g } = site;
  const { bias } = pixels.projection;
  const mixed = fusedMatMul(g, found.a, unprojected(site, pixels), { transB: true });
  const projected = matMul(g, mixed, g.use(transposed(matrix(pixels.projection))));
  return bias ? add(g, projected, g.use(bias)) : projected;
};

/** `W (A V)^T + w` becomes `(A (V W^T + w^T))^T`. */
const projectValues: Rule = (node, site) => {
  const next = pointwise(site, node);
  const view = next && viewOf(site, next.x);
  const found = view && isReadOnce(site, next.x) && isReadOnce(site, view.source)
    ? product(site, site.producer(view.source))
    : undefined;
  if (!found || found.transA || found.transB || found.alpha !== 1) return undefined;
  const isWhole = isSameAxis(view?.axes[1], view?.sourceAxes.at(-1)) &&
    isSameAxis(view?.axes.slice(2).flat(), view?.sourceAxes.at(-2));
  const isFewerValues = Number(found.b.shape.at(-2)) < Number(found.a.shape.at(-2));
  if (!next || !view || !isWhole || !isFewerValues || !isSoftmax(site.producer(found.a))) {
    return undefined;
  }

  const { g } = site;
  const projected = matMul(g, found.b, g.use(transposed(matrix(next))));
  const values = next.bias ? add(g, projected, g.use(next.bias)) : projected;
  const channels = [{ size: next.weight.shape[0] ?? 1 }];
  const withChannels = (axes: readonly Axis[]) =>
    axes.map((axis) => isSameAxis(axis, view.sourceAxes.at(-1)) ? channels : axis);
  return applyView(g, {
    ...view,
    source: matMul(g, found.a, values),
    sourceAxes: withChannels(view.sourceAxes),
    axes: withChannels(view.axes),
  });
};

/** Projections of pixels around a one-headed attention become projections of tokens. */
export const projectFewerTokens = rewriteBy(
  tokensAskPixels,
  pixelsAskTokens,
  projectMixedPixels,
  projectValues,
);
