// Who puts out and who reads each value of a graph; worked out once for each graph.

import type { Graph, Node, Parameter, Value } from "../../graph/graph.ts";

/** A value has no sizes that are known before a run, as some of a file's have none. */
class UnknownValueError extends RangeError {}

/** Runs `look`; `undefined` where it meets a value of unknown sizes, of which no pattern can tell. */
export function ifKnown<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Look-ups in a graph, by value. */
export interface Surroundings {
  /** @throws {UnknownValueError} If its sizes are not known; see {@linkcode ifKnown}. */
  value(name: string): Value;
  /** The node that puts a value out; inputs and parameters have none. */
  producer(value: Value | undefined): Node | undefined;
  /** The nodes that read a value, once for each time. */
  readers(value: Value): readonly Node[];
  parameter(value: Value | undefined): Parameter | undefined;
  /** Whether the graph puts the value out: then it is needed, whoever else reads it. */
  isOutput(value: Value): boolean;
  /** The version of ONNX's operator set that nodes state; `undefined` where none does. */
  readonly version: number | undefined;
  /** Operators of ONNX's own set that the graph has. */
  readonly operators: ReadonlySet<string>;
  /** Whether a node or a value has the name. */
  isTaken(name: string): boolean;
}

const known = new WeakMap<Graph, Surroundings>();

/** The look-ups of a graph; graphs never change, so they are kept as long as the graph is. */
export function surroundingsOf(graph: Graph): Surroundings {
  const found = known.get(graph) ?? workOut(graph);
  known.set(graph, found);
  return found;
}

function workOut(graph: Graph): Surroundings {
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  const nodeNames = new Set<string>();
  for (const node of graph.nodes) {
    nodeNames.add(node.name);
    for (const name of node.outputs) producers.set(name, node);
    for (const name of node.inputs) {
      const others = readers.get(name);
      if (others) others.push(node);
      else readers.set(name, [node]);
    }
  }
  const own = graph.nodes.filter(({ domain = "" }) => domain === "");
  const outputNames = new Set(graph.outputs.map(({ name }) => name));
  const parameters = new Map(graph.parameters.map((parameter) => [parameter.name, parameter]));
  return {
    value(name) {
      const value = graph.values.get(name);
      if (value === undefined) throw new UnknownValueError(`Cannot find the value "${name}"`);
      return value;
    },
    producer: (value) => value && producers.get(value.name),
    readers: ({ name }) => readers.get(name) ?? [],
    parameter: (value) => value && parameters.get(value.name),
    isOutput: ({ name }) => outputNames.has(name),
    version: own.find(({ version }) => version)?.version,
    operators: new Set(own.map(({ op }) => op)),
    isTaken: (name) => graph.values.has(name) || nodeNames.has(name),
  };
}
