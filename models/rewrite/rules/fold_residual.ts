// A residual around a depthwise convolution into its kernel.
//
//   x + depthwise(x; k) = depthwise(x; k + 1 at the centre)
//
// The centre tap reads the pixel itself, never the padding, so borders are right.

import type { Value } from "../../graph/graph.ts";
import { convolve } from "../engine/convolve.ts";
import { plusIdentity } from "../engine/derived.ts";
import { convolution, input, isDepthwise, producedOnce } from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** The depthwise convolution of `x` that `y` is, if it keeps the size and is for one reader only. */
function depthwiseOf(site: Site, x: Value | undefined, y: Value | undefined) {
  const found = convolution(site, producedOnce(site, y));
  const keepsSize = found?.stride === 1 && found.kernel === 2 * found.pad + 1;
  return keepsSize && isDepthwise(found) && found.x.name === x?.name ? found : undefined;
}

const intoCentreTap: Rule = (node, site) => {
  const [a, b] = [input(site, node, 0), input(site, node, 1)];
  const found = depthwiseOf(site, a, b) ?? depthwiseOf(site, b, a);
  if (!found) return undefined;
  const { x, weight, bias, pad, groups } = found;
  return convolve(site.g, x, { weight: plusIdentity(weight), bias }, { pad, groups });
};

/** `x + depthwise(x)` becomes one depthwise convolution. */
export const foldResidual = rewriteBy({ Add: intoCentreTap });
