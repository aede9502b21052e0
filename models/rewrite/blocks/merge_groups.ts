// Several narrow groups of channels as one that is whole blocks of the runtime's layout.
//
//   [K1; K2] * [x1; x2] in 2 groups  =  [K1 0; 0 K2] * [x1; x2] in one
//
// Groups that are no whole blocks are convolved by way of a copy of the pixels for every tap, and
// outside of the layout that the layers around them have. Some multiplications by 0 cost less. Groups
// that all become one need be no whole blocks: a layer without groups reads quarters of a block.

import { BLOCK_CHANNELS, convolve, QUARTER_CHANNELS } from "../engine/convolve.ts";
import { blockDiagonal } from "../engine/derived.ts";
import { type Convolution, convolution } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

/** Most groups that become one: it multiplies so many times as often. */
const MOST_MERGED = 4;

/** How many groups have to be one to be whole blocks; 1 where they are, or where no number will do. */
function mergedCount({ weight, groups, kernel }: Convolution): number {
  const [out = 0, inputs = 0] = weight.shape;
  const isWhole = (count: number) =>
    count === groups
      ? count * inputs % QUARTER_CHANNELS === 0
      : [inputs, out / groups].every((channels) => count * channels % BLOCK_CHANNELS === 0);
  const counts = [1, 2, 3, MOST_MERGED].filter((count) => groups % count === 0);
  return groups > 1 && kernel > 1 ? counts.find(isWhole) ?? 1 : 1;
}

const mergeNarrow: Rule = (node, site) => {
  const found = convolution(site, node);
  const count = found ? mergedCount(found) : 1;
  if (!found || count === 1) return undefined;
  const { x, weight, bias, groups, stride, pad } = found;
  const kernel = blockDiagonal(weight, { groups, merged: count });
  return convolve(site.g, x, { weight: kernel, bias }, { stride, pad, groups: groups / count });
};

/** Groups of a few channels become fewer groups of whole blocks. */
export const mergeGroups = rewriteBy({ Conv: mergeNarrow });
