// Only those tokens that somebody reads.
//
//   Gather(f(x); places) = f(Gather(x; places))      f treats every token alike
//
// A class token asks all tokens and answers alone: behind the last attention, and in its queries, what
// belongs to the others is computed for nobody. What is read of each value is found first, against
// the order of the nodes; then the nodes of which a part is read are written anew, for that part.
//
// N batch, T tokens, C channels.

import type { Graph, Node, Shape, Value } from "../../graph/graph.ts";
import { single } from "../../graph/scope.ts";
import { reshape, select, take } from "../../operators/layout.ts";
import { draftOf } from "../engine/draft.ts";
import { BY_ELEMENT, output } from "../engine/patterns.ts";
import { rewriteBy, type Rule, type Site } from "../engine/rule.ts";
import { type Surroundings, surroundingsOf } from "../engine/surroundings.ts";
import { projectPart } from "../rules/project_parts.ts";

/** Places along an axis, in order, not all of them. */
interface Part {
  readonly axis: number;
  readonly places: readonly number[];
}

/** What is read of a value. */
type Read = Part | "all";

/** The axis of each input that an axis of the output follows, place by place; no number: all of it. */
type Along = readonly (number | undefined)[];

/** The constant places that a Gather takes along an axis behind the batch. */
function takenBy({ value, parameter }: Surroundings, { op, inputs, attributes }: Node) {
  const [name = "", indices = ""] = op === "Gather" ? inputs : [];
  if (name === "" || parameter({ name, dtype: "float32", shape: [] })) return undefined;
  const { data, shape = [] } = parameter(value(indices)) ?? {};
  const { shape: sizes } = value(name);
  const given = Number(attributes["axis"] ?? 0);
  const axis = given < 0 ? given + sizes.length : given;
  const size = sizes[axis];
  if (!(data instanceof BigInt64Array) || shape.length > 1 || typeof size !== "number") {
    return undefined;
  }
  const places = Array.from(data, (index) => Number(index) + (index < 0 ? size : 0));
  return axis > 0 ? { axis, places, size, isOne: shape.length === 0 } : undefined;
}

/** What is read of two readers' parts. */
function union(a: Read | undefined, b: Read, size: unknown): Read {
  if (a === "all" || b === "all" || (a && a.axis !== b.axis)) return "all";
  const places = [...new Set([...a?.places ?? [], ...b.places])].toSorted((x, y) => x - y);
  return places.length === size ? "all" : { axis: b.axis, places };
}

/** What is read of every value, by name. */
function readsIn({ nodes, outputs }: Graph, site: Surroundings): ReadonlyMap<string, Read> {
  const reads = new Map<string, Read>();
  const read = (name: string, part: Read) => {
    const size = part === "all" ? undefined : site.value(name).shape[part.axis];
    reads.set(name, union(reads.get(name), part, size));
  };
  for (const { name } of outputs) read(name, "all");
  for (const node of nodes.toReversed()) {
    const taken = takenBy(site, node);
    const part = reads.get(node.outputs[0] ?? "") ?? "all";
    const along = taken || part === "all" ? undefined : alongInputs(site, node, part.axis);
    node.inputs.forEach((name, i) => {
      if (name === "") return;
      const axis = along?.[i];
      if (taken && i === 0) read(name, { axis: taken.axis, places: taken.places });
      else if (part !== "all" && axis !== undefined) read(name, { axis, places: part.places });
      else read(name, "all");
    });
  }
  return reads;
}

/** Where inputs are cut if the output is cut along `axis`; `undefined` where the operator mixes places. */
function alongInputs(
  { value }: Surroundings,
  { op, domain = "", inputs, outputs, attributes }: Node,
  axis: number,
): Along | undefined {
  const [name = ""] = outputs;
  const { shape } = value(name);
  const shapes = inputs.map((each) => each === "" ? [] : value(each).shape);
  const [first = []] = shapes;
  const isBeforeLast = axis < shape.length - 1;
  if (domain !== "" || outputs.length !== 1) return undefined;
  if (BY_ELEMENT.has(op)) return shapes.map((own) => sameAxis(own, shape, axis));
  switch (op) {
    case "LayerNormalization":
    case "Softmax":
      return attributes["axis"] === -1 && isBeforeLast ? [axis] : undefined;
    case "MatMul":
      return axis === shape.length - 2 && first.length > 1 ? [first.length - 2] : undefined;
    case "Transpose":
      return [(attributes["perm"] as readonly number[])[axis]];
    case "Reshape": {
      const own = reshapedAxis(first, shape, axis);
      return own === undefined ? undefined : [own];
    }
    default:
      return undefined;
  }
}

/** The axis that broadcasting lays on `axis` of the output; one that is repeated is read whole. */
function sameAxis(own: Shape, shape: Shape, axis: number): number | undefined {
  const place = axis - shape.length + own.length;
  return own[place] === shape[axis] ? place : undefined;
}

/** The axis that a Reshape leaves as it is. */
function reshapedAxis(from: Shape, to: Shape, axis: number): number | undefined {
  const sizeUntil = (shape: Shape, end: number) =>
    shape.slice(0, end).reduce<number>((product, size) => product * (Number(size) || 1), 1);
  const isKept = (_: unknown, i: number) =>
    i > 0 && from[i] === to[axis] && sizeUntil(from, i) === sizeUntil(to, axis);
  const found = from.findIndex(isKept);
  return found > 0 && from[0] === to[0] ? found : undefined;
}

/** What is read of values, and those of which that was computed. */
interface Narrowed {
  readonly reads: ReadonlyMap<string, Read>;
  readonly values: Map<string, Value>;
}

/** A part of a value: of what was computed of it where that is a part, else of all. */
function partOf({ g, value }: Site, name: string, part: Part, narrowed: Narrowed): Value {
  const [computed, read] = [narrowed.values.get(name), narrowed.reads.get(name)];
  if (computed === undefined || read === undefined || read === "all") {
    return take(g, value(name), part.axis, part.places);
  }
  if (part.places.length === read.places.length) return computed;
  return take(g, computed, part.axis, part.places.map((place) => read.places.indexOf(place)));
}

/** The part of a node's output that is read, where the node can be written for that alone. */
function partComputed(site: Site, node: Node, narrowed: Narrowed): Value | undefined {
  const { g } = site;
  const part = narrowed.reads.get(node.outputs[0] ?? "");
  if (part === undefined || part === "all" || takenBy(site, node)) return undefined;
  const along = alongInputs(site, node, part.axis);
  if (along === undefined) return undefined;
  const inputs = node.inputs.map((name, i) => {
    const axis = along[i];
    if (name === "") return undefined;
    return axis === undefined
      ? site.value(name)
      : partOf(site, name, { axis, places: part.places }, narrowed);
  });
  const { shape, dtype } = output(site, node);
  const sizes = shape.with(part.axis, part.places.length);
  if (node.op === "Reshape") return reshape(g, inputs[0] as Value, sizes);
  return single(g.node(node.op, { inputs, attributes: node.attributes, outputs: [sizes], dtype }));
}

/** What a Gather takes, of a value of which a part was computed. */
function takenFromPart(site: Site, node: Node, { reads, values }: Narrowed): Value | undefined {
  const taken = takenBy(site, node);
  const [name = ""] = node.inputs;
  const [computed, read] = [values.get(name), reads.get(name)];
  if (!taken || !computed || read === undefined || read === "all") return undefined;
  const places = taken.places.map((place) => read.places.indexOf(place));
  return taken.isOne
    ? select(site.g, computed, taken.axis, places[0] ?? 0)
    : take(site.g, computed, taken.axis, places);
}

/** Computes no token that nobody reads. */
function narrow(graph: Graph): Graph {
  const around = surroundingsOf(graph);
  const draft = draftOf(graph);
  const narrowed: Narrowed = { reads: readsIn(graph, around), values: new Map() };
  if (narrowed.reads.values().every((read) => read === "all")) return graph;
  for (const node of graph.nodes) {
    const site: Site = { ...around, g: draft.workbenchAt(node) };
    const taken = takenFromPart(site, node, narrowed);
    if (taken) draft.replace(node, [taken]);
    const computed = partComputed(site, node, narrowed);
    if (computed) narrowed.values.set(node.outputs[0] ?? "", computed);
  }
  return draft.finish();
}

/** Queries that are a part of a projection get one of their own, if few of them are read. */
const projectReadPart: Rule = (node, site) => {
  const value = output(site, node);
  const isFew = !site.isOutput(value) && site.readers(value).every((reader) => {
    const taken = takenBy(site, reader);
    return taken !== undefined && taken.places.length < taken.size;
  });
  return isFew ? projectPart(node, site) : undefined;
};

const projectReadParts = rewriteBy({ Gather: projectReadPart });

/** Tokens that nobody reads are not computed. */
export function computeReadTokens(graph: Graph): Graph {
  const narrowed = narrow(graph);
  return narrowed === graph ? graph : narrow(projectReadParts(narrowed));
}
