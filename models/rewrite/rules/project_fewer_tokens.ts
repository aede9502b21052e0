// Projections of pixels in an attention, moved to the side of the few tokens.
//
// L are P pixels of c channels. Each of h heads projects them with its rows W_i [d, c] of W and its
// w_i [d] of w; K_i, V_i, A_i belong to its T tokens [T, d]. Products associate:
//   K_i (W_i L + w_i)        = (K_i W_i) L + K_i w_i     tokens ask: softmax drops the constant K_i w_i
//   A_i (W_i L + w_i)^T      = (A_i L^T) W_i^T + w_i^T   A_i after softmax: its rows sum to 1
//   F [.., A_i V_i, ..]^T + f = sum over i of (A_i (V_i F_i^T + f^T / h))^T                 pixels ask
// K_i W_i of all heads under each other are one matrix [hT, c], so that one product does for all
// heads what took a projection of all pixels and h thin products: hTcP MACs, not hd(c + T)P. That
// is fewer where there is one head, or where hT is less than c + T, and not otherwise. It reads
// products as fuseProducts leaves them.

import { elementCount, type Node, type Parameter, type Value } from "../../graph/graph.ts";
import { add, softmax } from "../../operators/elementwise.ts";
import { reshape } from "../../operators/layout.ts";
import { fusedMatMul } from "../engine/contributed.ts";
import { reshaped, scaled, transposed } from "../engine/derived.ts";
import {
  input,
  isReadOnce,
  isSoftmax,
  linear,
  output,
  pointwise,
  producedOnce,
} from "../engine/patterns.ts";
import { type Product, product } from "./fuse_products.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";
import { type Axis, axisSize, isSameAxis, viewOf } from "../engine/view.ts";

/** A linear map of the channels: of an image `[N, C, H, W]` or of tokens `[N, P, C]`. */
interface Projection {
  readonly x: Value;
  /** `[out, in]` */
  readonly weight: Parameter;
  /** `[out]` */
  readonly bias: Parameter | undefined;
  /** Whether the channels come before the pixels. */
  readonly isImage: boolean;
}

/** Pixels that were projected and cut into heads: `[N, (h,) P, d]`, or with the last two swapped. */
interface ProjectedPixels extends Projection {
  /** P */
  readonly count: number;
  /** `[h]`, or nothing where no axis has the heads. */
  readonly heads: readonly number[];
  /** d */
  readonly headWidth: number;
}

/** Last axes of a tensor, counted from the end. */
type LastAxis = -1 | -2;

function otherOf(axis: LastAxis): LastAxis {
  return axis === -1 ? -2 : -1;
}

function projectionAt(site: Site, node: Node | undefined): Projection | undefined {
  const image = pointwise(site, node);
  if (image) {
    return {
      ...image,
      weight: reshaped(image.weight, image.weight.shape.slice(0, 2)),
      isImage: true,
    };
  }
  const tokens = linear(site, node);
  return tokens?.x.shape.length === 3 ? { ...tokens, isImage: false } : undefined;
}

/** Axes of what a projection reads or puts out: batch, channels, and all pixels as one. */
function rolesOf(axes: readonly Axis[], { isImage }: Pick<Projection, "isImage">) {
  const [batch = [], ...rest] = axes;
  const channels = isImage ? rest[0] : rest.at(-1);
  const pixels = isImage ? rest.slice(1) : rest.slice(0, -1);
  return { batch, channels: channels ?? [], pixels: pixels.flat() };
}

/** What `value` is, if it has projected pixels along `pixelAxis` and nothing else reads them. */
function projectedPixels(
  site: Site,
  value: Value,
  pixelAxis: LastAxis,
): ProjectedPixels | undefined {
  const view = viewOf(site, value);
  const projection = projectionAt(site, producedOnce(site, view.source));
  if (!projection || !isReadOnce(site, value)) return undefined;
  const { batch, channels, pixels } = rolesOf(view.sourceAxes, projection);
  const ofHead = view.axes.at(otherOf(pixelAxis)) ?? [];
  const isWhole = isSameAxis(view.axes.at(pixelAxis) ?? [], pixels) &&
    isSameAxis([...view.axes.slice(0, -2).flat(), ...ofHead], [...batch, ...channels]);
  if (!isWhole) return undefined;
  return {
    ...projection,
    count: Number(axisSize(pixels)),
    heads: value.shape.slice(1, -2).map(Number),
    headWidth: Number(axisSize(ofHead)),
  };
}

/**
 * Whether `tokens` tokens a head take fewer MACs when they are projected instead of the pixels.
 *
 * @param channels Of the projection's other side than the heads'.
 */
function isCheaper(tokens: number, { count, headWidth }: ProjectedPixels, channels: number) {
  return tokens * channels * (headWidth + count) < headWidth * count * (channels + tokens);
}

/** c: channels of what is projected. */
function channelsOf({ weight }: Projection): number {
  return weight.shape[1] ?? 1;
}

/** The pixels as they were before the projection: `[N, c, P]` of an image, `[N, P, c]` of tokens. */
function flatPixels({ g }: Site, { x, count, isImage }: ProjectedPixels): Value {
  const [batch = "N", channels = 1] = x.shape;
  return isImage ? reshape(g, x, [batch, channels, count]) : x;
}

/** The rows of a parameter `[h d, ...]` by head: `[(h,) d, ...]`. */
function byHead(parameter: Parameter, { heads, headWidth }: ProjectedPixels): Parameter {
  return reshaped(parameter, [...heads, headWidth, ...parameter.shape.slice(1)]);
}

/** `[N, (h,) T, k]` -> `[N, hT, k]`: the tokens of all heads under each other. */
function stacked({ g }: Site, tokens: Value): Value {
  const [batch = "N", ...rest] = tokens.shape;
  if (rest.length === 2) return tokens;
  return reshape(g, tokens, [batch, elementCount(rest.slice(0, -1)), rest.at(-1) ?? 1]);
}

/** `K_i (W_i L + w_i)` becomes `(K_i W_i) L`, where a softmax over the pixels follows. */
const tokensAskPixels: Rule = (node, site) => {
  const found = product(site, node);
  const pixels = found && projectedPixels(site, found.b, found.transB ? -2 : -1);
  const logits = output(site, node);
  const isForSoftmax = site.readers(logits).every(isSoftmax) && !site.isOutput(logits);
  if (!found || !pixels || !isForSoftmax) return undefined;
  if (!isCheaper(Number(logits.shape.at(-2)), pixels, channelsOf(pixels))) return undefined;

  const { g } = site;
  const { a: asking, transA, alpha } = found;
  const queries = fusedMatMul(g, asking, g.use(byHead(pixels.weight, pixels)), { transA });
  const options = { transB: !pixels.isImage, alpha };
  const all = fusedMatMul(g, stacked(site, queries), flatPixels(site, pixels), options);
  return reshape(g, all, logits.shape);
};

/** `A_i (W_i L + w_i)^T` becomes `(A_i L^T) W_i^T + w_i^T`. */
const projectMixedPixels: Rule = (node, site) => {
  const found = product(site, node);
  const isMix = found && !found.transA && found.alpha === 1 && isSoftmax(site.producer(found.a));
  const pixels = isMix ? projectedPixels(site, found.b, found.transB ? -1 : -2) : undefined;
  const tokens = Number(found?.a.shape.at(-2));
  if (!found || !pixels || !isCheaper(tokens, pixels, channelsOf(pixels))) return undefined;

  const { g } = site;
  const { weight, bias, heads, headWidth, isImage } = pixels;
  const mixed = fusedMatMul(g, stacked(site, found.a), flatPixels(site, pixels), {
    transB: isImage,
  });
  const ofHeads = reshape(g, mixed, [...found.a.shape.slice(0, -1), channelsOf(pixels)]);
  const projected = fusedMatMul(g, ofHeads, g.use(byHead(weight, pixels)), { transB: true });
  return bias ? add(g, projected, g.use(reshaped(bias, [...heads, 1, headWidth]))) : projected;
};

/** `A_i V_i` of each head. */
interface Mix {
  /** A_i: `[N, (h,) P, T]`, put out by a softmax. */
  readonly weights: Value;
  readonly softmax: Node;
  /** V_i: `[N, (h,) T, d]`, or with the last two axes swapped. */
  readonly values: Value;
  readonly areValuesSwapped: boolean;
}

/** Weighted sums of tokens. */
function mixAt(site: Site, node: Node | undefined): Mix | undefined {
  const found = product(site, node);
  const softmax = found && site.producer(found.a);
  if (!isSoftmax(softmax) || found?.alpha !== 1 || found.transA) return undefined;
  return { weights: found.a, softmax, values: found.b, areValuesSwapped: found.transB };
}

/** What the heads' sums become side by side, if `joined` is that and nothing else reads them. */
function joinedMix(site: Site, joined: Value, after: Projection): Mix | undefined {
  const view = viewOf(site, joined);
  const mix = mixAt(site, producedOnce(site, view.source));
  if (!mix || !isReadOnce(site, joined)) return undefined;
  const { batch, channels, pixels } = rolesOf(view.axes, after);
  const [first = [], ...others] = view.sourceAxes;
  const byHeads = [...others.slice(0, -2).flat(), ...others.at(-1) ?? []];
  const isWhole = isSameAxis(batch, first) && isSameAxis(channels, byHeads) &&
    isSameAxis(pixels, others.at(-2) ?? []);
  return isWhole ? mix : undefined;
}

/** A product of projected pixels and the tokens that they ask. */
interface Asked {
  readonly logits: Product;
  readonly pixels: ProjectedPixels;
}

/** Pixels that ask tokens: the product before the softmax of a mix. */
function askedBy(site: Site, { weights, softmax }: Mix): Asked | undefined {
  const logits = product(site, producedOnce(site, input(site, softmax, 0)));
  const pixels = logits && projectedPixels(site, logits.a, logits.transA ? -1 : -2);
  return pixels && isReadOnce(site, weights) ? { logits, pixels } : undefined;
}

/** Softmax of the logits of all heads side by side, asked of projected keys: `[N, P, hT]`. */
function attentionWeights(
  site: Site,
  { logits: { b: keys, transB, alpha }, pixels }: Asked,
  tokens: number,
): Value {
  const { g } = site;
  const { bias, count, heads, isImage } = pixels;
  const [batch = "N"] = keys.shape;
  const all = elementCount(heads) * tokens;

  const ofKeys = { transA: !transB };
  const answers = fusedMatMul(g, keys, g.use(byHead(pixels.weight, pixels)), ofKeys);
  const options = { transA: isImage, transB: true, alpha };
  let logits = fusedMatMul(g, flatPixels(site, pixels), stacked(site, answers), options);
  if (bias) {
    const column = g.use(byHead(scaled(reshaped(bias, [...bias.shape, 1]), alpha), pixels));
    const shift = fusedMatMul(g, keys, column, ofKeys); // [N, (h,) T, 1]
    logits = add(g, logits, reshape(g, shift, [batch, 1, all]));
  }
  const weights = softmax(g, reshape(g, logits, [batch, count, elementCount(heads), tokens]));
  return reshape(g, weights, [batch, count, all]);
}

/** What the projection after the attention makes of the values: `[N, hT, out]`. */
function projectedValues(
  site: Site,
  { values, areValuesSwapped }: Mix,
  { weight, bias }: Projection,
  pixels: ProjectedPixels,
): Value {
  const { g } = site;
  const columns = g.use(byHead(transposed(weight), pixels));
  const projected = fusedMatMul(g, values, columns, { transA: areValuesSwapped });
  const share = bias && scaled(bias, 1 / elementCount(pixels.heads));
  return stacked(site, share ? add(g, projected, g.use(share)) : projected);
}

/** Attention of pixels to tokens between two projections of pixels, by projections of tokens. */
const pixelsAskTokens: Rule = (node, site) => {
  const after = projectionAt(site, node);
  const mix = after && joinedMix(site, after.x, after);
  const asked = mix && askedBy(site, mix);
  if (!asked) return undefined;
  const { pixels } = asked;
  const tokens = Number(mix.weights.shape.at(-1));
  const channels = [channelsOf(pixels), after.weight.shape[0] ?? 1];
  if (!channels.every((count) => isCheaper(tokens, pixels, count))) return undefined;

  const { g } = site;
  const weights = attentionWeights(site, asked, tokens);
  const values = projectedValues(site, mix, after, pixels);
  if (!after.isImage) return fusedMatMul(g, weights, values);
  const image = fusedMatMul(g, values, weights, { transA: true, transB: true });
  return reshape(g, image, output(site, node).shape);
};

/** Projections of pixels around an attention become projections of tokens, where that is less. */
export const projectFewerTokens = rewriteBy({
  MatMul: [tokensAskPixels, projectMixedPixels],
  FusedMatMul: [tokensAskPixels, projectMixedPixels],
  Conv: pixelsAskTokens,
  Add: pixelsAskTokens,
});
