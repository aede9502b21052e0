// Encodes a Graph as an ONNX model (github.com/onnx/onnx, onnx.proto), IR version 9 and opset 20, or what
// its nodes say where they come from a file.
//
// `encodeOnnx` keeps the weights beside the model as ONNX external data and gives them part by part, so
// that they are never all in memory (for sessions); `encodeSelfContained` puts them inside (for files).

import { create, toBinary } from "@bufbuild/protobuf";
import * as proto from "onnx-buf";
import {
  allOutputs,
  type Attribute,
  type Dimension,
  elementCount,
  type Graph,
  type Node,
  type Parameter,
  type TensorAttribute,
  type UnknownOutput,
  usedParameters,
  type Value,
} from "./graph.ts";
import { DATA_TYPES } from "./data_type.ts";
import { elementData } from "./element_data.ts";
import { anyValues, type ValueSource } from "./parameter_values.ts";

/** The newest standard operator set that every operator here is defined in. */
const OPSET_VERSION = 20;
const IR_VERSION = 9n;
/** The one that takes every element type and operator set of today. */
const FILE_IR_VERSION = 10n;
/** Of sets beside ONNX's own; they have one version only. */
const CONTRIBUTED_VERSION = 1;

/** Where the weights are said to lie, relative to the model. */
export const WEIGHTS_PATH = "weights.bin";

/** Tensors begin at multiples of this, a line of the cache: what vector instructions like best. */
const ALIGNMENT_BYTES = 64;
/** Small tensors are handed out together, about this much at once. */
const PART_BYTES = 2 ** 21;
const FLOAT32_BYTES = 4;

/** A model and the weights that it refers to by offset. */
export interface EncodedModel {
  /** The bytes of the ONNX file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /**
   * The bytes of {@linkcode WEIGHTS_PATH}, part after part: all float32 parameters but constants, in
   * the order of the graph. A part may still be read while the next one is computed; the one after
   * that overwrites it.
   */
  readonly weightParts: () => Iterable<Uint8Array<ArrayBuffer>>;
  /** Where the values of each parameter are among them, by name. */
  readonly places: ReadonlyMap<string, WeightPlace>;
  /** Length of them all. */
  readonly weightBytes: number;
}

/** Where the values of a parameter are. */
export interface WeightPlace {
  /** Where they begin. */
  readonly offsetBytes: number;
  /** How many bytes they are. */
  readonly sizeBytes: number;
}

/** The values of what lies in graphs inside of nodes are not at hand. */
function requireFlat({ name, nodes }: Graph): void {
  const node = nodes.find(({ subgraphs = {} }) => Object.keys(subgraphs).length > 0);
  if (node === undefined) return;
  throw new RangeError(
    `Cannot write "${name}" anew as its node "${node.name}" has graphs inside: ` +
      `take its own file, plain and in float32, with an engine that reads ONNX files`,
  );
}

/** Learned parameters, buffers and what derives from them; what has data stays in the model. */
function isStored({ role, data }: Parameter): boolean {
  return role !== "constant" && data === undefined;
}

function storedParameters(graph: Graph): readonly Parameter[] {
  return usedParameters(graph).filter(isStored);
}

/** A parameter and where its values begin in the weights. */
interface Placed extends WeightPlace {
  readonly parameter: Parameter;
}

/** One after the other, each aligned. */
function placed(parameters: readonly Parameter[]): readonly Placed[] {
  let end = 0;
  return parameters.map((parameter) => {
    const offsetBytes = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const sizeBytes = FLOAT32_BYTES * elementCount(parameter.shape);
    end = offsetBytes + sizeBytes;
    return { parameter, offsetBytes, sizeBytes };
  });
}

/**
 * The model with its weights beside it.
 *
 * @param values Of learned parameters and buffers, e.g. seeded ones.
 * @throws {RangeError} If a node has graphs inside, or nodes need two versions of an operator set.
 */
export function encodeOnnx(graph: Graph, values: ValueSource): EncodedModel {
  requireFlat(graph);
  const stored = placed(storedParameters(graph));
  return {
    model: serialize(graph, stored.map(externalTensor)),
    weightParts: () => weightParts(stored, values),
    places: new Map(stored.map((place) => [place.parameter.name, place])),
    weightBytes: stored.reduce((_, { offsetBytes, sizeBytes }) => offsetBytes + sizeBytes, 0),
  };
}

function* weightParts(stored: readonly Placed[], values: ValueSource) {
  const fill = anyValues(values);
  const largestBytes = Math.max(0, ...stored.map(({ sizeBytes }) => sizeBytes));
  const partLength = Math.max(PART_BYTES, largestBytes) / FLOAT32_BYTES;
  let [part, other] = [new Float32Array(partLength), new Float32Array(partLength)];
  const bytesUntil = (end: number) => new Uint8Array(part.buffer, 0, end);
  let [partStart, end] = [0, 0];
  for (const { parameter, offsetBytes, sizeBytes } of stored) {
    if (offsetBytes + sizeBytes - partStart > part.byteLength) {
      yield bytesUntil(offsetBytes - partStart);
      [part, other] = [other, part];
      partStart = offsetBytes;
    }
    const first = (offsetBytes - partStart) / FLOAT32_BYTES;
    fill(part.subarray(first, first + sizeBytes / FLOAT32_BYTES), parameter);
    end = offsetBytes + sizeBytes;
  }
  yield bytesUntil(end - partStart);
}

/**
 * One file with everything inside, as `export` writes it.
 *
 * @throws {RangeError} As encodeOnnx(), or if it would exceed the 2 GiB that a protobuf message may have.
 */
export function encodeSelfContained(
  graph: Graph,
  values: ValueSource,
): Uint8Array<ArrayBuffer> {
  requireFlat(graph);
  const byteCount = FLOAT32_BYTES * storedParameters(graph)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (byteCount >= 2 ** 31) {
    throw new RangeError(
      `Cannot write "${graph.name}" as one ONNX file as protobuf ends at 2 GiB: ` +
        `got ${byteCount} bytes of weights`,
    );
  }
  const fill = anyValues(values);
  const tensors = storedParameters(graph).map((parameter) => {
    const data = new Float32Array(elementCount(parameter.shape));
    fill(data, parameter);
    return rawTensor(parameter, data);
  });
  return serialize(graph, tensors);
}

/** The structure alone, no weights: what identifies a network, whatever its name and weights. */
export function encodeStructure(graph: Graph): Uint8Array<ArrayBuffer> {
  return serialize({ ...graph, name: "" }, storedParameters(graph).map((p) => tensorHead(p)));
}

/** SHA-256 of {@linkcode encodeStructure}, in hex. */
export async function graphHash(graph: Graph): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encodeStructure(graph));
  return new Uint8Array(digest).toHex();
}

function serialize(graph: Graph, tensors: readonly proto.TensorProto[]): Uint8Array<ArrayBuffer> {
  const constants = usedParameters(graph)
    .filter((parameter) => !isStored(parameter))
    .map((parameter) => rawTensor(parameter, parameter.data ?? new Float32Array()));
  return toBinary(
    proto.ModelProtoSchema,
    create(proto.ModelProtoSchema, {
      irVersion: graph.nodes.some(({ version }) => version !== undefined)
        ? FILE_IR_VERSION
        : IR_VERSION,
      opsetImport: [...operatorSets(graph)].map(([domain, version]) => ({
        domain,
        version: BigInt(version),
      })),
      producerName: "dsnet-bench",
      graph: graphProto(graph, [...tensors, ...constants]),
    }),
  );
}

/**
 * The version of each operator set that the graph uses: what its nodes say, else what this suite writes.
 *
 * @throws {RangeError} If two nodes say different ones, as a model may name one of each set only.
 */
function operatorSets({ name, nodes }: Graph): ReadonlyMap<string, number> {
  const stated = new Map<string, number>();
  for (const { domain = "", version } of nodes) {
    if (version === undefined) continue;
    const known = stated.get(domain) ?? version;
    if (known !== version) {
      throw new RangeError(
        `Cannot write "${name}" as one model as its nodes need two versions of the operator set ` +
          `"${domain || "ai.onnx"}": got ${known} and ${version}`,
      );
    }
    stated.set(domain, version);
  }
  const domains = ["", ...nodes.flatMap(({ domain }) => domain ?? [])];
  return new Map(domains.map((domain) => [
    domain,
    stated.get(domain) ?? (domain === "" ? OPSET_VERSION : CONTRIBUTED_VERSION),
  ]));
}

function graphProto(graph: Graph, initializer: proto.TensorProto[]): proto.GraphProto {
  return create(proto.GraphProtoSchema, {
    name: graph.name,
    node: graph.nodes.map(nodeProto),
    initializer,
    input: graph.inputs.map(valueInfo),
    output: allOutputs(graph).map((output) =>
      "shape" in output ? valueInfo(output) : unknownInfo(output)
    ),
  });
}

function nodeProto(node: Node) {
  return create(proto.NodeProtoSchema, {
    name: node.name,
    opType: node.op,
    ...(node.domain === undefined ? {} : { domain: node.domain }),
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: [
      ...Object.entries(node.attributes).map(([name, value]) => attributeProto(name, value)),
      ...Object.entries(node.subgraphs ?? {}).map(([name, inner]) => bodyProto(name, inner)),
    ],
  });
}

/** The structure of a graph inside of a node; its values are not at hand. */
function bodyProto(name: string, graph: Graph): proto.AttributeProto {
  const type = proto.AttributeProto_AttributeType.GRAPH;
  const g = graphProto({ ...graph, name: "" }, graph.parameters.map(tensorHead));
  return create(proto.AttributeProtoSchema, { name, type, g });
}

function attributeProto(name: string, value: Attribute): proto.AttributeProto {
  const Type = proto.AttributeProto_AttributeType;
  const typed = typeof value === "number"
    ? { type: Type.INT, i: BigInt(value) }
    : typeof value === "string"
    ? { type: Type.STRING, s: new TextEncoder().encode(value) }
    : "float" in value
    ? { type: Type.FLOAT, f: value.float }
    : "floats" in value
    ? { type: Type.FLOATS, floats: [...value.floats] }
    : "strings" in value
    ? {
      type: Type.STRINGS,
      strings: value.strings.map((text) => new TextEncoder().encode(text)),
    }
    : "tensor" in value
    ? { type: Type.TENSOR, t: tensorOf(name, value) }
    : { type: Type.INTS, ints: value.map(BigInt) };
  return create(proto.AttributeProtoSchema, { name, ...typed });
}

function tensorOf(
  name: string,
  { tensor: { dtype, shape, numbers } }: TensorAttribute,
): proto.TensorProto {
  if (numbers === null) {
    throw new RangeError(
      `Cannot write the tensor in attribute "${name}" as its elements were not read`,
    );
  }
  const rawData = elementData(dtype, numbers);
  return { ...tensorHead({ name: "", dtype, shape }), rawData };
}

function valueInfo({ name, dtype, shape }: Value): proto.ValueInfoProto {
  return create(proto.ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: "tensorType",
        value: { elemType: DATA_TYPES[dtype].code, shape: { dim: shape.map(dimensionProto) } },
      },
    },
  });
}

/** Not even how many axes it has is stated. */
function unknownInfo({ name, dtype }: UnknownOutput): proto.ValueInfoProto {
  if (dtype === null) return create(proto.ValueInfoProtoSchema, { name });
  return create(proto.ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType: DATA_TYPES[dtype].code } } },
  });
}

function dimensionProto(size: Dimension) {
  return create(proto.TensorShapeProto_DimensionSchema, {
    value: typeof size === "number"
      ? { case: "dimValue", value: BigInt(size) }
      : { case: "dimParam", value: size },
  });
}

function tensorHead(
  { name, dtype, shape }: Pick<Parameter, "name" | "dtype" | "shape">,
): proto.TensorProto {
  return create(proto.TensorProtoSchema, {
    name,
    dataType: DATA_TYPES[dtype].code,
    dims: shape.map(BigInt),
  });
}

function rawTensor(parameter: Parameter, data: NonNullable<Parameter["data"]>): proto.TensorProto {
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { ...tensorHead(parameter), rawData };
}

function externalTensor({ parameter, offsetBytes, sizeBytes }: Placed): proto.TensorProto {
  const entry = (key: string, value: number | string): proto.StringStringEntryProto =>
    create(proto.StringStringEntryProtoSchema, { key, value: String(value) });
  return {
    ...tensorHead(parameter),
    dataLocation: proto.TensorProto_DataLocation.EXTERNAL,
    externalData: [
      entry("location", WEIGHTS_PATH),
      entry("offset", offsetBytes),
      entry("length", sizeBytes),
    ],
  };
}
