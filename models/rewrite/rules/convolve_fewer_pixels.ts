// Resampling and 1x1 convolutions in the order that needs fewer multiply-adds.
//
// R is a resampling: linear over pixels, its weights sum to 1. W acts on channels. Then
//   R(W x + b) = W R(x) + b                                    the convolution runs where pixels are few
//   [y1; y2] = split(W x + b)  =>  y1 = W1 x + b1, y2 = W2 x + b2      rows of W
//   W [x1; x2] + b = W1 x1 + (W2 x2 + b)                               columns of W
// The last two are done only where they bring a convolution beside a resampling.

import { add } from "../../operators/elementwise.ts";
import { resizeBilinear } from "../../operators/layout.ts";
import { elementCount, sidesOf, type Value } from "../../graph/graph.ts";
import { convolve } from "../engine/convolve.ts";
import { columns, rows } from "../engine/derived.ts";
import {
  bilinearResize,
  input,
  isReadOnce,
  pointwise,
  producedOnce,
  type Resampling,
} from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** The Resize of more than one pixel that reads a value, where nothing else does. */
function onlyResized(site: Site, value: Value) {
  const [reader] = site.readers(value);
  return isReadOnce(site, value) ? bilinearResize(site, reader) : undefined;
}

function shrinks({ x, y }: Resampling): boolean {
  return elementCount(y.shape) < elementCount(x.shape);
}

/** `split(W x + b)` becomes one convolution a part. */
const splitConvolution: Rule = (node, site) => {
  if (node.attributes["axis"] !== 1) return undefined;
  const source = pointwise(site, producedOnce(site, input(site, node, 0)));
  if (!source) return undefined;
  const parts = node.outputs.map((name) => site.value(name));
  const isWorth = parts.some((part) => {
    const resize = onlyResized(site, part);
    return resize && shrinks(resize);
  });
  if (!isWorth) return undefined;

  let start = 0;
  return parts.map((part) => {
    const count = Number(part.shape[1]);
    const weight = rows(source.weight, start, count);
    const bias = source.bias && rows(source.bias, start, count);
    start += count;
    return convolve(site.g, source.x, { weight, bias });
  });
};

/** `R(W x + b)` becomes `W R(x) + b` where R leaves fewer pixels. */
const convolveAfterDownSampling: Rule = (node, site) => {
  const resize = bilinearResize(site, node);
  const source = resize && pointwise(site, producedOnce(site, resize.x));
  if (!resize || !source || !shrinks(resize)) return undefined;
  return convolve(site.g, resizeBilinear(site.g, source.x, sidesOf(resize.y)), source);
};

/** `W [x1; R(x2)] + b` becomes `W1 x1 + (W2 R(x2) + b)`. */
const sumOverParts: Rule = (node, site) => {
  const next = pointwise(site, node);
  const joined = producedOnce(site, next?.x);
  if (!next || joined?.op !== "Concat" || joined.attributes["axis"] !== 1) return undefined;
  if (joined.inputs.length !== 2) return undefined;
  const parts = joined.inputs.map((name) => site.value(name));
  if (!parts.some((part) => growsFromFewer(site, part))) return undefined;

  const [first, second] = parts as [Value, Value];
  const [size, rest] = [Number(first.shape[1]), Number(second.shape[1])];
  const left = convolve(site.g, first, { weight: columns(next.weight, 0, size) });
  const right = { weight: columns(next.weight, size, rest), bias: next.bias };
  return add(site.g, left, convolve(site.g, second, right));
};

/** The resampling that makes more pixels of fewer, if it is for one reader only. */
function growsFromFewer(site: Site, value: Value): Resampling | undefined {
  const resize = bilinearResize(site, producedOnce(site, value));
  return resize && !shrinks(resize) ? resize : undefined;
}

/** `W R(x) + b` becomes `R(W x + b)` where R makes more pixels. */
const convolveBeforeUpSampling: Rule = (node, site) => {
  const next = pointwise(site, node);
  const resize = next && growsFromFewer(site, next.x);
  if (!next || !resize) return undefined;
  return resizeBilinear(site.g, convolve(site.g, resize.x, next), sidesOf(resize.y));
};

/** 1x1 convolutions move to the side of a resampling that has fewer pixels. */
export const convolveFewerPixels = rewriteBy({
  Split: splitConvolution,
  Resize: convolveAfterDownSampling,
  Conv: [sumOverParts, convolveBeforeUpSampling],
});
