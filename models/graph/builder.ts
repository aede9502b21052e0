// Builds a Graph while a network function runs.

import {
  type Graph,
  type Node,
  type Parameter,
  type Shape,
  shapeText,
  type Value,
} from "./graph.ts";
import {
  addNode,
  type ConstantData,
  constantName,
  constantOf,
  type GraphWriter,
  ROOT,
  type Scope,
  uniqueNames,
  valueOf,
  WriterScope,
  type WrittenNodes,
} from "./scope.ts";

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
 * @throws {RangeError} If a parameter's name is used twice, sizes of it or of the input are no whole
 * numbers, or an operator refuses its inputs.
 */
export function buildGraph(name: string, { input, outputName, body }: NetworkSpec): Graph {
  return buildManyOutputs(name, { input, body: (g, x) => ({ [outputName]: body(g, x) }) });
}

/**
 * {@linkcode buildGraph} for a network of several outputs, such as a detector.
 *
 * @throws {RangeError} As buildGraph(), or if an output has two names.
 */
export function buildManyOutputs(name: string, { input, body }: ManyOutputsSpec): Graph {
  return buildOnTrunk(name, buildTrunk(name, { input, body: (_, image) => image }), body);
}

/** What several networks begin with, such as a backbone; it is written once and stays as it is. */
export interface Trunk<Given> {
  readonly draft: GraphDraft;
  readonly image: Value;
  /** What networks go on from. */
  readonly given: Given;
}

/**
 * Runs a function that networks begin with.
 *
 * @param name What messages call it.
 * @param spec Input and function.
 * @throws {RangeError} As buildGraph().
 */
export function buildTrunk<Given>(
  name: string,
  { input, body }: {
    readonly input: NetworkSpec["input"];
    readonly body: (scope: Scope, input: Value) => Given;
  },
): Trunk<Given> {
  if (
    !input.shape.every((size) => typeof size === "string" || Number.isInteger(size) && size >= 1)
  ) {
    throw new RangeError(
      `Cannot build "${name}" as sizes of its input must be whole numbers from 1, or "N": ` +
        `got ${shapeText(input.shape)}`,
    );
  }
  const image: Value = { ...input, dtype: "float32" };
  const draft: GraphDraft = {
    name,
    nodes: [],
    values: new Map([[image.name, image]]),
    parameters: [],
    longConstants: new Map(),
    nameCounts: new Map(),
  };
  return { draft, image, given: body(scopeIn(draft), image) };
}

/**
 * {@linkcode buildManyOutputs} for a network that begins with a trunk.
 *
 * @throws {RangeError} As buildManyOutputs().
 */
export function buildOnTrunk<Given>(
  name: string,
  { draft: begun, image, given }: Trunk<Given>,
  body: (scope: Scope, given: Given) => Outputs,
): Graph {
  const draft: GraphDraft = {
    name,
    nodes: [...begun.nodes],
    values: copyOf(begun.values),
    parameters: [...begun.parameters],
    longConstants: copyOf(begun.longConstants),
    nameCounts: copyOf(begun.nameCounts),
  };
  return finished(draft, image, body(scopeIn(draft), given));
}

/** As `new Map(map)`, which makes a pair of every entry on its way. */
function copyOf<Key, Item>(map: ReadonlyMap<Key, Item>): Map<Key, Item> {
  const copy = new Map<Key, Item>();
  map.forEach((item, key) => copy.set(key, item));
  return copy;
}

/** A graph that is being written. */
interface GraphDraft extends Omit<WrittenNodes, "uniqueName"> {
  readonly name: string;
  readonly parameters: Parameter[];
  /** Data of constants whose names are numbers, by name. */
  readonly longConstants: Map<string, ConstantData>;
  /** As {@linkcode uniqueNames} keeps them. */
  readonly nameCounts: Map<string, number>;
}

function scopeIn(draft: GraphDraft): Scope {
  return new WriterScope(writerOf(draft), ROOT);
}

function writerOf(draft: GraphDraft): GraphWriter {
  const { nodes, values, nameCounts } = draft;
  const written: WrittenNodes = { nodes, values, uniqueName: uniqueNames({ counts: nameCounts }) };
  return {
    addParameter: (parameter) => addParameter(draft, parameter),
    addConstant: (data, shape) => addConstant(draft, data, shape),
    addNode: (op, spec, place) => addNode(written, op, spec, place),
  };
}

function addParameter({ name, values, parameters }: GraphDraft, parameter: Parameter): Value {
  if (values.has(parameter.name)) {
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
  const value = valueOf(parameter);
  parameters.push(parameter);
  values.set(value.name, value);
  return value;
}

/** Constants of more elements are numbered instead of spelled out in their names. */
const LONGEST_SPELLED_CONSTANT = 64;

function addConstant(draft: GraphDraft, data: ConstantData, shape: readonly number[]): Value {
  const name = data.length <= LONGEST_SPELLED_CONSTANT
    ? constantName(data, shape)
    : numberedName(draft, data, shape);
  return draft.values.get(name) ?? addParameter(draft, constantOf(data, shape, name));
}

/** `constant/int64[2401]#1`; equal ones have the same number. */
function numberedName(
  { longConstants }: GraphDraft,
  data: ConstantData,
  shape: readonly number[],
): string {
  for (let number = 1;; number++) {
    const name = constantName(data, shape, `#${number}`);
    const known = longConstants.get(name);
    if (known === undefined) longConstants.set(name, data);
    if (known === undefined || known === data) return name;
    if (data.every((value: number, i: number) => value === known[i])) return name;
  }
}

/** The graph as it is written, the values that it puts out under their names. */
function finished(draft: GraphDraft, input: Value, outputs: Outputs): Graph {
  const { name, nodes, values, parameters } = draft;
  const outputNames = outputNamesOf(name, outputs);
  const renamed = (valueName: string) => outputNames.get(valueName) ?? valueName;
  const isRenamed = (valueName: string) => outputNames.has(valueName);
  const first = firstProducer(nodes, outputNames);
  const named = Object.entries(outputs).map(([outputName, value]): Value => {
    values.delete(value.name);
    return { ...value, name: outputName };
  });
  for (const output of named) values.set(output.name, output);
  return {
    name,
    inputs: [input],
    outputs: named,
    nodes: nodes.map((node, i) =>
      i >= first && (node.inputs.some(isRenamed) || node.outputs.some(isRenamed))
        ? { ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) }
        : node
    ),
    values,
    parameters,
  };
}

/** The place of the first node that puts one of these values out: no node before it has their names. */
function firstProducer(nodes: readonly Node[], names: ReadonlyMap<string, string>): number {
  let place = nodes.length;
  for (let left = names.size; left > 0 && place > 0;) {
    place--;
    left -= nodes[place]?.outputs.filter((name) => names.has(name)).length ?? 0;
  }
  return place;
}

/** What each value that is put out will be called. */
function outputNamesOf(name: string, outputs: Outputs): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [outputName, value] of Object.entries(outputs)) {
    const taken = names.get(value.name);
    if (taken !== undefined) {
      throw new RangeError(
        `Cannot put out "${value.name}" of "${name}" as "${outputName}" as it has a name: ` +
          `got "${taken}" before, put each value out once`,
      );
    }
    names.set(value.name, outputName);
  }
  return names;
}
