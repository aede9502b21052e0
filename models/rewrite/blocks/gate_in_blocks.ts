// Gates of channels without leaving the runtime's blocked layout of channels.
//
//   x * s  =  x * R(s),   x [N, C, H, W], s [N, C, 1, 1], R repeats its one pixel
//
// Squeeze-and-excitation weighs channels by what their means say. The runtime has no product of a map
// and one pixel in its blocked layout, nor a ReduceMean: it leaves the layout before them and returns
// behind them. It has a product of equal sizes and a GlobalAveragePool. R is two MaxPools, along rows and
// along columns, each window of which meets one pixel and padding: all cores share them, and no other
// way to repeat a pixel in that layout is faster.
//
// N batch, C channels, H height, W width.

import { shapeText, type Sides, sidesOf, type Value } from "../../graph/graph.ts";
import { type Scope, single } from "../../graph/scope.ts";
import { mul } from "../../operators/elementwise.ts";
import { BLOCK_CHANNELS, QUARTER_CHANNELS } from "../engine/convolve.ts";
import { convolution, input, isDepthwise, meanAt, output } from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** Operators that take whole blocks and leave them so; a norm becomes a convolution. */
const KEEPS_BLOCKS: ReadonlySet<string> = new Set([
  "BatchNormalization",
  "HardSigmoid",
  "HardSwish",
  "Relu",
  "Sigmoid",
  "Tanh",
]);

/** Whether the runtime has a value in its blocked layout: it follows from a convolution. */
function isInBlocks(site: Site, value: Value | undefined): boolean {
  const node = site.producer(value);
  if (!value || !node || Number(value.shape[1]) % BLOCK_CHANNELS !== 0) return false;
  if (KEEPS_BLOCKS.has(node.op)) return isInBlocks(site, input(site, node, 0));
  if (node.op === "Add") {
    const terms = [0, 1].map((i) => input(site, node, i));
    return terms.every((term) => isEqualSize(term, value) && isInBlocks(site, term));
  }
  const found = convolution(site, node);
  if (found === undefined) return false;
  const ofGroup = Number(found.weight.shape[1]);
  if (found.groups > 1) return isDepthwise(found) || ofGroup % BLOCK_CHANNELS === 0;
  return ofGroup < BLOCK_CHANNELS || ofGroup % QUARTER_CHANNELS === 0;
}

function isEqualSize(a: Value | undefined, b: Value): boolean {
  return a !== undefined && shapeText(a.shape) === shapeText(b.shape);
}

function isPixel({ shape }: Value): boolean {
  return shape.length === 4 && shape[2] === 1 && shape[3] === 1;
}

/** `[N, C, 1, 1]` -> `[N, C, H, W]` */
function repeated(g: Scope, gate: Value, [height, width]: Sides): Value {
  return inEveryWindow(g, inEveryWindow(g, gate, [1, width]), [height, 1]);
}

/** The largest pixel of windows that each meet one, of one row or one column. */
function inEveryWindow(g: Scope, x: Value, window: Sides): Value {
  const [above, left] = window.map((size) => size - 1) as [number, number];
  const shape = x.shape.map((size, axis) => Math.max(Number(size), window[axis - 2] ?? 1));
  return single(g.node("MaxPool", {
    inputs: [x],
    attributes: { kernel_shape: window, strides: [1, 1], pads: [above, left, above, left] },
    outputs: [[...x.shape.slice(0, 2), ...shape.slice(2)]],
  }));
}

/** `x * s` becomes `x * R(s)`. */
const repeatGate: Rule = (node, site) => {
  const pair = [[0, 1], [1, 0]].map((at) => at.map((i) => input(site, node, i)))
    .find(([map, gate]) => map && gate && isPixel(gate) && !isPixel(map));
  const [map, gate] = pair ?? [];
  if (!map || !gate || !isInBlocks(site, map) || !isInBlocks(site, gate)) return undefined;
  return mul(site.g, map, repeated(site.g, gate, sidesOf(map)));
};

/** A mean of pixels that leaves one becomes a GlobalAveragePool. */
const poolPixels: Rule = (node, site) => {
  const found = meanAt(site, node);
  const isImage = found?.channelAxis === 1 && isPixel(output(site, node));
  if (!isImage || !isInBlocks(site, found.x)) return undefined;
  const { shape } = output(site, node);
  return single(site.g.node("GlobalAveragePool", { inputs: [found.x], outputs: [shape] }));
};

/** Means of pixels and gates of channels keep the layout of the convolutions around them. */
export const gateInBlocks = rewriteBy({ Mul: repeatGate, ReduceMean: poolPixels });
