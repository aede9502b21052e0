// BatchNorm and residual into the depthwise convolution that they surround.
//
//   x = W u + b,   y = x + depthwise(norm(x); k),   norm(x) = s x + t
// With the offset d = t / s moved into the bias,  x' = W u + (b + d) = x + d  and  norm(x) = s x'.
// Padding with zeros then means the same before and after the norm, so borders are right:
//   y = x' + depthwise(x'; s k) - d = depthwise(x'; 1 + s k at the centre) - d
// which is one operator for three. x must come from a convolution that can take the offset.

import { convolve } from "../engine/convolve.ts";
import {
  affineOf,
  difference,
  negative,
  offsetOf,
  plusIdentity,
  scaleOutputs,
  sum,
} from "../engine/derived.ts";
import { batchNorm, isReadOnce, pointwise } from "../engine/patterns.ts";
import { depthwiseResidual } from "./fold_residual.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

const intoKernel: Rule = (node, site) => {
  const residual = depthwiseResidual(site, node, (x, y) => {
    const norm = batchNorm(site, site.producer(y));
    return norm?.x.name === x.name && isReadOnce(site, y);
  });
  const norm = residual && batchNorm(site, site.producer(residual.x));
  const source = norm && pointwise(site, site.producer(norm.x));
  if (!source || site.readers(norm.x).length !== 2 || site.isOutput(norm.x)) return undefined;

  const { weight, bias, pad, groups } = residual;
  const offset = offsetOf(norm);
  const shifted = convolve(site.g, source.x, {
    weight: source.weight,
    bias: source.bias ? sum(source.bias, offset) : offset,
  });
  const depthwise = {
    weight: plusIdentity(scaleOutputs(weight, affineOf(norm).scale)),
    bias: bias ? difference(bias, offset) : negative(offset),
  };
  return convolve(site.g, shifted, depthwise, { pad, groups });
};

/** `x + depthwise(BatchNorm(x))` becomes one depthwise convolution. */
export const foldDepthwiseNorm = rewriteBy(intoKernel);
