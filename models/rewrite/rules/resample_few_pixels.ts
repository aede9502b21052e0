// Bilinear resampling of few pixels as a matrix product.
//
// Each output pixel is a weighted mean of input pixels, the same for every channel, so on flat pixels
//   resize(x) = x R,   R [H W, H' W'] = rows [H, H'] (x) columns [W, W']   (Kronecker product)
// R is mostly zeros: an output pixel takes H W multiply-adds, not 4. The runtime's product does so many
// more of them in the same time that this pays for few input pixels.

import { elementCount, sidesOf } from "../../graph/graph.ts";
import { reshape } from "../../operators/layout.ts";
import { matMul } from "../../operators/product.ts";
import { bilinearWeights } from "../engine/derived.ts";
import { resizeToSides } from "./down_sample_by_mean.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

/** Measured, 512 channels: 1.4 to 2.3 times as fast for 9 to 49 pixels, equal for 64, then slower. */
const MOST_PIXELS = 64;
/** R is stored and read in every run: 256 KiB at most. */
const MOST_WEIGHTS = 2 ** 16;

const asProduct: Rule = (node, site) => {
  const resize = resizeToSides(site, node);
  if (!resize) return undefined;
  const [from, to] = [sidesOf(resize.x), sidesOf(resize.y)];
  const [pixels, weights] = [elementCount(from), elementCount([...from, ...to])];
  if (pixels > MOST_PIXELS || weights > MOST_WEIGHTS) return undefined;
  const [batch = "N", channels = 1] = resize.x.shape;
  const { g } = site;
  const flat = reshape(g, resize.x, [batch, channels, pixels]);
  return reshape(g, matMul(g, flat, g.use(bilinearWeights(from, to))), resize.y.shape);
};

/** Bilinear resampling of few pixels becomes a product with its constant weights. */
export const resampleFewPixels = rewriteBy(asProduct);
