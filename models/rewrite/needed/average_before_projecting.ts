// Means over pixels or tokens before the layers that treat each of them alike.
//
//   mean(W x + b) = W mean(x) + b,   mean(s x + t) = s mean(x) + t,   mean(x + y) = mean(x) + mean(y)
//
// W is a 1x1 convolution or a linear layer, s and t are a BatchNorm's. A network that ends in a mean
// over its pixels projects one pixel instead of all. Sums are cut in two only where a projection is
// one of them.
//
// N batch, C channels, H height, W width.

import type { Value } from "../../graph/graph.ts";
import { type Scope, single } from "../../graph/scope.ts";
import { add, mul } from "../../operators/elementwise.ts";
import { mean, reshape } from "../../operators/layout.ts";
import { affineOf, reshaped } from "../engine/derived.ts";
import {
  batchNorm,
  input,
  type Linear,
  linear,
  type Mean,
  meanAt,
  output,
  pointwise,
  producedOnce,
} from "../engine/patterns.ts";
import { project } from "../engine/project.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** The mean of `x`: `[N, C]`. */
function meanOf(g: Scope, x: Value, channelAxis: number): Value {
  const [batch = "N"] = x.shape;
  const channels = x.shape[channelAxis] ?? 1;
  // The runtime takes the mean of pixels in the layout in which its convolutions leave them.
  if (channelAxis === 1 && x.shape.length === 4) {
    const pooled = single(
      g.node("GlobalAveragePool", { inputs: [x], outputs: [[batch, channels, 1, 1]] }),
    );
    return reshape(g, pooled, [batch, channels]);
  }
  return mean(g, x, [...x.shape.keys()].filter((axis) => axis !== 0 && axis !== channelAxis));
}

/** The projection of channels that puts a value out for one reader. */
function projection(site: Site, value: Value, { channelAxis }: Mean): Projection | undefined {
  const node = producedOnce(site, value);
  const image = channelAxis === 1 ? pointwise(site, node) : undefined;
  if (image) return { ...image, weight: reshaped(image.weight, image.weight.shape.slice(0, 2)) };
  return channelAxis === value.shape.length - 1 ? linear(site, node) : undefined;
}

type Projection = Pick<Linear, "x" | "weight"> & { readonly bias: Linear["bias"] | undefined };

/** The mean of what a value is made of; `undefined` where it is made of nothing known. */
function earlierMean(site: Site, found: Mean): Value | undefined {
  const { g } = site;
  const { x, channelAxis } = found;
  const layer = projection(site, x, found);
  if (layer) {
    return project(g, meanOf(g, layer.x, channelAxis), layer);
  }
  const node = producedOnce(site, x);
  const norm = channelAxis === 1 ? batchNorm(site, node) : undefined;
  if (norm) {
    const { scale, shift } = affineOf(norm);
    return add(g, mul(g, meanOf(g, norm.x, channelAxis), g.use(scale)), g.use(shift));
  }
  if (node?.op !== "Add") return undefined;
  const [a, b] = [input(site, node, 0), input(site, node, 1)];
  const isSum = a && b && String(a.shape) === String(b.shape);
  if (!isSum || ![a, b].some((part) => projection(site, part, found))) return undefined;
  return add(g, meanOf(g, a, channelAxis), meanOf(g, b, channelAxis));
}

const averageBefore: Rule = (node, site) => {
  const found = meanAt(site, node);
  const value = found && earlierMean(site, found);
  const { shape } = output(site, node);
  return value && (shape.length === 2 ? value : reshape(site.g, value, shape));
};

/** Means over pixels are taken before the projections, sums and norms that treat pixels alike. */
export const averageBeforeProjecting = rewriteBy({
  GlobalAveragePool: averageBefore,
  ReduceMean: averageBefore,
});
