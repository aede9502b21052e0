// Groups of channels as whole blocks of the runtime's layout.
//
//   W2 f(K * f(W1 x)), K of groups of w channels  =  W2' f(K' * f(W1' x)), of groups of w' >= w
//
// The channels that each group gets on top come from weights of 0 and are read by weights of 0. The
// runtime convolves groups that are no whole blocks by way of a copy of the pixels for every tap, at
// half the rate or less. W1 and W2 grow too, so this pays only where few channels are added. What a
// convolution without groups reads need only be whole quarters of a block, of a block or more.
//
// N batch, C channels, H height, W width.

import type { Graph, Node, Parameter, Value } from "../../graph/graph.ts";
import { single } from "../../graph/scope.ts";
import { batchNormalization } from "../../operators/normalization.ts";
import { BLOCK_CHANNELS, convolve, QUARTER_CHANNELS } from "../engine/convolve.ts";
import { widened, type Widening } from "../engine/derived.ts";
import { draftOf } from "../engine/draft.ts";
import { batchNorm, type Convolution, convolution, input, output } from "../engine/patterns.ts";
import type { Site } from "../engine/rule.ts";
import { surroundingsOf } from "../engine/surroundings.ts";

/** Most channels of a padded group over its own. */
const MOST_GROWTH = 1.2;

/** Operators that leave finite numbers finite, and treat every channel alike. */
const BY_CHANNEL: ReadonlySet<string> = new Set([
  "Clip",
  "Gelu",
  "GlobalAveragePool",
  "HardSigmoid",
  "HardSwish",
  "LeakyRelu",
  "Mul",
  "ReduceMean",
  "Relu",
  "Sigmoid",
  "Tanh",
]);

/** How the channels of values grow, by their names. */
type Widenings = Map<string, Widening>;

/** An odd number of groups of half blocks, which mergeGroups joins by two, grows by a group. */
function oneMoreGroup(
  { shape: [out, width = 1] }: Parameter,
  groups: number,
): Widening | undefined {
  const from = groups * width;
  const isOdd = groups > 1 && groups % 2 === 1 && width % BLOCK_CHANNELS === BLOCK_CHANNELS / 2;
  const isFew = from + width <= MOST_GROWTH * from && out === from;
  return isOdd && isFew ? { count: 1, from, to: from + width } : undefined;
}

/** How what a convolution reads grows to whole blocks or quarters of one, if few channels are added. */
function wideningOf({ weight, groups }: Convolution): Widening | undefined {
  const [, from = 1] = weight.shape;
  const unit = groups > 1 ? BLOCK_CHANNELS : QUARTER_CHANNELS;
  const to = unit * Math.ceil(from / unit);
  // Fewer are read as they lie in the image.
  const isRead = groups > 1 || from > BLOCK_CHANNELS;
  const isWorth = isRead && to > from && to <= MOST_GROWTH * from;
  return isWorth ? { count: groups, from, to } : oneMoreGroup(weight, groups);
}

function isSame(a: Widening, b: Widening): boolean {
  return a.count === b.count && a.from === b.from;
}

/** Adds what has to grow with a value; `false` if something of it cannot. */
function growsWith(site: Site, value: Value, widening: Widening, grown: Widenings): boolean {
  const known = grown.get(value.name);
  if (known) return isSame(known, widening);
  const { count, from } = widening;
  const producer = site.producer(value);
  if (site.isOutput(value) || value.shape[1] !== count * from || !producer) return false;
  grown.set(value.name, widening);
  const isGrown = (node: Node, isReader: boolean): boolean => {
    const found = convolution(site, node);
    if (found?.groups === 1) return true;
    const grouped = found && wideningOf(found);
    const isKept = grouped ? isSame(grouped, widening) : keepsChannels(site, node);
    if (!isKept) return false;
    if (isReader) return growsWith(site, output(site, node), widening, grown);
    const read = node.op === "Mul" ? [0, 1] : [0];
    return read.every((i) => {
      const source = input(site, node, i);
      return source !== undefined && growsWith(site, source, widening, grown);
    });
  };
  return isGrown(producer, false) && site.readers(value).every((reader) => isGrown(reader, true));
}

/** Whether a node gives as many channels as it reads, each from its own. */
function keepsChannels(site: Site, node: Node): boolean {
  if (batchNorm(site, node)) return true;
  const [x, other] = [input(site, node, 0), input(site, node, 1)];
  const channels = x?.shape[1];
  if (!BY_CHANNEL.has(node.op) || output(site, node).shape[1] !== channels) return false;
  return node.op !== "Mul" || other?.shape[1] === channels;
}

/** The values whose channels grow, of all groups of the graph. */
function grownIn(graph: Graph, site: Site): Widenings {
  const all: Widenings = new Map();
  for (const node of graph.nodes) {
    const found = convolution(site, node);
    const widening = found && wideningOf(found);
    if (!found || !widening || all.has(found.x.name)) continue;
    const grown: Widenings = new Map();
    const isWhole = growsWith(site, found.x, widening, grown) &&
      (found.groups === 1 || growsWith(site, output(site, node), widening, grown));
    if (isWhole) { for (const [name, of] of grown) all.set(name, of); }
  }
  return all;
}

/** A convolution whose input or output grows, or both. */
function grownConvolution(
  { g }: Site,
  { x, weight, bias, stride, pad, groups }: Convolution,
  { read, put }: { readonly read: Widening | undefined; readonly put: Widening | undefined },
): Value {
  const rows = (parameter: Parameter) => put ? widened(parameter, 0, put) : parameter;
  const hasMore = groups > 1 && read?.count === 1;
  // The rows of a convolution in groups hold the channels of one group.
  const taken = read && groups > 1 ? { ...read, count: 1 } : read;
  const columns = taken && !hasMore ? widened(weight, 1, taken) : weight;
  const weights = { weight: rows(columns), bias: bias && rows(bias) };
  return convolve(g, x, weights, { stride, pad, groups: hasMore ? groups + 1 : groups });
}

/** A node that reads grown values or puts one out; its values are in `equals` by their old names. */
function grownNode(
  site: Site,
  node: Node,
  { grown, equals }: { readonly grown: Widenings; readonly equals: ReadonlyMap<string, Value> },
): Value | undefined {
  const { g } = site;
  const [name = ""] = node.outputs;
  const put = grown.get(name);
  const found = convolution(site, node);
  const read = grown.get(node.inputs[0] ?? "");
  if (!put && !(found && read)) return undefined;
  const x = equals.get(node.inputs[0] ?? "") ?? input(site, node, 0) as Value;
  if (found) return grownConvolution(site, { ...found, x }, { read, put });
  const norm = batchNorm(site, node);
  const channels = put as Widening;
  if (norm) {
    const [weight, bias, mean, variance] = [norm.weight, norm.bias, norm.mean, norm.variance]
      .map((parameter) => g.use(widened(parameter, 0, channels))) as [Value, Value, Value, Value];
    return batchNormalization(g, x, { weight, bias, mean, variance }, norm);
  }
  const inputs = node.inputs.map((each) =>
    each === "" ? undefined : equals.get(each) ?? site.value(each)
  );
  const shape = site.value(name).shape.with(1, channels.count * channels.to);
  return single(g.node(node.op, { inputs, attributes: node.attributes, outputs: [shape] }));
}

/** Groups of channels that are no whole blocks of the runtime's layout get as many as are missing. */
export function padGroups(graph: Graph): Graph {
  const around = surroundingsOf(graph);
  const draft = draftOf(graph);
  const siteAt = (node: Node): Site => ({ ...around, g: draft.workbenchAt(node) });
  const [first] = graph.nodes;
  const grown = first ? grownIn(graph, siteAt(first)) : new Map();
  if (grown.size === 0) return graph;
  const equals = new Map<string, Value>();
  for (const node of graph.nodes) {
    const equal = grownNode(siteAt(node), node, { grown, equals });
    const [name = ""] = node.outputs;
    if (equal && grown.has(name)) equals.set(name, equal);
    if (equal && !grown.has(name)) draft.replace(node, [equal]);
  }
  return draft.finish();
}
