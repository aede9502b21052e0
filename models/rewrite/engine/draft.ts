// A graph that is being written anew from another, node by node.

import {
  type Graph,
  type Node,
  type Parameter,
  usedParameters,
  type Value,
} from "../../graph/graph.ts";
import { neededNodes } from "../../graph/needed_nodes.ts";
import {
  addNode,
  constantOf,
  type GraphWriter,
  type Scope,
  uniqueNames,
  valueOf,
  WriterScope,
  type WrittenNodes,
} from "../../graph/scope.ts";
import { surroundingsOf } from "./surroundings.ts";

/** A place where new nodes are added: before the node that is being rewritten. */
export interface Workbench extends Scope {
  /** The value of a parameter, made part of the graph. */
  use(parameter: Parameter): Value;
}

/** What a sweep does with the nodes of the old graph, in their order. */
interface Draft {
  /** Where nodes are added that stand in for `node`. */
  workbenchAt(node: Node): Workbench;
  keep(node: Node): void;
  /** Leaves a node out: who read its outputs reads their equals. */
  replace(node: Node, equals: readonly Value[]): void;
  /** The new graph; the old object if nothing was replaced. */
  finish(): Graph;
}

/** Begins a new version of a graph. */
export function draftOf(graph: Graph): Draft {
  const state: State = {
    old: graph,
    nodes: [],
    parameters: new Map(),
    values: new Map(),
    equals: new Map(),
    uniqueName: uniqueNames(surroundingsOf(graph)),
  };
  return {
    workbenchAt: (node) => workbenchAt(state, node),
    keep: (node) => state.nodes.push(node),
    replace: (node, results) => replace(state, node, results),
    finish: () => state.equals.size === 0 ? graph : finished(state),
  };
}

/** What a sweep has done so far; nodes are those that are kept and those that are new. */
interface State extends WrittenNodes {
  readonly old: Graph;
  /** Parameters that new nodes read, by name; they are among the values, too. */
  readonly parameters: Map<string, Parameter>;
  /** The equal of each replaced value, by their names. */
  readonly equals: Map<string, string>;
}

function workbenchAt(state: State, { scope, stage, stream }: Node): Workbench {
  const place = {
    scope,
    ...(stage === undefined ? {} : { stage }),
    ...(stream === undefined ? {} : { stream }),
  };
  return Object.assign(new WriterScope(writerOf(state), place), {
    use: (parameter: Parameter) => use(state, parameter),
  });
}

function writerOf(state: State): GraphWriter {
  return {
    addParameter({ name }) {
      throw new RangeError(`Cannot learn "${name}": derive it from what is known`);
    },
    addConstant: (data, shape) => use(state, constantOf(data, shape)),
    addNode: (op, spec, place) => addNode(state, op, spec, place),
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
  const { old, nodes, parameters, values, equals } = state;
  const isOutput = old.outputs.some(({ name }) => node.outputs.includes(name));
  const isNew = ({ name }: Value) => values.has(name) && !parameters.has(name);
  if (isOutput && !results.every(isNew)) nodes.push(node);
  else node.outputs.forEach((name, i) => equals.set(name, results[i]?.name ?? name));
}

/** The new graph: what is still needed, and nothing else. */
function finished({ old, nodes, parameters, values, equals }: State): Graph {
  const candidates = [
    ...old.parameters.filter(({ name }) => !parameters.has(name)),
    ...parameters.values(),
  ];
  const alive = neededNodes({ ...old, nodes: renamed(old, nodes, equals) });
  const used = usedParameters({ ...old, nodes: alive, parameters: candidates });
  return { ...old, nodes: alive, parameters: used, values: valuesIn(old, alive, values) };
}

/** Everyone who read a replaced value reads its equal; outputs of the graph keep their names. */
function renamed(
  { outputs }: Graph,
  nodes: readonly Node[],
  replaced: ReadonlyMap<string, string>,
): readonly Node[] {
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
  return nodes.map((node) =>
    node.inputs.some(isTouched) || node.outputs.some(isTouched)
      ? { ...node, inputs: node.inputs.map(finalName), outputs: node.outputs.map(finalName) }
      : node
  );
}

/** Every value that the nodes read or put out. */
function valuesIn(
  old: Graph,
  nodes: readonly Node[],
  added: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  const keep = (name: string) => {
    const value = added.get(name) ?? old.values.get(name);
    if (value !== undefined) values.set(name, value);
  };
  for (const { name } of old.inputs) keep(name);
  for (const node of nodes) {
    node.inputs.forEach(keep);
    node.outputs.forEach(keep);
  }
  for (const output of old.outputs) values.set(output.name, output);
  return values;
}
