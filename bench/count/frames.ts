// Graphs inside of graphs: what their nodes can see.

import type { Graph, Node, Parameter, Value } from "../../models/graph/graph.ts";
import { operatorName } from "./rules/mac_rules.ts";

/** A graph with all that its nodes can see: what is its own, then what the graphs around it have. */
export interface Frame {
  readonly graph: Graph;
  readonly valueOf: (name: string) => Value | undefined;
  readonly parameterOf: (name: string) => Parameter | undefined;
  /** The node that puts a value out. */
  readonly producerOf: (name: string) => Node | undefined;
  /** Whether a node is of one of these operators. */
  readonly hasAny: (operators: Iterable<string>) => boolean;
}

/** The frame of a graph. */
export function frameOf(graph: Graph, around?: Frame): Frame {
  const parameters = new Map<string, Parameter>();
  for (const parameter of graph.parameters) parameters.set(parameter.name, parameter);
  let producers: ReadonlyMap<string, Node> | undefined;
  let known: ReadonlySet<string> | undefined;
  return {
    graph,
    valueOf: (name) => graph.values.get(name) ?? around?.valueOf(name),
    parameterOf: (name) => parameters.get(name) ?? around?.parameterOf(name),
    producerOf(name) {
      producers ??= producersOf(graph);
      return producers.get(name) ?? around?.producerOf(name);
    },
    hasAny(operators) {
      known ??= new Set(graph.nodes.map(operatorName));
      for (const name of operators) if (known.has(name)) return true;
      return around?.hasAny(operators) ?? false;
    },
  };
}

function producersOf({ nodes }: Graph): ReadonlyMap<string, Node> {
  const producers = new Map<string, Node>();
  for (const node of nodes) {
    for (const name of node.outputs) producers.set(name, node);
  }
  return producers;
}

/** The frames of the graphs inside of a node, by attribute. */
export function framesInside(node: Node, around: Frame): readonly (readonly [string, Frame])[] {
  return Object.entries(node.subgraphs ?? {})
    .map(([name, graph]) => [name, frameOf(graph, around)] as const);
}

/** A frame and all inside of it. */
export function allFrames(frame: Frame): readonly Frame[] {
  const inside = frame.graph.nodes.filter(({ subgraphs }) => subgraphs !== undefined)
    .flatMap((node) => framesInside(node, frame));
  return [frame, ...inside.flatMap(([, inner]) => allFrames(inner))];
}
