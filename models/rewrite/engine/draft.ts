// A graph that is being written anew from another: some nodes are replaced, what nobody needs any more
// is left out, all others stay as they are.

import {
  type Graph,
  type Node,
  outputNames,
  type Parameter,
  readsOf,
  type Value,
} from "../../graph/graph.ts";
import {
  addNode,
  constantOf,
  type GraphWriter,
  type Scope,
  uniqueNames,
  valueOf,
  WriterScope,
} from "../../graph/scope.ts";
import { movedFrom, surroundingsOf } from "./surroundings.ts";

/** A place where new nodes are added: before the node that is being rewritten. */
export interface Workbench extends Scope {
  /** The value of a parameter, made part of the graph. */
  use(parameter: Parameter): Value;
}

/** What becomes of a graph; it is looked at as it was until the draft is finished. */
interface Draft {
  /** Where nodes are added that stand in for `node`. */
  workbenchAt(node: Node): Workbench;
  /** Leaves a node out: who read its outputs reads their equals. */
  replace(node: Node, equals: readonly Value[]): void;
  /** The new graph; the old object if nothing was replaced. */
  finish(): Graph;
}

/** Begins a new version of a graph. */
export function draftOf(graph: Graph): Draft {
  const state: State = {
    old: graph,
    added: new Map(),
    parameters: new Map(),
    values: new Map(),
    replaced: new Set(),
    equals: new Map(),
    uniqueName: uniqueNames(surroundingsOf(graph)),
  };
  return {
    workbenchAt: (node) => workbenchAt(state, node),
    replace: (node, results) => replace(state, node, results),
    finish: () => state.replaced.size === 0 ? graph : finished(state),
  };
}

/** What was done so far. */
interface State {
  readonly old: Graph;
  /** New nodes, by the old one that they stand before. */
  readonly added: Map<Node, Node[]>;
  /** What new nodes put out, and parameters that they read, by name. */
  readonly values: Map<string, Value>;
  /** Parameters that new nodes read, by name. */
  readonly parameters: Map<string, Parameter>;
  readonly replaced: Set<Node>;
  /** The equal of each replaced value, by their names. */
  readonly equals: Map<string, string>;
  readonly uniqueName: (first: string) => string;
}

function workbenchAt(state: State, node: Node): Workbench {
  const { scope, stage, stream } = node;
  const place = { scope, stage, stream, writtenAs: undefined };
  return Object.assign(new WriterScope(writerBefore(state, node), place), {
    use: (parameter: Parameter) => use(state, parameter),
  });
}

function writerBefore(state: State, node: Node): GraphWriter {
  const { added, values, uniqueName } = state;
  return {
    addParameter({ name }) {
      throw new RangeError(`Cannot learn "${name}": derive it from what is known`);
    },
    addConstant: (data, shape) => use(state, constantOf(data, shape)),
    addNode(op, spec, place) {
      const nodes = added.get(node) ?? [];
      added.set(node, nodes);
      return addNode({ nodes, values, uniqueName }, op, spec, place);
    },
  };
}

function use({ parameters, values }: State, parameter: Parameter): Value {
  const value = valueOf(parameter);
  parameters.set(value.name, parameter);
  values.set(value.name, value);
  return value;
}

/** An output of the graph keeps its name, so only what is new can take its place. */
function replace(state: State, node: Node, results: readonly Value[]): void {
  const { old, parameters, values, replaced, equals } = state;
  const isOutput = old.outputs.some(({ name }) => node.outputs.includes(name));
  const isNew = ({ name }: Value) => values.has(name) && !parameters.has(name);
  if (isOutput && !results.every(isNew)) return;
  replaced.add(node);
  node.outputs.forEach((name, i) => equals.set(name, results[i]?.name ?? name));
}

/** The new graph: what is still needed, and nothing else. What does not change is not looked at. */
function finished(state: State): Graph {
  const { old, added, parameters, values, replaced, equals } = state;
  const around = movedFrom(old);
  const rename = renaming(old, equals);
  const touched = new Set([...equals.keys()].flatMap(around.readersOf));
  const changed = new Set([...replaced, ...touched, ...added.keys()]);
  const nextValues = new Map(old.values);
  /** Parameters and nodes that nobody may read any more. */
  const doubted = new Set(around.isFresh() ? old.parameters.map(({ name }) => name) : []);
  const suspects: Node[] = [];

  function leaveOut(node: Node): void {
    around.remove(node);
    for (const name of node.outputs) nextValues.delete(name);
    for (const name of readsOf(node)) doubted.add(name);
  }
  function add(node: Node): Node {
    const renamed = rename(node);
    around.add(renamed);
    renamed.outputs.forEach((name, i) => {
      const value = values.get(node.outputs[i] ?? name);
      if (value !== undefined) nextValues.set(name, { ...value, name });
    });
    return renamed;
  }

  const nodes: Node[] = [];
  for (const node of old.nodes) {
    if (!changed.has(node)) {
      nodes.push(node);
      continue;
    }
    if (replaced.has(node)) leaveOut(node);
    else if (touched.has(node)) around.remove(node);
    for (const one of added.get(node) ?? []) {
      const renamed = add(one);
      nodes.push(renamed);
      suspects.push(renamed);
    }
    if (!replaced.has(node)) nodes.push(touched.has(node) ? add(node) : node);
  }
  const outputs = new Set(outputNames(old));
  const isNeeded = (name: string) => around.readersOf(name).length > 0 || outputs.has(name);
  const suspect = (node: Node | undefined) => {
    if (node !== undefined) suspects.push(node);
  };
  if (around.isFresh()) nodes.forEach(suspect);
  for (const name of doubted) suspect(around.producerOf(name));
  const left = new Set<Node>();
  for (let node = suspects.pop(); node !== undefined; node = suspects.pop()) {
    if (left.has(node) || node.outputs.some(isNeeded)) continue;
    left.add(node);
    leaveOut(node);
    for (const name of readsOf(node)) suspect(around.producerOf(name));
  }

  const isRead = (parameter: Parameter) => {
    const isUsed = around.readersOf(parameter.name).length > 0;
    if (!isUsed) {
      around.removeParameter(parameter);
      nextValues.delete(parameter.name);
    }
    return isUsed;
  };
  const kept = old.parameters.filter((parameter) =>
    !parameters.has(parameter.name) && (!doubted.has(parameter.name) || isRead(parameter))
  );
  const fresh = [...parameters.values()].filter(isRead);
  for (const parameter of fresh) {
    around.addParameter(parameter);
    nextValues.set(parameter.name, valueOf(parameter));
  }
  return around.movedTo({
    ...old,
    nodes: left.size === 0 ? nodes : nodes.filter((node) => !left.has(node)),
    parameters: [...kept, ...fresh],
    values: nextValues,
  });
}

/** Everyone who read a replaced value reads its equal; outputs of the graph keep their names. */
function renaming(
  { outputs }: Graph,
  replaced: ReadonlyMap<string, string>,
): (node: Node) => Node {
  const equalOf = (name: string): string => {
    const next = replaced.get(name);
    return next === undefined ? name : equalOf(next);
  };
  const outputOf = new Map(outputs.map(({ name }) => [equalOf(name), name]));
  const finalName = (name: string) => {
    const equal = equalOf(name);
    return outputOf.get(equal) ?? equal;
  };
  const isTouched = (name: string) => finalName(name) !== name;
  return (node) =>
    node.inputs.some(isTouched) || node.outputs.some(isTouched)
      ? { ...node, inputs: node.inputs.map(finalName), outputs: node.outputs.map(finalName) }
      : node;
}
