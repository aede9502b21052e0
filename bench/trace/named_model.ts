// A model of the user's under names that the runtime's trace can be read by: nodes of graphs inside of
// nodes count from 0 there again, and names may be missing or the same. Every node gets a number, and
// every graph inside of a node one more that runs whenever the graph does, so that a branch or an
// iteration shows even where nothing else of it leaves a trace. Nothing that is computed changes.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
} from "onnx-buf";

/** A node by its number. */
export interface NamedNode {
  readonly number: number;
  /** Names of values; `""` is one left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** By attribute. */
  readonly graphs: ReadonlyMap<string, NamedGraph>;
}

/** A graph and its nodes. */
export interface NamedGraph {
  /** Of the node that runs whenever the graph does. */
  readonly marker: number;
  /** Values that are its own; it reads others from around it. */
  readonly names: ReadonlySet<string>;
  /** Sizes of a value that is a tensor of the file, here or around it; `undefined` of others. */
  readonly constantSizes: (name: string) => readonly number[] | undefined;
  readonly nodes: readonly NamedNode[];
}

/** A model that computes the same. */
export interface NamedModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly graph: NamedGraph;
  /** What the runtime says, with the names that the file has. */
  readonly renamed: (text: string) => string;
}

const PREFIX = "dsnet-bench-traced-";
const NAMES = new RegExp(`${PREFIX}(\\d+)`, "g");

/** The number of a node from the name of one of its events; `undefined`: it is none of ours. */
export function numberOf(name: string): number | undefined {
  return name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : undefined;
}

/** Gives every node of a model its number; nodes of model-local functions lose their names. */
export function namedModel(bytes: Uint8Array): NamedModel {
  const model = fromBinary(ModelProtoSchema, bytes);
  for (const { node } of model.functions) for (const inner of node) inner.name = "";
  const ownNames: string[] = [];
  const take = (ownName: string) => ownNames.push(ownName) - 1;

  function named(graph: GraphProto, sizesAround: NamedGraph["constantSizes"]): NamedGraph {
    const own = constantsOf(graph);
    const constantSizes = (name: string) => own.get(name) ?? sizesAround(name);
    const nodes = graph.node.map((node): NamedNode => {
      const number = take(node.name || `${node.opType} of ${node.output[0]}`);
      node.name = `${PREFIX}${number}`;
      const { input: inputs, output: outputs } = node;
      return { number, inputs, outputs, graphs: graphsOf(node, constantSizes) };
    });
    const names = new Set([
      ...[...graph.input, ...graph.initializer].map(({ name }) => name),
      ...nodes.flatMap(({ outputs }) => outputs),
    ]);
    return { marker: take(graph.name), names, constantSizes, nodes };
  }

  function graphsOf(
    { attribute }: NodeProto,
    constantSizes: NamedGraph["constantSizes"],
  ): ReadonlyMap<string, NamedGraph> {
    const graphs = new Map<string, NamedGraph>();
    for (const { name, g: graph } of attribute) {
      if (graph === undefined) continue;
      const inner = named(graph, constantSizes);
      graph.node.push(markerNode(inner.marker));
      graphs.set(name, inner);
    }
    return graphs;
  }

  const { graph } = model;
  if (graph === undefined) throw new TypeError("Cannot name the nodes of a model without a graph");
  const tree = named(graph, () => undefined);
  return {
    bytes: toBinary(ModelProtoSchema, model),
    graph: tree,
    renamed: (text) => text.replaceAll(NAMES, (_, number) => ownNames[Number(number)] ?? ""),
  };
}

/** Sizes of tensors by name: initializers, and what Constant nodes hold. */
function constantsOf({ initializer, node }: GraphProto): ReadonlyMap<string, readonly number[]> {
  const held = node.flatMap(({ opType, output: [name = ""], attribute }) => {
    const tensor = attribute.find(({ t }) => t !== undefined)?.t;
    return opType === "Constant" && tensor !== undefined ? [{ name, dims: tensor.dims }] : [];
  });
  return new Map([...initializer, ...held].map(({ name, dims }) => [name, dims.map(Number)]));
}

/** A node that reads nothing, and that the runtime neither computes before nor leaves out. */
function markerNode(number: number): NodeProto {
  return create(NodeProtoSchema, {
    name: `${PREFIX}${number}`,
    opType: "RandomUniform",
    output: [`${PREFIX}${number}`],
    attribute: [
      create(AttributeProtoSchema, {
        name: "shape",
        type: AttributeProto_AttributeType.INTS,
        ints: [1n],
      }),
    ],
  });
}
