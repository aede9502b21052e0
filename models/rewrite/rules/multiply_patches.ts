// A convolution whose windows lie side by side on the grid of tokens, as one product of patches.
//
//   tokens(Conv(image(x); W, b)), stride = kernel  =  patches(x) W' + b
//
// Between tokens the convolution takes two changes of layout and, as its windows are few, runs below
// the rate of a product. Rows of a patch are whole runs of memory where channels come last, so patches
// cost one copy. Patches of the image itself have rows of some pixels: those stay a convolution.
//
// N batch, H height, W width, C channels, k sides of a window.

import type { Value } from "../../graph/graph.ts";
import { reshape, transpose } from "../../operators/layout.ts";
import { channelsLast } from "../engine/derived.ts";
import { type Convolution, convolution, output, producedOnce } from "../engine/patterns.ts";
import { project } from "../engine/project.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";
import { isSameAxis, viewOf } from "../engine/view.ts";

/** A convolution of a grid of tokens. */
interface PatchConvolution extends Convolution {
  /** `[N, ..., C]`, the tokens row by row */
  readonly tokens: Value;
}

/** The convolution of windows side by side that `image` is, if it reads tokens. */
function patchConvolution(site: Site, image: Value): PatchConvolution | undefined {
  const found = convolution(site, producedOnce(site, image));
  const isSideBySide = found && found.kernel > 1 && found.stride === found.kernel &&
    found.pad === 0 && found.groups === 1;
  if (!isSideBySide) return undefined;
  const { source, sourceAxes, axes: [batch = [], channels = [], ...grid] } = viewOf(site, found.x);
  const isOfTokens = source !== found.x &&
    isSameAxis(sourceAxes.at(-1) ?? [], channels) &&
    isSameAxis(sourceAxes.flat(), [...batch, ...grid.flat(), ...channels]);
  const isWhole = found.x.shape.slice(2).every((size) => Number(size) % found.kernel === 0);
  return isOfTokens && isWhole ? { ...found, tokens: source } : undefined;
}

/** `[N, H, W, C]` -> `[N, HW/kk, kkC]` */
function patchesOf({ g }: Site, { tokens, x, kernel }: PatchConvolution): Value {
  const [batch = "N", channels = 1, height, width] = x.shape;
  const [rows, columns] = [Number(height) / kernel, Number(width) / kernel];
  const length = kernel * Number(channels);
  const apart = reshape(g, tokens, [batch, rows, kernel, columns, length]);
  const patches = transpose(g, apart, [0, 1, 3, 2, 4]);
  return reshape(g, patches, [batch, rows * columns, kernel * length]);
}

const asProduct: Rule = (node, site) => {
  const { source, sourceAxes, axes } = viewOf(site, output(site, node));
  const [batch = [], channels = [], ...grid] = sourceAxes;
  const isTokens = source.shape.length === 4 && isSameAxis(axes.at(-1) ?? [], channels) &&
    isSameAxis(axes.flat(), [...batch, ...grid.flat(), ...channels]);
  const found = isTokens ? patchConvolution(site, source) : undefined;
  if (!found) return undefined;
  const weight = channelsLast(found.weight);
  const tokens = project(site.g, patchesOf(site, found), { weight, bias: found.bias });
  return reshape(site.g, tokens, output(site, node).shape);
};

/** Convolutions of windows side by side between tokens become products. */
export const multiplyPatches = rewriteBy({ Reshape: asProduct, Transpose: asProduct });
