// The two linear layers of an MLP on tokens as 1x1 convolutions.
//
//   W2 f(W1 x + b1) + b2, f by element  =  tokens(Conv(f(Conv(image(x); W1, b1)); W2, b2))
//
// The runtime's convolution adds the bias where it writes, while its product fills the whole result
// with the bias first, on one thread, and reads it again. Tokens become one row of an image: only the
// narrow sides of the MLP change their layout, and the runtime keeps its blocked one in between.
//
// N batch, T tokens, C channels.

import type { Node, Value } from "../../graph/graph.ts";
import { single } from "../../graph/scope.ts";
import { reshape, transpose } from "../../operators/layout.ts";
import { convolve } from "../engine/convolve.ts";
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

/** The runtime blocks channels by as many at most; others would be convolved another way. */
const BLOCK_CHANNELS = 16;

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

/** `[N, T, C]` -> `[N, C, 1, T]`, or `[N, H, W, C]` -> `[N, C, H, W]` */
function asImage({ g }: Site, x: Value): Value {
  const [batch = "N", tokens = 1, channels = 1] = x.shape;
  const grid = x.shape.length === 4 ? x : reshape(g, x, [batch, 1, tokens, channels]);
  return transpose(g, grid, [0, 3, 1, 2]);
}

function convolved({ g }: Site, x: Value, { weight, bias }: Linear): Value {
  const [out = 1, inputs = 1] = weight.shape;
  return convolve(g, x, { weight: reshaped(weight, [out, inputs, 1, 1]), bias });
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

  const hidden = again(site, first, convolved(site, asImage(site, x), first.layer));
  const image = convolved(site, hidden, last);
  const grid = transpose(site.g, image, [0, 2, 3, 1]);
  return x.shape.length === 4 ? grid : reshape(site.g, grid, output(site, node).shape);
};

/** An MLP on tokens becomes two 1x1 convolutions. */
export const convolveMlps = rewriteBy(asConvolutions);
