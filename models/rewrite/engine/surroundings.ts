// Who puts out and who reads each value of a graph: worked out once, then carried from one version of
// the graph to the next, as a rewrite changes little of it.

import { type Graph, type Node, type Parameter, readsOf, type Value } from "../../graph/graph.ts";

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

/** What nodes take of an operator set. */
interface OperatorSet {
  /** The version that nodes state; `undefined` where none does. */
  readonly version: number | undefined;
  readonly operators: ReadonlySet<string>;
}

/** Look-ups in a graph, by value. */
export interface Surroundings {
  /** @throws {UnknownValueError} If its sizes are not known; see {@linkcode ifKnown}. */
  value(name: string): Value;
  /** The node that puts a value out; inputs and parameters have none. */
  producer(value: Value | undefined): Node | undefined;
  /** The nodes that read a value, once for each time. */
  readers(value: Pick<Value, "name">): readonly Node[];
  parameter(value: Value | undefined): Parameter | undefined;
  /** Whether the graph puts the value out: then it is needed, whoever else reads it. */
  isOutput(value: Value): boolean;
  /** What the graph takes of ONNX's own operator set. */
  operatorSet(): OperatorSet;
  /** Whether a node or a value has the name. */
  isTaken(name: string): boolean;
}

/** Look-ups that go along with a graph while it is written anew. */
interface Movable extends Surroundings {
  /** The nodes that read a value of this name. */
  readersOf(name: string): readonly Node[];
  /** The node that puts out a value of this name. */
  producerOf(name: string): Node | undefined;
  /** Whether no version came before this one: it may have nodes and parameters that nobody reads. */
  isFresh(): boolean;
  add(node: Node): void;
  remove(node: Node): void;
  addParameter(parameter: Parameter): void;
  removeParameter(parameter: Parameter): void;
  /** From now on the graph is this one, of the nodes and parameters that are left. */
  movedTo(next: Graph): Graph;
}

const known = new WeakMap<Graph, Movable>();

/** The look-ups of a graph. They hold until a draft takes them on to its next version. */
export function surroundingsOf(graph: Graph): Surroundings {
  return movableOf(graph);
}

/** The same to be changed: whoever asks for those of this graph again gets new ones. */
export function movedFrom(graph: Graph): Movable {
  const movable = movableOf(graph);
  known.delete(graph);
  return movable;
}

function movableOf(graph: Graph): Movable {
  const found = known.get(graph) ?? workOut(graph);
  known.set(graph, found);
  return found;
}

const NOBODY: readonly Node[] = [];

function workOut(graph: Graph): Movable {
  let current = graph;
  let operatorSet: OperatorSet | undefined;
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  const nodeNames = new Set<string>();
  const outputNames = new Set(graph.outputs.map(({ name }) => name));
  const parameters = new Map(graph.parameters.map((parameter) => [parameter.name, parameter]));

  function add(node: Node): void {
    nodeNames.add(node.name);
    for (const name of node.outputs) producers.set(name, node);
    for (const name of readsOf(node)) {
      const others = readers.get(name);
      if (others) others.push(node);
      else readers.set(name, [node]);
    }
  }

  function remove(node: Node): void {
    nodeNames.delete(node.name);
    for (const name of node.outputs) if (producers.get(name) === node) producers.delete(name);
    for (const name of readsOf(node)) {
      const others = readers.get(name) ?? [];
      others.splice(others.indexOf(node), 1);
    }
  }

  const readersOf = (name: string) => readers.get(name) ?? NOBODY;
  graph.nodes.forEach(add);
  return {
    value(name) {
      const value = current.values.get(name);
      if (value === undefined) throw new UnknownValueError(`Cannot find the value "${name}"`);
      return value;
    },
    producer: (value) => value && producers.get(value.name),
    readers: ({ name }) => readersOf(name),
    parameter: (value) => value && parameters.get(value.name),
    isOutput: ({ name }) => outputNames.has(name),
    operatorSet: () => operatorSet ??= operatorSetOf(current),
    isTaken: (name) => current.values.has(name) || nodeNames.has(name),
    readersOf,
    producerOf: (name) => producers.get(name),
    isFresh: () => current === graph,
    add,
    remove,
    addParameter: (parameter) => parameters.set(parameter.name, parameter),
    removeParameter: ({ name }) => parameters.delete(name),
    movedTo(next) {
      current = next;
      operatorSet = undefined;
      known.set(next, this);
      return next;
    },
  };
}

function operatorSetOf({ nodes }: Graph): OperatorSet {
  const own = nodes.filter(({ domain = "" }) => domain === "");
  return {
    version: own.find(({ version }) => version)?.version,
    operators: new Set(own.map(({ op }) => op)),
  };
}
