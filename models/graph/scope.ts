// A Scope is a place in the module tree of the reference code. Operators (operators/) and layers
// (layers/) take it as their first argument and add nodes and parameters there.

import {
  type Attribute,
  type DataType,
  type Node,
  type OperatorDomain,
  type Parameter,
  type ParameterRole,
  type Shape,
  shapeText,
  type Spelling,
  type Stream,
  type Value,
} from "./graph.ts";

/** What an operator adds: one node with its inputs, attributes and the shapes of its outputs. */
export interface NodeSpec {
  /** `undefined` is an optional input left out. */
  readonly inputs: readonly (Value | undefined)[];
  /** By name; an undefined one is left out. */
  readonly attributes?: Readonly<Record<string, Attribute | undefined>>;
  /** The shape of each. */
  readonly outputs: readonly Shape[];
  /** Element type of the outputs. @default "float32" */
  readonly dtype?: DataType;
  /** Operator set, where it is not ONNX's own. */
  readonly domain?: OperatorDomain;
  /** Version of that set, where it is not the one that this suite writes. */
  readonly version?: number;
}

/** A place in the module tree, where nodes and parameters are added. */
export interface Scope {
  /** Module path, e.g. `blocks1.0.mlp`; `""` at the root. */
  readonly path: string;
  /** The scope of a child module. */
  at(child: string): Scope;
  /** The same place, its nodes marked as a stage of the network, unless they are in one already. */
  asStage(): Scope;
  /** The same place, its nodes marked as part of a stream. */
  inStream(stream: Stream): Scope;
  /** The same place, its nodes marked with how the reference code writes them. */
  writtenAs(spelling: Spelling): Scope;
  /** Adds a parameter under its state_dict name, `path.name`. */
  parameter(name: string, shape: readonly number[], role?: ParameterRole): Value;
  /** Adds a buffer that no node reads, only the state_dict holds (num_batches_tracked). */
  counter(name: string): void;
  /** Adds a constant; equal constants of one graph are stored once. */
  constant(data: BigInt64Array | Float32Array, shape: readonly number[]): Value;
  /** Adds a node and returns its outputs. */
  node(op: string, spec: NodeSpec): readonly Value[];
}

/** Where a node stands, and its marks. */
export type Place = Pick<Node, "scope" | "stage" | "stream" | "writtenAs">;

/** The graph that scopes write to. */
export interface GraphWriter {
  addParameter(parameter: Parameter): Value;
  addConstant(data: BigInt64Array | Float32Array, shape: readonly number[]): Value;
  addNode(op: string, spec: NodeSpec, place: Place): readonly Value[];
}

/** A place in the graph that `writer` writes. */
export function scopeOn(writer: GraphWriter, place: Place): Scope {
  const { scope: path } = place;
  const qualified = (name: string) => path === "" ? name : `${path}.${name}`;
  const moved = (change: Partial<Place>) => scopeOn(writer, { ...place, ...change });
  return {
    path,
    at: (child) => moved({ scope: qualified(child) }),
    asStage: () => moved({ stage: place.stage ?? path }),
    inStream: (stream) => moved({ stream }),
    writtenAs: (writtenAs) => moved({ writtenAs }),
    parameter: (name, shape, role = "learned") =>
      writer.addParameter({ name: qualified(name), dtype: "float32", shape, role }),
    counter(name) {
      writer.addParameter({ name: qualified(name), dtype: "int64", shape: [], role: "buffer" });
    },
    constant: (data, shape) => writer.addConstant(data, shape),
    node: (op, spec) => writer.addNode(op, spec, place),
  };
}

/** Where nodes are written to. */
export interface WrittenNodes {
  /** In the order in which they are added. */
  readonly nodes: Node[];
  /** What they put out, by name. */
  readonly values: Map<string, Value>;
  readonly uniqueName: (first: string) => string;
}

/** Adds a node as its spec says, and gives what it puts out. */
export function addNode(
  { nodes, values, uniqueName }: WrittenNodes,
  op: string,
  spec: NodeSpec,
  place: Place,
): readonly Value[] {
  const { inputs, attributes = {}, outputs: shapes, dtype = "float32", domain, version } = spec;
  const name = uniqueName(`${place.scope}/${op}`);
  const outputs = shapes.map((shape, i): Value => ({
    name: shapes.length === 1 ? name : uniqueName(`${name}:${i}`),
    dtype,
    shape,
  }));
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  nodes.push({
    name,
    op,
    ...(domain === undefined ? {} : { domain }),
    ...(version === undefined ? {} : { version }),
    inputs: inputs.map((value) => value?.name ?? ""),
    outputs: outputs.map((output) => output.name),
    attributes: Object.fromEntries(given) as Record<string, Attribute>,
    ...place,
  });
  for (const output of outputs) values.set(output.name, output);
  return outputs;
}

/** Hands every name out once: `blocks1.0/Add`, then `blocks1.0/Add_2`. */
export function uniqueNames(
  { isTaken = () => false, before = "_" }: {
    readonly isTaken?: (name: string) => boolean;
    readonly before?: string;
  } = {},
): (first: string) => string {
  const given = new Set<string>();
  const nextCounts = new Map<string, number>();
  return (first) => {
    let name = first;
    let count = nextCounts.get(first) ?? 2;
    for (; given.has(name) || isTaken(name); count++) name = `${first}${before}${count}`;
    nextCounts.set(first, count);
    given.add(name);
    return name;
  };
}

/** A constant that is named after what it holds: `constant/int64[2]{0,12}`. */
export function constantOf(
  data: BigInt64Array | Float32Array,
  shape: readonly number[],
  contents = `{${data.join(",")}}`,
): Parameter {
  const dtype = data instanceof BigInt64Array ? "int64" : "float32";
  const name = `constant/${dtype}${shapeText(shape)}${contents}`;
  return { name, dtype, shape, role: "constant", data };
}

/** The value that nodes read a parameter by. */
export function valueOf({ name, dtype, shape }: Parameter): Value {
  return { name, dtype, shape };
}

/** The single output of a node that has one. */
export function single(outputs: readonly Value[]): Value {
  const [value] = outputs;
  if (value === undefined || outputs.length !== 1) {
    throw new RangeError(`Cannot take the single output of a node: got ${outputs.length} outputs`);
  }
  return value;
}
