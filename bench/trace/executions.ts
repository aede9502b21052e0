// What a run of a model did, from the runtime's trace of it: sizes of the values, which branches ran,
// how often loops did, and where one iteration was unlike another.

import { z } from "zod";
import { DATA_TYPES, type DataType } from "../../models/graph/data_type.ts";
import { type NamedGraph, type NamedNode, numberOf } from "./named_model.ts";

/** Type and sizes of a tensor as it was. */
export interface TracedTensor {
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** One run of a graph. */
export interface Execution {
  /** Tensors that nodes read or made, by name. */
  readonly values: ReadonlyMap<string, TracedTensor>;
  /** Graphs inside of nodes by the first name that the node puts out, then by attribute. */
  readonly inside: ReadonlyMap<string, ReadonlyMap<string, readonly Repeated[]>>;
}

/** Runs of a graph that were alike. */
export interface Repeated {
  readonly times: number;
  readonly execution: Execution;
}

const KERNEL_SUFFIX = "_kernel_time";

const tensorSchema = z.record(z.string(), z.array(z.number()));

const eventSchema = z.object({
  cat: z.string().optional(),
  name: z.string().optional(),
  args: z.object({
    input_type_shape: z.array(tensorSchema).optional(),
    output_type_shape: z.array(tensorSchema).optional(),
  }).optional(),
});

/** One run of a node. */
interface NodeRun {
  readonly node: NamedNode;
  readonly values: ReadonlyMap<string, TracedTensor>;
  readonly inside: ReadonlyMap<string, readonly Repeated[]>;
}

/** A graph's runs of nodes since the node that holds it last ran. */
interface Pending {
  readonly graph: NamedGraph;
  readonly runs: NodeRun[];
  times: number;
}

/**
 * The one run that a trace holds. Events stand in the order in which nodes ended, so that those of a
 * graph inside of a node stand before the node's own.
 *
 * @param text The runtime's trace file.
 * @param graph The model's own graph.
 * @throws {Error} If the text is no trace.
 */
export function executionOf(text: string, graph: NamedGraph): Execution {
  const whole: Pending = { graph, runs: [], times: 0 };
  const places = placesOf(whole);
  for (const { cat, name = "", args = {} } of z.array(eventSchema).parse(JSON.parse(text))) {
    if (cat !== "Node" || !name.endsWith(KERNEL_SUFFIX)) continue;
    const place = places.get(numberOf(name.slice(0, -KERNEL_SUFFIX.length)) ?? -1);
    if (place === undefined) continue;
    const { pending, node, inner } = place;
    if (node === undefined) {
      pending.times += 1;
      continue;
    }
    const values = new Map([
      ...zipped(node.outputs, args.output_type_shape),
      ...zipped(readNames(pending.graph, node, args.input_type_shape), args.input_type_shape),
    ]);
    const inside = new Map(
      [...inner].map(([attribute, graphRuns]) => [attribute, takeRuns(graphRuns)] as const),
    );
    pending.runs.push({ node, values, inside });
  }
  return executionFrom(graph, whole.runs);
}

/** Where events of a number belong. */
interface Place {
  readonly pending: Pending;
  /** Absent: the number marks a run of the graph. */
  readonly node?: NamedNode;
  readonly inner: ReadonlyMap<string, Pending>;
}

function placesOf(pending: Pending): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  function add(pending: Pending): void {
    places.set(pending.graph.marker, { pending, inner: new Map() });
    for (const node of pending.graph.nodes) {
      const inner = new Map<string, Pending>();
      for (const [attribute, graph] of node.graphs) {
        const own: Pending = { graph, runs: [], times: 0 };
        inner.set(attribute, own);
        add(own);
      }
      places.set(node.number, { pending, node, inner });
    }
  }
  add(pending);
  return places;
}

/**
 * Names of the inputs that an event lists: a kernel that has packed a weight of its own reads it no
 * longer. What cannot be told so is not told: too many names.
 */
function readNames(
  { constantSizes }: NamedGraph,
  { inputs }: NamedNode,
  shapes: Shapes = [],
): readonly string[] {
  const given = inputs.filter((name) => name !== "");
  if (given.length <= shapes.length) return given;
  const computed = given.filter((name) => constantSizes(name) === undefined);
  if (computed.length === shapes.length) return computed;
  const listed: string[] = [];
  for (const name of given) {
    const sizes = constantSizes(name)?.join();
    const [next] = Object.values(shapes[listed.length] ?? {});
    if (sizes === undefined || sizes === next?.join()) listed.push(name);
  }
  return listed;
}

type Shapes = readonly Readonly<Record<string, readonly number[]>>[];

/** Tensors by name; where lists are not of one length, they hold what is no tensor. */
function* zipped(
  names: readonly string[],
  shapes: Shapes = [],
): Iterable<readonly [string, TracedTensor]> {
  const given = names.filter((name) => name !== "");
  if (given.length !== shapes.length) return;
  for (const [place, name] of given.entries()) {
    const [[type, shape] = ["", []]] = Object.entries(shapes[place] ?? {});
    const dtype = tracedType(type);
    if (dtype !== undefined) yield [name, { dtype, shape }];
  }
}

/** C++'s names, where they are not ONNX's. */
const TYPES: Readonly<Record<string, DataType>> = { float: "float32", double: "float64" };

/** The type of a tensor as the runtime calls it; `undefined` for those that are none of ours. */
export function tracedType(name: string): DataType | undefined {
  if (Object.hasOwn(TYPES, name)) return TYPES[name];
  return Object.hasOwn(DATA_TYPES, name) ? name as DataType : undefined;
}

/** The runs of a graph within one run of its node: the nth run of each node is of the nth. */
function takeRuns(pending: Pending): readonly Repeated[] {
  const { graph, times } = pending;
  const runs = pending.runs.splice(0);
  pending.times = 0;
  const iterations = Array.from({ length: times }, (): NodeRun[] => []);
  for (const ofNode of Map.groupBy(runs, ({ node }) => node.number).values()) {
    for (const [index, run] of ofNode.entries()) iterations[index]?.push(run);
  }
  const alike = new Map<string, { times: number; readonly execution: Execution }>();
  for (const iteration of iterations) {
    const execution = executionFrom(graph, iteration);
    const key = JSON.stringify(execution, mapsAsLists);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { times: 1, execution });
    else known.times += 1;
  }
  return [...alike.values()];
}

/** What a graph reads from around it is a value of the graphs around it. */
function executionFrom({ names }: NamedGraph, runs: readonly NodeRun[]): Execution {
  const values = new Map<string, TracedTensor>();
  const inside = new Map<string, ReadonlyMap<string, readonly Repeated[]>>();
  for (const { node, values: own, inside: inner } of runs) {
    for (const [name, tensor] of own) values.set(name, tensor);
    if (node.graphs.size === 0) continue;
    inside.set(node.outputs.find((name) => name !== "") ?? "", inner);
    for (const [attribute, repeated] of inner) {
      const innerNames = node.graphs.get(attribute)?.names ?? names;
      for (const { execution } of repeated) {
        for (const [name, tensor] of execution.values) {
          if (!innerNames.has(name)) values.set(name, tensor);
        }
      }
    }
  }
  return { values, inside };
}

/** For JSON.stringify(), as JSON has no maps: each as a list of its entries. */
export function mapsAsLists(_: string, value: unknown): unknown {
  return value instanceof Map ? { entries: [...value] } : value;
}

/** For JSON.parse() of what {@linkcode mapsAsLists} wrote. */
export function listsAsMaps(_: string, value: unknown): unknown {
  const { entries } = Object(value);
  return Array.isArray(entries) ? new Map(entries) : value;
}
