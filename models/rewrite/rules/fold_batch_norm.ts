// BatchNorm into the convolution after it.
//
//   norm(x) = s x + t   (s, t by channel: derived.ts, affineOf)
//   W norm(x) + b = (W s) x + (b + W t)
//
// Exact without padding only: a padded convolution reads 0 beyond the border where `norm` has been,
// not t. A BatchNorm after a convolution is left alone, as the runtime folds it itself.

import { convolve } from "../engine/convolve.ts";
import { affineOf, scaleInputs, shiftThrough } from "../engine/derived.ts";
import { batchNorm, convolution } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

const intoNextConvolution: Rule = (node, site) => {
  const next = convolution(site, node);
  const norm = next && batchNorm(site, site.producer(next.x));
  if (!norm || next.pad !== 0 || next.groups !== 1) return undefined;

  const { scale, shift } = affineOf(norm);
  const weight = scaleInputs(next.weight, scale);
  const bias = shiftThrough(next.weight, shift, next.bias);
  return convolve(site.g, norm.x, { weight, bias }, { stride: next.stride });
};

/** `Conv(BatchNorm(x))` becomes `Conv(x)` where the convolution has no padding. */
export const foldBatchNorm = rewriteBy({ Conv: intoNextConvolution });
