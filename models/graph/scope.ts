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
  /** By name. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The shape of each. */
  readonly outputs: readonly Shape[];
  /** Element type of the outputs. @default "float32" */
  readonly dtype?: DataType;
  /** Operator set, where it is not ONNX's own. */
  readonly domain?: OperatorDomain;
  /** Version of that set, where it is not the one that this suite writes. */
  readonly version?: number;
}

/** Elements of a constant; plain numbers are whole ones, int64 in the graph. */
export type ConstantData = readonly number[] | Float32Array;

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
  /**
   * Adds a constant; equal constants of one graph are stored once.
   *
   * @throws {RangeError} If a plain number is not whole.
   */
  constant(data: ConstantData, shape: readonly number[]): Value;
  /** Adds a node and returns its outputs. */
  node(op: string, spec: NodeSpec): readonly Value[];
}

/** Where a node stands, and its marks: all of them, so that nodes are alike to the engine. */
export type Place = Required<Pick<Node, "scope" | "stage" | "stream" | "writtenAs">>;

/** The network itself, without marks. */
export const ROOT: Place = {
  scope: "",
  stage: undefined,
  stream: undefined,
  writtenAs: undefined,
};

/** The graph that scopes write to. */
export interface GraphWriter {
  addParameter(parameter: Parameter): Value;
  addConstant(data: ConstantData, shape: readonly number[]): Value;
  addNode(op: string, spec: NodeSpec, place: Place): readonly Value[];
}

/** A place in the graph that `writer` writes. */
export class WriterScope implements Scope {
  readonly #writer: GraphWriter;
  readonly #place: Place;

  constructor(writer: GraphWriter, place: Place) {
    this.#writer = writer;
    this.#place = place;
  }

  get path(): string {
    return this.#place.scope;
  }

  at(child: string): Scope {
    return this.#moved({ ...this.#place, scope: this.#qualified(child) });
  }

  asStage(): Scope {
    return this.#moved({ ...this.#place, stage: this.#place.stage ?? this.path });
  }

  inStream(stream: Stream): Scope {
    return this.#moved({ ...this.#place, stream });
  }

  writtenAs(writtenAs: Spelling): Scope {
    return this.#moved({ ...this.#place, writtenAs });
  }

  parameter(name: string, shape: readonly number[], role: ParameterRole = "learned"): Value {
    const qualified = this.#qualified(name);
    return this.#writer.addParameter({ name: qualified, dtype: "float32", shape, role });
  }

  counter(name: string): void {
    const qualified = this.#qualified(name);
    this.#writer.addParameter({ name: qualified, dtype: "int64", shape: [], role: "buffer" });
  }

  constant(data: ConstantData, shape: readonly number[]): Value {
    const isWhole = data instanceof Float32Array || data.every(Number.isInteger);
    if (isWhole) return this.#writer.addConstant(data, shape);
    throw new RangeError(
      `Cannot add a constant to "${this.path || "(network)"}" as sizes and indices must be whole ` +
        `numbers: got ${data.join(", ")}, divide without a remainder`,
    );
  }

  node(op: string, spec: NodeSpec): readonly Value[] {
    return this.#writer.addNode(op, spec, this.#place);
  }

  #qualified(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  #moved(place: Place): Scope {
    return new WriterScope(this.#writer, place);
  }
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
  { scope, stage, stream, writtenAs }: Place,
): readonly Value[] {
  const { inputs, attributes = {}, outputs: shapes, dtype = "float32", domain, version } = spec;
  const name = uniqueName(`${scope}/${op}`);
  const outputs = shapes.map((shape, i): Value => ({
    name: shapes.length === 1 ? name : uniqueName(`${name}:${i}`),
    dtype,
    shape,
  }));
  nodes.push({
    name,
    op,
    domain,
    version,
    inputs: inputs.map(nameOf),
    outputs: outputs.map(nameOf),
    attributes,
    scope,
    stage,
    stream,
    writtenAs,
  });
  for (const output of outputs) values.set(output.name, output);
  return outputs;
}

function nameOf(value: Value | undefined): string {
  return value?.name ?? "";
}

/** How {@linkcode uniqueNames} gives names. */
export interface UniqueNamesOptions {
  /** Names that it does not give either. @default none */
  readonly isTaken?: (name: string) => boolean;
  /** What stands before a number. @default "_" */
  readonly before?: string;
  /** Of each name that was given, the number that its next namesake gets. @default none */
  readonly counts?: Map<string, number>;
}

/** Hands every name out once: `blocks1.0/Add`, then `blocks1.0/Add_2`. */
export function uniqueNames(
  { isTaken = () => false, before = "_", counts = new Map() }: UniqueNamesOptions = {},
): (first: string) => string {
  return (first) => {
    let count = counts.get(first);
    if (count === undefined && !isTaken(first)) {
      counts.set(first, 2);
      return first;
    }
    count ??= 2;
    let name = `${first}${before}${count++}`;
    while (counts.has(name) || isTaken(name)) name = `${first}${before}${count++}`;
    counts.set(first, count);
    counts.set(name, 2);
    return name;
  };
}

/** What a constant is called, after what it holds: `constant/int64[2]{0,12}`. */
export function constantName(
  data: ConstantData,
  shape: readonly number[],
  contents = `{${data.join(",")}}`,
): string {
  return `constant/${dtypeOf(data)}${shapeText(shape)}${contents}`;
}

/** A constant, usually of the name that says what it holds. */
export function constantOf(
  data: ConstantData,
  shape: readonly number[],
  name = constantName(data, shape),
): Parameter {
  const elements = data instanceof Float32Array ? data : new BigInt64Array(data.map(BigInt));
  return { name, dtype: dtypeOf(data), shape, role: "constant", data: elements };
}

function dtypeOf(data: ConstantData): DataType {
  return data instanceof Float32Array ? "float32" : "int64";
}

/** The value that nodes read a parameter by. */
export function valueOf({ name, dtype, shape }: Parameter): Value {
  return { name, dtype, shape };
}

/** The single output of a node that has one. */
export function single(outputs: readonly Value[]): Value {
  const value = outputs[0];
  if (value === undefined || outputs.length !== 1) {
    throw new RangeError(`Cannot take the single output of a node: got ${outputs.length} outputs`);
  }
  return value;
}
