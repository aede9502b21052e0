// The graph: plain readonly data that everything else is derived from.
//
// A network is written once, as a Graph; counting, encoding, rewriting and timing read it.
// Names follow ONNX (node, attribute, initializer) and PyTorch (module path, state_dict name).

import type { DataType } from "./data_type.ts";

export type { DataType };

/**
 * A size along one axis; `"N"` is the batch, left open until the graph is run or counted, and
 * `"100N"` has 100 entries for each image of it.
 */
export type Dimension = number | "N" | `${number}N`;

/** Sizes of a tensor, outermost axis first, e.g. `["N", 3, 224, 224]`. */
export type Shape = readonly Dimension[];

/** A tensor that flows through the graph, known by its name. */
export interface Value {
  /** Unique in the graph. */
  readonly name: string;
  /** Type of its elements. */
  readonly dtype: DataType;
  /** Sizes, outermost axis first. */
  readonly shape: Shape;
}

/** A real-valued ONNX attribute; plain numbers are integer attributes. */
export interface FloatAttribute {
  /** The value. */
  readonly float: number;
}

/** Several real numbers in one attribute. */
export interface FloatsAttribute {
  /** The values. */
  readonly floats: readonly number[];
}

/** Several texts in one attribute. */
export interface StringsAttribute {
  /** The values. */
  readonly strings: readonly string[];
}

/** A small tensor in an attribute, such as what ConstantOfShape fills with. */
export interface TensorAttribute {
  /** Its type, sizes and elements; elements that were not read are `null`. */
  readonly tensor: {
    readonly dtype: DataType;
    readonly shape: readonly number[];
    readonly numbers: readonly (number | bigint)[] | null;
  };
}

/** What an ONNX attribute may hold: a number, a text, several of them, a tensor. */
export type Attribute =
  | number
  | readonly number[]
  | string
  | FloatAttribute
  | FloatsAttribute
  | StringsAttribute
  | TensorAttribute;

/**
 * The part of a dual-stream network that a node belongs to (models/networks/dsnet.ts): the two streams,
 * what aligns them, the MLPs, the embeddings of patches and positions, and what is shared by both
 * streams beside that: the layers before and after them, and the head.
 */
export type Stream = "local" | "global" | "alignment" | "mlp" | "embedding" | "shared";

/**
 * How reference code writes a node. Counters that hook PyTorch modules or functions see some
 * spellings and miss others, so their totals follow from this and not from the operator alone.
 */
export type Spelling =
  | "nn.Conv2d"
  | "nn.ConvTranspose2d"
  | "nn.Linear"
  | "bias of nn.Linear"
  | "@"
  | "F.scaled_dot_product_attention"
  | "Tensor.softmax"
  | "nn.Softmax"
  | "nn.BatchNorm2d"
  | "nn.BatchNorm2d subclass"
  | "nn.LayerNorm"
  | "nn.LayerNorm subclass"
  | "nn.ReLU"
  | "F.relu"
  | "nn.GELU"
  | "nn.MaxPool2d"
  | "F.max_pool2d"
  | "nn.AdaptiveAvgPool2d"
  | "Tensor.mean"
  | "F.interpolate"
  | "F.interpolate nearest";

/** Name of an operator set: `""` and `ai.onnx` are ONNX's own, `com.microsoft` ONNX Runtime's. */
export type OperatorDomain = string;

/** One ONNX operator applied once. */
export interface Node {
  /** Unique in the graph: scope, slash, operator, e.g. `blocks1.0.conv1/Conv`. */
  readonly name: string;
  /** ONNX operator type, e.g. `Conv`. */
  readonly op: string;
  /** Operator set that defines it, where it is not ONNX's own. */
  readonly domain?: OperatorDomain | undefined;
  /** Version of that set, where it is not the one that this suite writes. */
  readonly version?: number | undefined;
  /** Value names; `""` is an optional input left out. */
  readonly inputs: readonly string[];
  /** Names of the values that it puts out. */
  readonly outputs: readonly string[];
  /** ONNX attributes by name. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /**
   * Graphs inside of it, by attribute (`then_branch`, `body`): they read values of the graphs around
   * them by name.
   */
  readonly subgraphs?: Readonly<Record<string, Graph>>;
  /**
   * How often each of them runs whenever the node does, where that is known before: 0 and 1 of the
   * branches of an If, the steps of a Loop or Scan. Absent: data decide.
   */
  readonly runs?: Readonly<Record<string, number>>;
  /** Module path in the reference code, e.g. `blocks3.0.mlp.fc1`; `""` is the network itself. */
  readonly scope: string;
  /** Module path of the stage that it belongs to, where that is not the first module of its scope. */
  readonly stage?: string | undefined;
  /** The stream of a DS-Net that it belongs to. */
  readonly stream?: Stream | undefined;
  /** Set where it is not the usual spelling of the operator (bench/count/conventions/spelling.ts). */
  readonly writtenAs?: Spelling | undefined;
}

/**
 * Whether training learns it, BatchNorm tracks it, it maps integers to the real numbers that they
 * stand for (scales, zero points), the graph fixes it (shapes, indices), or it is computed from other
 * parameters (rewritten graphs only).
 */
export type ParameterRole = "learned" | "buffer" | "quantization" | "constant" | "derived";

/** How the values of a derived parameter follow from those of others, which may be derived too. */
export interface Derivation {
  /** The parameters that they follow from. */
  readonly from: readonly Parameter[];
  /** Writes the values over `target`; `sources` holds those of `from`, in the same order. */
  readonly fill: (target: Float32Array, sources: readonly Float32Array[]) => void;
  /** Set where it has the elements of its only source in their order. */
  readonly isReshaped?: true;
}

/** A tensor that is part of the model. */
export interface Parameter {
  /** The state_dict name of the reference code, e.g. `layer1.0.bn1.running_mean`. */
  readonly name: string;
  /** Type of its elements. */
  readonly dtype: DataType;
  /** Sizes, outermost axis first. */
  readonly shape: readonly number[];
  /** Where its values come from. */
  readonly role: ParameterRole;
  /**
   * The values of a constant, as bytes where the type has no array of its own; learned parameters and
   * buffers get theirs from weights, unless they are not float32.
   */
  readonly data?: BigInt64Array | Float32Array | Uint8Array;
  /** Where the values of a derived parameter come from. */
  readonly derivation?: Derivation;
}

/** What a graph gives and whose type or shape only a run can tell. */
export interface UnknownOutput {
  /** As nodes have it. */
  readonly name: string;
  /** `null`: not known, or it is no tensor. */
  readonly dtype: DataType | null;
  /** Among all that the graph gives, from 0. */
  readonly place: number;
}

/** A whole network at one input size, batch left open. */
export interface Graph {
  /** What messages and files call it. */
  readonly name: string;
  /** What it is fed with, in order. */
  readonly inputs: readonly Value[];
  /** What it gives, in order. */
  readonly outputs: readonly Value[];
  /** What it gives beside that, of a type or shape that only a run can tell, in order. */
  readonly unknownOutputs?: readonly UnknownOutput[];
  /** In an order in which they can run. */
  readonly nodes: readonly Node[];
  /**
   * Every value by name: inputs, parameters and what nodes put out. In graphs of files, values whose
   * type or shape nobody knows are absent.
   */
  readonly values: ReadonlyMap<string, Value>;
  /** Every parameter, used or not. */
  readonly parameters: readonly Parameter[];
}

/** A size with the batch filled in. */
export function dimensionSize(size: Dimension, batch: number): number {
  if (typeof size === "number") return size;
  return batch * (size === "N" ? 1 : Number(size.slice(0, -1)));
}

/** The number of elements of a shape, with the batch counted as `batch`. */
export function elementCount(shape: Shape, batch = 1): number {
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) count *= dimensionSize(shape[axis] ?? 1, batch);
  return count;
}

/** Height and width of an image `[N, C, H, W]`. */
export type Sides = readonly [height: number, width: number];

/** The sides of an image, which must be numbers. */
export function sidesOf({ shape }: Value): Sides {
  return [Number(shape[2]), Number(shape[3])];
}

/** Text for messages: `[N, 3, 224, 224]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** All that a graph gives, what is of unknown shape too. */
export function allOutputs(
  { outputs, unknownOutputs = [] }: Pick<Graph, "outputs" | "unknownOutputs">,
): readonly (Value | UnknownOutput)[] {
  return unknownOutputs.reduce<readonly (Value | UnknownOutput)[]>(
    (all, output) => all.toSpliced(output.place, 0, output),
    outputs,
  );
}

/** The names of {@linkcode allOutputs}. */
export function outputNames(
  graph: Pick<Graph, "outputs" | "unknownOutputs">,
): readonly string[] {
  return allOutputs(graph).map(({ name }) => name);
}

/** Names of values that a node reads: its inputs, and what graphs inside of it read. */
export function readsOf({ inputs, subgraphs }: Node): readonly string[] {
  if (subgraphs === undefined) return inputs;
  const inner = Object.values(subgraphs).flatMap((graph) => [
    ...graph.nodes.flatMap(readsOf),
    ...outputNames(graph),
  ]);
  return inner.length === 0 ? inputs : [...inputs, ...inner];
}

/** Names of parameters that at least one node reads, in the order of the graph. */
export function usedParameters(graph: Graph): readonly Parameter[] {
  const read = new Set(graph.nodes.flatMap(readsOf));
  return graph.parameters.filter((parameter) => read.has(parameter.name));
}
