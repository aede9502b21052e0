// Graphs written down value by value, as files give them.

import type {
  Attribute,
  DataType,
  Graph,
  Node,
  Parameter,
  ParameterRole,
  Shape,
  Value,
} from "../../models/graph/graph.ts";

/** A tensor: its sizes, or its type as well. */
export type LiteralValue = Shape | { readonly dtype: DataType; readonly shape: Shape };

/** A parameter; learned float32 unless it says otherwise. */
export type LiteralParameter = readonly number[] | {
  readonly dtype?: DataType;
  readonly shape: readonly number[];
  readonly role?: ParameterRole;
  /** Of a constant. */
  readonly data?: Float32Array;
};

/** A node; its name is its operator unless it has one. */
export interface LiteralNode {
  readonly op: string;
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly subgraphs?: Readonly<Record<string, Graph>>;
  readonly runs?: Readonly<Record<string, number>>;
}

/** Options of {@linkcode literalGraph}. */
export interface LiteralGraph {
  readonly inputs?: Readonly<Record<string, LiteralValue>>;
  /** Of what nodes put out; what is not here has no known shape. */
  readonly values?: Readonly<Record<string, LiteralValue>>;
  readonly parameters?: Readonly<Record<string, LiteralParameter>>;
  readonly nodes: readonly LiteralNode[];
  /** Names. @default the outputs of the last node */
  readonly outputs?: readonly string[];
}

function valueOf(name: string, literal: LiteralValue): Value {
  return "shape" in literal
    ? { name, dtype: literal.dtype, shape: literal.shape }
    : { name, dtype: "float32", shape: literal };
}

function parameterOf(name: string, literal: LiteralParameter): Parameter {
  if (!("shape" in literal)) return { name, dtype: "float32", shape: literal, role: "learned" };
  const { dtype = "float32", shape, role = "learned", data } = literal;
  return { name, dtype, shape, role, ...data === undefined ? {} : { data } };
}

function nodeOf({ name, domain, attributes = {}, subgraphs, runs, ...node }: LiteralNode): Node {
  return {
    ...node,
    name: name ?? node.op,
    scope: "",
    attributes,
    ...domain === undefined ? {} : { domain },
    ...subgraphs === undefined ? {} : { subgraphs },
    ...runs === undefined ? {} : { runs },
  };
}

/** The graph. */
export function literalGraph(
  { inputs = {}, values = {}, parameters = {}, nodes, outputs = nodes.at(-1)?.outputs ?? [] }:
    LiteralGraph,
): Graph {
  const given = Object.entries(inputs).map(([name, literal]) => valueOf(name, literal));
  const fixed = Object.entries(parameters).map(([name, literal]) => parameterOf(name, literal));
  const made = Object.entries(values).map(([name, literal]) => valueOf(name, literal));
  const known = new Map([...given, ...fixed, ...made].map((value) => [value.name, value]));
  return {
    name: "test",
    inputs: given,
    outputs: outputs.map((name) => known.get(name) ?? { name, dtype: "float32", shape: [] }),
    nodes: nodes.map(nodeOf),
    values: known,
    parameters: fixed,
  };
}
