// The two linear layers of an MLP on tokens as 1x1 convolutions.
//
//   W2 f(W1 x + b1) + b2, f by element  =  tokens(Conv(f(Conv(image(x); W1, b1)); W2, b2))
//
// The runtime's convolution adds the bias where it writes, while its product fills the whole result
// with the bias first, on one thread, and reads it again. Tokens become rows of images: only the narrow
// sides of the MLP change their layout, and the runtime keeps its blocked one in between. For every few
// channels that it puts out it reads an image anew, and for every image all weights, so a row of some
// hundred tokens is the fastest: long ones are cut, short ones of all images are the rows of one. The
// product is faster for a few tokens only.
//
// N batch, T tokens, C channels.

import {
  type Dimension,
  dimensionSize,
  elementCount,
  type Node,
  type Shape,
  type Value,
} from "../../graph/graph.ts";
import { type Scope, single } from "../../graph/scope.ts";
import { integers, transpose } from "../../operators/layout.ts";
import { BLOCK_CHANNELS } from "../engine/convolve.ts";
import { reshaped } from "../engine/derived.ts";
import {
  BY_ELEMENT,
  constantNumber,
  isReadOnce,
  type Linear,
  linear,
  output,
} from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";

/** Fewest tokens of an image for which convolutions are no slower than products. */
const FEWEST_TOKENS = 32;
/** An image of fewer tokens is one row of many. */
const SHORT_ROW = 150;
/** A longer row is cut, where parts of equal length are no short ones. */
const LONG_ROW = 400;

/** A linear layer and what is done to each element of its result, in order. */
interface Activated {
  readonly layer: Linear;
  /** What the layer puts out. */
  readonly value: Value;
  readonly steps: readonly Node[];
}

/** What `value` is, if it follows from the result of one linear layer element by element. */
function activated(site: Site, value: Value): Activated | undefined {
  const steps = new Set<Node>();
  const layers = new Map<string, Linear>();

  /** Whether `next` is a number, such a result, or follows from them. */
  function isReached(next: Value): boolean {
    if (layers.has(next.name) || constantNumber(site, next) !== undefined) return true;
    const node = site.producer(next);
    if (node === undefined || steps.has(node)) return node !== undefined;
    const layer = linear(site, node);
    if (layer) layers.set(next.name, layer);
    if (layer || !BY_ELEMENT.has(node.op) || node.outputs.length !== 1) return Boolean(layer);
    const isKnown = node.inputs.every((name) => name === "" || isReached(site.value(name)));
    if (isKnown) steps.add(node);
    return isKnown;
  }

  if (!isReached(value) || steps.size === 0) return undefined;
  const [[name, layer] = [], ...others] = layers;
  if (name === undefined || layer === undefined || others.length > 0) return undefined;
  return { layer, value: site.value(name), steps: [...steps] };
}

/** Whether nobody but the MLP reads what lies inside of it. */
function isInside(site: Site, { value, steps }: Activated): boolean {
  const inner = [value, ...steps.slice(0, -1).map((node) => output(site, node))];
  const isReadByUs = (one: Value) =>
    !site.isOutput(one) && site.readers(one).every((reader) => steps.includes(reader));
  return inner.every(isReadByUs) && isReadOnce(site, output(site, steps.at(-1) as Node));
}

/** Into how many rows of one length tokens are cut. */
function rowCount(tokens: number): number {
  for (let count = Math.ceil(tokens / LONG_ROW); tokens / count >= SHORT_ROW; count++) {
    if (tokens % count === 0) return count;
  }
  return 1;
}

/** `[N, T, C]` -> `[N, 1, T, C]`, `[kN, 1, T/k, C]` or `[1, N, T, C]`; a grid `[N, H, W, C]` as it is */
function inRows({ g }: Site, x: Value): Value {
  if (x.shape.length === 4) return x;
  const [batch = "N", , channels = 1] = x.shape;
  const tokens = Number(x.shape[1]);
  const count = rowCount(tokens);
  const rest = tokens < SHORT_ROW ? [batch, tokens, channels] : [1, tokens / count, channels];
  const first = tokens < SHORT_ROW ? 1 : count === 1 ? batch : severalOf(batch, count);
  return withBatchAnywhere(g, x, [first, ...rest]);
}

/** The same elements in another shape, the batch at any one axis. */
function withBatchAnywhere(g: Scope, x: Value, shape: Shape): Value {
  const sizes = shape.map((size) => typeof size === "string" ? -1 : size);
  return single(g.node("Reshape", { inputs: [x, integers(g, sizes)], outputs: [shape] }));
}

function severalOf(batch: Dimension, count: number): Dimension {
  return typeof batch === "number" ? batch * count : `${dimensionSize(batch, 1) * count}N`;
}

/** A 1x1 convolution. */
function convolved({ g }: Site, x: Value, { weight, bias }: Linear): Value {
  const kernel = g.use(reshaped(weight, [...weight.shape, 1, 1]));
  return single(g.node("Conv", {
    inputs: [x, kernel, g.use(bias)],
    attributes: { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], group: 1 },
    outputs: [x.shape.with(1, weight.shape[0] ?? 1)],
  }));
}

/** The same operators on a value of another layout. */
function again({ g, value }: Site, { steps, value: from }: Activated, to: Value): Value {
  const equals = new Map([[from.name, to]]);
  for (const { op, inputs, outputs, attributes, domain } of steps) {
    const result = single(g.node(op, {
      inputs: inputs.map((name) => name === "" ? undefined : equals.get(name) ?? value(name)),
      attributes,
      outputs: [to.shape],
      ...domain === undefined ? {} : { domain },
    }));
    equals.set(outputs[0] ?? "", result);
  }
  return [...equals.values()].at(-1) as Value;
}

const asConvolutions: Rule = (node, site) => {
  const last = linear(site, node);
  const first = last && activated(site, last.x);
  if (!first || !isInside(site, first)) return undefined;
  const { x, weight } = first.layer;
  const isBlocked = [...weight.shape, last.weight.shape[0] as number]
    .every((channels) => channels % BLOCK_CHANNELS === 0);
  if (!isBlocked || (x.shape.length !== 3 && x.shape.length !== 4)) return undefined;
  if (elementCount(x.shape.slice(1, -1)) < FEWEST_TOKENS) return undefined;

  const { g } = site;
  const image = transpose(g, inRows(site, x), [0, 3, 1, 2]);
  const hidden = again(site, first, convolved(site, image, first.layer));
  const grid = transpose(g, convolved(site, hidden, last), [0, 2, 3, 1]);
  const { shape } = output(site, node);
  return x.shape.length === 4 ? grid : withBatchAnywhere(g, grid, shape);
};

/** An MLP on tokens becomes two 1x1 convolutions. */
export const convolveMlps = rewriteBy({ Add: asConvolutions });
