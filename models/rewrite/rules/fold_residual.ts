// A residual around a depthwise convolution into its kernel.
//
//   x + depthwise(x; k) = depthwise(x; k + 1 at the centre)
//
// The centre tap reads the pixel itself, never the padding, so borders are right.

import type { Node, Value } from "../../graph/graph.ts";
import { convolve } from "../engine/convolve.ts";
import { plusIdentity } from "../engine/derived.ts";
import {
  type Convolution,
  convolution,
  input,
  isDepthwise,
  producedOnce,
} from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/**
 * The depthwise convolution of `x + depthwise(y)`, in either order, if it keeps the size.
 *
 * @param fits Whether y is the right one for x.
 */
export function depthwiseResidual(
  site: Site,
  node: Node,
  fits: (x: Value, y: Value) => boolean,
): Convolution | undefined {
  const [a, b] = [input(site, node, 0), input(site, node, 1)];
  if (node.op !== "Add" || !a || !b) return undefined;
  const around = (x: Value, convolved: Value) => {
    const found = convolution(site, producedOnce(site, convolved));
    const keepsSize = found?.stride === 1 && found.kernel === 2 * found.pad + 1;
    return keepsSize && isDepthwise(found) && fits(x, found.x) ? found : undefined;
  };
  return around(a, b) ?? around(b, a);
}

const intoCentreTap: Rule = (node, site) => {
  const found = depthwiseResidual(site, node, (x, y) => x.name === y.name);
  if (!found) return undefined;
  const { x, weight, bias, pad, groups } = found;
  return convolve(site.g, x, { weight: plusIdentity(weight), bias }, { pad, groups });
};

/** `x + depthwise(x)` becomes one depthwise convolution. */
export const foldResidual = rewriteBy(intoCentreTap);
