// Channels between layers in another order, in parts, or with channels of zeros among them.
//
//   W2 f(K * f(W1 x)), K in groups  =  W2' f(K' * f(W1' x)): the rows of W1', the columns of W2' and
//   both of K' lie as the channels do
//
// What lies between the layers treats every channel alike, so each part goes through it by itself. A
// convolution without groups reads the parts joined; one in groups gives each part that it puts out as
// the sum of convolutions of each part that it reads.
//
// N batch, C channels, H height, W width.

import type { Graph, Node, Value } from "../../graph/graph.ts";
import { single } from "../../graph/scope.ts";
import { add } from "../../operators/elementwise.ts";
import { concat } from "../../operators/layout.ts";
import { batchNormalization } from "../../operators/normalization.ts";
import { convolve } from "../engine/convolve.ts";
import { type Entries, picked, pickedKernel } from "../engine/derived.ts";
import { draftOf } from "../engine/draft.ts";
import { batchNorm, type Convolution, convolution, input, output } from "../engine/patterns.ts";
import type { Site } from "../engine/rule.ts";
import { surroundingsOf } from "../engine/surroundings.ts";

/** Some channels, in groups of equal size as a convolution in groups has them. */
export interface Part extends Entries {
  readonly groups: number;
}

/** How `count` groups of `from` channels are laid out. */
export interface ChannelLayout {
  readonly count: number;
  readonly from: number;
  readonly parts: readonly Part[];
}

/** The layout that a convolution wants of what it reads; `undefined` where it wants none. */
type LayoutOf = (found: Convolution) => ChannelLayout | undefined;

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

/** How the channels of values are laid out, by their names. */
type Layouts = Map<string, ChannelLayout>;

function isSame(a: ChannelLayout, b: ChannelLayout): boolean {
  return a.count === b.count && a.from === b.from;
}

/** Adds what has to change with a value; `false` if something of it cannot. */
function changesWith(
  site: Site,
  value: Value,
  { layout, layoutOf, changed }: {
    readonly layout: ChannelLayout;
    readonly layoutOf: LayoutOf;
    readonly changed: Layouts;
  },
): boolean {
  const known = changed.get(value.name);
  if (known) return isSame(known, layout);
  const { count, from } = layout;
  const producer = site.producer(value);
  if (site.isOutput(value) || value.shape[1] !== count * from || !producer) return false;
  changed.set(value.name, layout);
  const follows = (other: Value | undefined) =>
    other !== undefined && changesWith(site, other, { layout, layoutOf, changed });
  const isChanged = (node: Node, isReader: boolean): boolean => {
    const found = convolution(site, node);
    if (found?.groups === 1) return true;
    const wanted = found && layoutOf(found);
    const isKept = wanted ? isSame(wanted, layout) : keepsChannels(site, node);
    if (!isKept) return false;
    if (isReader) return follows(output(site, node));
    const read = node.op === "Mul" ? [0, 1] : [0];
    return read.every((i) => follows(input(site, node, i)));
  };
  return isChanged(producer, false) && site.readers(value).every((one) => isChanged(one, true));
}

/** Whether a node gives as many channels as it reads, each from its own. */
function keepsChannels(site: Site, node: Node): boolean {
  if (batchNorm(site, node)) return true;
  const [x, other] = [input(site, node, 0), input(site, node, 1)];
  const channels = x?.shape[1];
  if (!BY_CHANNEL.has(node.op) || output(site, node).shape[1] !== channels) return false;
  return node.op !== "Mul" || other?.shape[1] === channels;
}

/** The values whose channels are laid out anew, of all convolutions of the graph. */
function layoutsIn({ nodes }: Graph, site: Site, layoutOf: LayoutOf): Layouts {
  const all: Layouts = new Map();
  for (const node of nodes) {
    const found = convolution(site, node);
    const layout = found && layoutOf(found);
    if (!found || !layout || all.has(found.x.name)) continue;
    const changed: Layouts = new Map();
    const change = { layout, layoutOf, changed };
    const isWhole = changesWith(site, found.x, change) &&
      (found.groups === 1 || changesWith(site, output(site, node), change));
    if (isWhole) { for (const [name, of] of changed) all.set(name, of); }
  }
  return all;
}

/** All parts as one. */
function joined(parts: readonly Part[]): Entries {
  return {
    name: parts.map(({ name }) => name).join(" + "),
    places: parts.flatMap(({ places }) => places),
  };
}

/** How what a convolution reads and puts out is laid out, where it is, and the parts that it reads. */
interface Change {
  readonly read: ChannelLayout | undefined;
  readonly put: ChannelLayout | undefined;
  readonly xs: readonly Value[];
}

/** A convolution without groups, part by part. */
function wholeConvolution(
  { g }: Site,
  { weight, bias, stride, pad }: Convolution,
  { read, put, xs: [first, ...others] }: Change,
): readonly Value[] {
  const x = others.length > 0 ? concat(g, [first as Value, ...others], 1) : first as Value;
  const columns = read ? picked(weight, 1, joined(read.parts)) : weight;
  const rows = put
    ? put.parts.map((part) => ({
      weight: picked(columns, 0, part),
      bias: bias && picked(bias, 0, part),
    }))
    : [{ weight: columns, bias }];
  return rows.map((weights) => convolve(g, x, weights, { stride, pad }));
}

/** A convolution in groups, part by part: of each the sum over the parts that are read. */
function groupedConvolution(
  { g }: Site,
  { weight, bias, stride, pad, groups }: Convolution,
  { layout: { parts }, xs }: { readonly layout: ChannelLayout; readonly xs: readonly Value[] },
): readonly Value[] {
  return parts.map((out) =>
    xs.map((x, i) => {
      const read = parts[i] as Part;
      const common = Math.min(read.groups, out.groups);
      const kernel = pickedKernel(weight, { groups, out, read, common });
      const weights = { weight: kernel, bias: i === 0 ? bias && picked(bias, 0, out) : undefined };
      return convolve(g, x, weights, { stride, pad, groups: common });
    }).reduce((sum, term) => add(g, sum, term))
  );
}

/** The parts of what a node puts out, where it reads or puts out what is laid out anew. */
function partsOf(
  site: Site,
  node: Node,
  { layouts, equals }: {
    readonly layouts: Layouts;
    /** The parts by the old names of what they are parts of. */
    readonly equals: ReadonlyMap<string, readonly Value[]>;
  },
): readonly Value[] | undefined {
  const { g } = site;
  const [name = ""] = node.outputs;
  const put = layouts.get(name);
  const found = convolution(site, node);
  const read = layouts.get(node.inputs[0] ?? "");
  if (!put && !(found && read)) return undefined;
  const xs = equals.get(node.inputs[0] ?? "") ?? [input(site, node, 0) as Value];
  if (found && found.groups > 1) {
    return groupedConvolution(site, found, { layout: put as ChannelLayout, xs });
  }
  if (found) return wholeConvolution(site, found, { read, put, xs });
  const norm = batchNorm(site, node);
  return (put as ChannelLayout).parts.map((part, i) => {
    const x = xs[i] as Value;
    if (norm) {
      const [weight, bias, mean, variance] = [norm.weight, norm.bias, norm.mean, norm.variance]
        .map((one) => g.use(picked(one, 0, part))) as [Value, Value, Value, Value];
      return batchNormalization(g, x, { weight, bias, mean, variance }, norm);
    }
    const inputs = node.inputs.map((each) =>
      each === "" ? undefined : equals.get(each)?.[i] ?? site.value(each)
    );
    const shape = site.value(name).shape.with(1, part.places.length);
    return single(g.node(node.op, { inputs, attributes: node.attributes, outputs: [shape] }));
  });
}

/** Lays the channels out that convolutions want so, wherever the layers around them allow it. */
export function layOutChannels(graph: Graph, layoutOf: LayoutOf): Graph {
  const around = surroundingsOf(graph);
  const draft = draftOf(graph);
  const siteAt = (node: Node): Site => ({ ...around, g: draft.workbenchAt(node) });
  const [first] = graph.nodes;
  const layouts: Layouts = first ? layoutsIn(graph, siteAt(first), layoutOf) : new Map();
  if (layouts.size === 0) return graph;
  const equals = new Map<string, readonly Value[]>();
  for (const node of graph.nodes) {
    const parts = partsOf(siteAt(node), node, { layouts, equals });
    const [name = ""] = node.outputs;
    if (parts && layouts.has(name)) equals.set(name, parts);
    if (parts && !layouts.has(name)) draft.replace(node, parts);
  }
  return draft.finish();
}
