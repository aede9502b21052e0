// A graph that is being written anew from another, node by node.

import type { NodeSpec, Scope } from "../../graph/builder.ts";
import {
  type Attribute,
  type Graph,
  type Node,
  type Parameter,
  shapeText,
  usedParameters,
  type Value,
} from "../../graph/graph.ts";
import { neededNodes } from "../../graph/needed_nodes.ts";
import { surroundingsOf } from "./surroundings.ts";

/** A place where new nodes are added: before the node that is being rewritten. */
export interface Workbench extends Scope {
  /** The value of a parameter, made part of the graph. */
  use(parameter: Parameter): Value;
}

/** What a sweep does with the nodes of the old graph, in their order. */
export interface Draft {
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
  const { isTaken } = surroundingsOf(graph);
  const outputNames = new Set(graph.outputs.map(({ name }) => name));
  const nodes: Node[] = [];
  const values = new Map<string, Value>();
  const parameters = new Map<string, Parameter>();
  const newNames = new Set<string>();
  const replaced = new Map<string, string>();

  function uniqueName(first: string): string {
    let name = first;
    for (let count = 2; isTaken(name) || newNames.has(name); count++) name = `${first}_${count}`;
    newNames.add(name);
    return name;
  }

  function use(parameter: Parameter): Value {
    const { name, dtype, shape } = parameter;
    parameters.set(name, parameter);
    values.set(name, { name, dtype, shape });
    return { name, dtype, shape };
  }

  function addNode(op: string, spec: NodeSpec, marks: Pick<Node, "scope" | "stream">) {
    const { inputs, attributes = {}, outputs, dtype = "float32", domain } = spec;
    const name = uniqueName(`${marks.scope}/${op}`);
    const results = outputs.map((shape, i): Value => ({
      name: outputs.length === 1 ? name : uniqueName(`${name}:${i}`),
      dtype,
      shape,
    }));
    for (const result of results) values.set(result.name, result);
    const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
    nodes.push({
      name,
      op,
      ...(domain === undefined ? {} : { domain }),
      inputs: inputs.map((value) => value?.name ?? ""),
      outputs: results.map((result) => result.name),
      attributes: Object.fromEntries(given) as Record<string, Attribute>,
      ...marks,
    });
    return results;
  }

  function workbench(marks: Pick<Node, "scope" | "stream">): Workbench {
    const { scope: path } = marks;
    return {
      path,
      use,
      at: (child) => workbench({ ...marks, scope: path === "" ? child : `${path}.${child}` }),
      inStream: (stream) => workbench({ ...marks, stream }),
      writtenAs: () => workbench(marks),
      parameter(name) {
        throw new RangeError(`Cannot learn "${name}" in "${path}": derive it from what is known`);
      },
      counter() {},
      constant(data, shape) {
        const dtype = data instanceof BigInt64Array ? "int64" : "float32";
        const name = `constant/${dtype}${shapeText(shape)}{${data.join(",")}}`;
        return use({ name, dtype, shape, role: "constant", data });
      },
      node: (op, spec) => addNode(op, spec, marks),
    };
  }

  return {
    workbenchAt: ({ scope, stream }) =>
      workbench(stream === undefined ? { scope } : { scope, stream }),
    keep: (node) => nodes.push(node),
    replace(node, equals) {
      const isOutput = node.outputs.some((name) => outputNames.has(name));
      if (isOutput && !equals.every(({ name }) => newNames.has(name))) {
        nodes.push(node);
        return;
      }
      node.outputs.forEach((name, i) => replaced.set(name, equals[i]?.name ?? name));
    },
    finish() {
      if (replaced.size === 0) return graph;
      const valueOf = (name: string) => values.get(name) ?? graph.values.get(name);
      const candidates = [
        ...graph.parameters.filter(({ name }) => !parameters.has(name)),
        ...parameters.values(),
      ];
      const alive = neededNodes({ ...graph, nodes: renamed(graph, nodes, replaced) });
      const used = usedParameters({ ...graph, nodes: alive, parameters: candidates });
      return { ...graph, nodes: alive, parameters: used, values: valuesIn(graph, alive, valueOf) };
    },
  };
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
  { inputs, outputs }: Graph,
  nodes: readonly Node[],
  valueOf: (name: string) => Value | undefined,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  const keep = (name: string) => {
    const value = values.has(name) ? undefined : valueOf(name);
    if (value !== undefined) values.set(name, value);
  };
  for (const { name } of inputs) keep(name);
  for (const node of nodes) {
    node.inputs.forEach(keep);
    node.outputs.forEach(keep);
  }
  for (const output of outputs) values.set(output.name, output);
  return values;
}
