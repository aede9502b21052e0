// Builds a Graph while a network function runs.
//
// A Scope is a place in the module tree of the reference code. Operators (operators/) and layers
// (layers.ts) take it as their first argument and add nodes and parameters there.

import {
  type Attribute,
  type DataType,
  type Graph,
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
}

/** A place in the module tree, where nodes and parameters are added. */
export interface Scope {
  /** Module path, e.g. `blocks1.0.mlp`; `""` at the root. */
  readonly path: string;
  /** The scope of a child module. */
  at(child: string): Scope;
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

/** Constants of more elements are numbered instead of spelled out in their names. */
const LONGEST_SPELLED_CONSTANT = 64;

/** What a scope writes on its nodes. */
type Marks = Pick<Node, "stream" | "writtenAs">;

/** The input and the function that turns it into the output. */
export interface NetworkSpec {
  /** An image `[N, C, H, W]`, or whatever the network takes. */
  readonly input: { readonly name: string; readonly shape: Shape };
  /** What the output is called in files. */
  readonly outputName: string;
  /** Adds the network to the scope and returns its output. */
  readonly body: (scope: Scope, input: Value) => Value;
}

/** Outputs by name, in their order. */
export type Outputs = Readonly<Record<string, Value>>;

/** The input and the function that turns it into several outputs. */
export interface ManyOutputsSpec {
  /** As of a network with one output. */
  readonly input: NetworkSpec["input"];
  /** Adds the network to the scope and returns its outputs. */
  readonly body: (scope: Scope, input: Value) => Outputs;
}

/**
 * Runs a network function and returns the graph that it wrote.
 *
 * @param name What messages and files call the graph, e.g. `resnet50`.
 * @param spec Input, output name and network function.
 * @returns The finished graph; its one output is called `spec.outputName`.
 * @throws {RangeError} If a parameter's name is used twice or its sizes are no whole numbers, or an
 * operator refuses its inputs.
 */
export function buildGraph(name: string, { input, outputName, body }: NetworkSpec): Graph {
  return buildManyOutputs(name, { input, body: (g, x) => ({ [outputName]: body(g, x) }) });
}

/**
 * {@linkcode buildGraph} for a network of several outputs, such as a detector.
 *
 * @throws {RangeError} As buildGraph(), or if an output has two names.
 */
export function buildManyOutputs(name: string, spec: ManyOutputsSpec): Graph {
  const nodes: Node[] = [];
  const parameters = new Map<string, Parameter>();
  const values = new Map<string, Value>();
  const nodeCounts = new Map<string, number>();

  function declare(value: Value): Value {
    values.set(value.name, value);
    return value;
  }

  function declareParameter(parameter: Parameter): Parameter {
    if (parameters.has(parameter.name)) {
      throw new RangeError(
        `Cannot add parameter "${parameter.name}" to "${name}" as the name is taken: ` +
          `got ${shapeText(parameter.shape)}, give each layer its own name`,
      );
    }
    if (!parameter.shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      throw new RangeError(
        `Cannot add parameter "${parameter.name}" to "${name}" as its sizes must be whole numbers: ` +
          `got ${shapeText(parameter.shape)}`,
      );
    }
    parameters.set(parameter.name, parameter);
    return parameter;
  }

  /** `constant/int64[2]{0,12}`; long ones are numbered, equal ones alike: `constant/…[2401]#1`. */
  function constantNameOf(data: BigInt64Array | Float32Array, type: string): string {
    if (data.length <= LONGEST_SPELLED_CONSTANT) return `constant/${type}{${data.join(",")}}`;
    for (let number = 1;; number++) {
      const candidate = `constant/${type}#${number}`;
      const known = parameters.get(candidate)?.data;
      if (known === undefined || known.every((value, i) => value === data[i])) return candidate;
    }
  }

  function nodeName(path: string, op: string): string {
    const first = `${path}/${op}`;
    const count = (nodeCounts.get(first) ?? 0) + 1;
    nodeCounts.set(first, count);
    return count === 1 ? first : `${first}_${count}`;
  }

  function scopeAt(path: string, marks: Marks): Scope {
    const qualified = (child: string) => path === "" ? child : `${path}.${child}`;
    return {
      path,
      at: (child) => scopeAt(qualified(child), marks),
      inStream: (stream) => scopeAt(path, { ...marks, stream }),
      writtenAs: (writtenAs) => scopeAt(path, { ...marks, writtenAs }),
      parameter(child, shape, role = "learned") {
        const parameter: Parameter = { name: qualified(child), dtype: "float32", shape, role };
        return declare(declareParameter(parameter));
      },
      counter(child) {
        declareParameter({ name: qualified(child), dtype: "int64", shape: [], role: "buffer" });
      },
      constant(data, shape) {
        const dtype = data instanceof BigInt64Array ? "int64" : "float32";
        const constantName = constantNameOf(data, `${dtype}${shapeText(shape)}`);
        const known = values.get(constantName);
        if (known !== undefined) return known;
        return declare(
          declareParameter({ name: constantName, dtype, shape, role: "constant", data }),
        );
      },
      node(op, { inputs, attributes = {}, outputs, dtype = "float32", domain }) {
        const unique = nodeName(path, op);
        const outputValues = outputs.map((shape, i) =>
          declare({ name: outputs.length === 1 ? unique : `${unique}:${i}`, dtype, shape })
        );
        const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
        nodes.push({
          name: unique,
          op,
          ...(domain === undefined ? {} : { domain }),
          inputs: inputs.map((value) => value?.name ?? ""),
          outputs: outputValues.map((value) => value.name),
          attributes: Object.fromEntries(given) as Record<string, Attribute>,
          scope: path,
          ...marks,
        });
        return outputValues;
      },
    };
  }

  const input = declare({ ...spec.input, dtype: "float32" });
  const outputNames = new Map<string, string>();
  const outputs = Object.entries(spec.body(scopeAt("", {}), input)).map(([outputName, value]) => {
    const taken = outputNames.get(value.name);
    if (taken !== undefined) {
      throw new RangeError(
        `Cannot put out "${value.name}" of "${name}" as "${outputName}" as it has a name: ` +
          `got "${taken}" before, put each value out once`,
      );
    }
    outputNames.set(value.name, outputName);
    values.delete(value.name);
    return declare({ ...value, name: outputName });
  });
  const renamed = (valueName: string) => outputNames.get(valueName) ?? valueName;

  return {
    name,
    inputs: [input],
    outputs,
    nodes: nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    })),
    values,
    parameters: [...parameters.values()],
  };
}

/** The single output of a node that has one. */
export function single(outputs: readonly Value[]): Value {
  const [value] = outputs;
  if (value === undefined || outputs.length !== 1) {
    throw new RangeError(`Cannot take the single output of a node: got ${outputs.length} outputs`);
  }
  return value;
}
