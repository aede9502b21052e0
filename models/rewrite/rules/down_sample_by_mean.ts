// Bilinear down-sampling by an even factor as a strided depthwise convolution.
//
// With half-pixel centres, output pixel i of a factor f reads at  f i + (f - 1) / 2,  for even f the
// middle between pixels  f i + f/2 - 1  and  f i + f/2.  Bilinear weights are then 1/2 and 1/2, so
//   resize(x) = mean of the central 2x2 pixels of each f x f cell
// exactly: no pixel beyond the border is read. As a convolution: stride f, kernel f/2 + 1 wide (the
// rest of the cell is left out), 1/4 at its last 2x2 taps and 0 elsewhere.

import type { Value } from "../../graph/graph.ts";
import { convolve } from "../engine/convolve.ts";
import { cellCentres } from "../engine/derived.ts";
import { bilinearResize } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

/** The even factor that divides height and width alike. */
function evenFactor(x: Value, y: Value): number | undefined {
  const [rows, columns] = [2, 3].map((axis) => Number(x.shape[axis]) / Number(y.shape[axis]));
  return rows === columns && rows !== undefined && rows % 2 === 0 ? rows : undefined;
}

const asStridedMean: Rule = (node, site) => {
  const resize = bilinearResize(site, node);
  const factor = resize && evenFactor(resize.x, resize.y);
  if (!factor) return undefined;
  const channels = Number(resize.x.shape[1]);
  const options = { stride: factor, groups: channels };
  return convolve(site.g, resize.x, { weight: cellCentres(channels, factor) }, options);
};

/** An even bilinear down-sampling becomes a strided depthwise mean. */
export const downSampleByMean = rewriteBy({ Resize: asStridedMean });
