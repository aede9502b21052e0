// Small ONNX files from literals, as bytes: what other programs would have written.

import { create, type Message, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as Type,
  type AttributeProtoSchema,
  type FunctionProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from "onnx-buf";
import { DATA_TYPES, type DataType } from "../../models/graph/data_type.ts";

/** Messages as literals: any field may be left out. */
export type ModelLiteral = Exclude<MessageInitShape<typeof ModelProtoSchema>, Message>;
type GraphLiteral = Exclude<MessageInitShape<typeof GraphProtoSchema>, Message>;
type NodeLiteral = MessageInitShape<typeof NodeProtoSchema>;
type AttributeLiteral = MessageInitShape<typeof AttributeProtoSchema>;
type TensorLiteral = MessageInitShape<typeof TensorProtoSchema>;
type ValueLiteral = MessageInitShape<typeof ValueInfoProtoSchema>;
type FunctionLiteral = MessageInitShape<typeof FunctionProtoSchema>;

/** What a test's file holds; IR version 10 and opset 21, unless said otherwise. */
export interface OnnxFile {
  readonly nodes: readonly NodeLiteral[];
  readonly inputs?: readonly ValueLiteral[];
  readonly outputs?: readonly ValueLiteral[];
  readonly initializers?: readonly TensorLiteral[];
  readonly stated?: readonly ValueLiteral[];
  readonly functions?: readonly FunctionLiteral[];
  /** Version of each domain's operator set. */
  readonly versions?: Readonly<Record<string, number>>;
  readonly irVersion?: number;
  /** More fields of the graph. */
  readonly graph?: GraphLiteral;
  /** More fields of the model. */
  readonly model?: ModelLiteral;
}

/** The bytes of a file. */
export function onnxFile(file: OnnxFile): Uint8Array<ArrayBuffer> {
  const { nodes, inputs, outputs, initializers, stated, functions } = file;
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: BigInt(file.irVersion ?? 10),
      opsetImport: Object.entries(file.versions ?? { "": 21 }).map(([domain, version]) => ({
        domain,
        version: BigInt(version),
      })),
      graph: subgraph({ nodes, inputs, outputs, initializers, stated, more: file.graph }),
      functions: [...functions ?? []],
      ...file.model,
    }),
  );
}

/** A graph, for attributes of If, Loop and Scan. */
export function subgraph(
  { nodes, inputs = [], outputs = [], initializers = [], stated = [], more = {} }: {
    readonly nodes: readonly NodeLiteral[];
    readonly inputs?: readonly ValueLiteral[] | undefined;
    readonly outputs?: readonly ValueLiteral[] | undefined;
    readonly initializers?: readonly TensorLiteral[] | undefined;
    readonly stated?: readonly ValueLiteral[] | undefined;
    readonly more?: GraphLiteral | undefined;
  },
): GraphLiteral {
  return {
    node: [...nodes],
    input: [...inputs],
    output: [...outputs],
    initializer: [...initializers],
    valueInfo: [...stated],
    ...more,
  };
}

/** A node: `node("Conv", ["x", "w"], ["y"], { strides: [2, 2] })`. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeInput>> = {},
  more: NodeLiteral = {},
): NodeLiteral {
  return {
    opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    ...more,
  };
}

/** What an attribute may be given as; numbers are whole, `{ float }` is real. */
export type AttributeInput =
  | (number | bigint | string)
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorLiteral }
  | { readonly graph: GraphLiteral }
  | { readonly reference: string; readonly type: Type };

/** An attribute of the type that its value tells. */
export function attribute(name: string, value: AttributeInput): AttributeLiteral {
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (typeof value === "number" || typeof value === "bigint") {
    return { name, type: Type.INT, i: BigInt(value) };
  }
  if (typeof value === "string") return { name, type: Type.STRING, s: bytes(value) };
  if ("float" in value) return { name, type: Type.FLOAT, f: value.float };
  if ("floats" in value) return { name, type: Type.FLOATS, floats: [...value.floats] };
  if ("tensor" in value) return { name, type: Type.TENSOR, t: value.tensor };
  if ("graph" in value) return { name, type: Type.GRAPH, g: value.graph };
  if ("reference" in value) return { name, type: value.type, refAttrName: value.reference };
  if (typeof value[0] === "string") {
    return { name, type: Type.STRINGS, strings: value.map((text) => bytes(String(text))) };
  }
  return { name, type: Type.INTS, ints: value.map((entry) => BigInt(entry)) };
}

/** A value with its type; sizes are numbers or names, `null` is not stated. */
export function value(
  name: string,
  shape?: readonly (number | string | null)[],
  dtype: DataType = "float32",
): ValueLiteral {
  const dim = shape?.map((size) => {
    if (size === null) return {};
    return typeof size === "number"
      ? { value: { case: "dimValue" as const, value: BigInt(size) } }
      : { value: { case: "dimParam" as const, value: size } };
  });
  const elemType = DATA_TYPES[dtype].code;
  const tensorType = dim === undefined ? { elemType } : { elemType, shape: { dim } };
  return { name, type: { value: { case: "tensorType", value: tensorType } } };
}

/** A float32 weight with zeros in it. */
export function weight(name: string, dims: readonly number[]): TensorLiteral {
  const elementCount = dims.reduce((product, size) => product * size, 1);
  return tensor(name, dims, { dataType: 1, rawData: new Uint8Array(4 * elementCount) });
}

/** Whole numbers as a shape is made of. */
export function int64s(
  name: string,
  values: readonly number[],
  dims = [values.length],
): TensorLiteral {
  const rawData = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
  return tensor(name, dims, { dataType: 7, rawData });
}

/** Any tensor. */
export function tensor(
  name: string,
  dims: readonly number[],
  fields: TensorLiteral,
): TensorLiteral {
  return { name, dims: dims.map(BigInt), ...fields };
}
