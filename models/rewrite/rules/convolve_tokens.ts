// A linear layer on the tokens of an image as a 1x1 convolution.
//
//   image(W tokens + b) = W * image(tokens) + b
//
// Layers and layout act on different axes. The convolution reads and writes the layout that its
// neighbours have, and its kernel is the runtime's fastest. One of a pair with projectParts: alone,
// neither brings what can be measured.

import { convolve } from "../engine/convolve.ts";
import { reshaped } from "../engine/derived.ts";
import { linear, output, producedOnce } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";
import { applyView, isSameAxis, type View, viewOf } from "../engine/view.ts";

/** `[N, T, C]` -> `[N, C, H, W]`, T = H W */
function isImageOfTokens({ sourceAxes, axes }: View): boolean {
  const [batch, tokens = [], channels] = sourceAxes;
  const same = [[batch, axes[0]], [channels, axes[1]], [tokens, axes.slice(2).flat()]]
    .every(([a = [], b = []]) => isSameAxis(a, b));
  return sourceAxes.length === 3 && axes.length === 4 && same;
}

const asConvolution: Rule = (node, site) => {
  const image = output(site, node);
  if (image.shape.length !== 4) return undefined;
  const view = viewOf(site, image);
  const layer = linear(site, producedOnce(site, view.source));
  if (!layer || !isImageOfTokens(view)) return undefined;

  const { x, weight, bias } = layer;
  const [out = 1, inputs = 1] = weight.shape;
  const [batch = [], tokens = []] = view.sourceAxes;
  const channels = [{ size: inputs }];
  const input = applyView(site.g, {
    ...view,
    source: x,
    sourceAxes: [batch, tokens, channels],
    axes: [batch, channels, ...view.axes.slice(2)],
  });
  return convolve(site.g, input, { weight: reshaped(weight, [out, inputs, 1, 1]), bias });
};

/** `image(Linear(tokens))` becomes `Conv1x1(image(tokens))`. */
export const convolveTokens = rewriteBy({ Reshape: asConvolution, Transpose: asConvolution });
