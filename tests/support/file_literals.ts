// Small model files as literals: what a reader of files would give.

import type { DataType } from "../../models/graph/graph.ts";
import type {
  FileAttribute,
  FileDimension,
  FileGraph,
  FileModel,
  FileNode,
  FileTensor,
  FileValue,
} from "../../models/file/file_model.ts";

/** A node: `Conv(x, w) -> y`, the name of its first output is its own. */
export function fileNode(
  text: string,
  attributes: Readonly<Record<string, unknown>> = {},
  { version = 20, domain = "" }: { readonly version?: number; readonly domain?: string } = {},
): FileNode {
  const match = /^(\w+)\((.*)\) -> (.*)$/.exec(text);
  const [op = "", inputs = "", outputs = ""] = match?.slice(1) ?? [];
  const names = (list: string) => list === "" ? [] : list.split(",").map((name) => name.trim());
  return {
    op,
    domain,
    version,
    scope: "",
    name: names(outputs)[0] ?? op,
    inputs: names(inputs),
    outputs: names(outputs),
    attributes: new Map(
      Object.entries(attributes).map(([name, value]) => [name, fileAttribute(value)]),
    ),
  };
}

function fileAttribute(value: unknown): FileAttribute {
  if (typeof value === "bigint") return { kind: "int", value };
  if (typeof value === "string") return { kind: "string", value };
  if (typeof value === "number") {
    return Number.isInteger(value)
      ? { kind: "int", value: BigInt(value) }
      : { kind: "float", value };
  }
  if (Array.isArray(value)) {
    return value.every(Number.isInteger)
      ? { kind: "ints", value: value.map(BigInt) }
      : { kind: "floats", value };
  }
  const { kind } = value as FileAttribute;
  return kind === undefined ? { kind: "graph", value: value as FileGraph } : value as FileAttribute;
}

/** Real scales as an attribute, whole or not. */
export function floats(numbers: readonly number[]): FileAttribute {
  return { kind: "floats", value: numbers };
}

/** A value: type and sizes as the file states them. */
export function fileValue(
  name: string,
  shape: readonly FileDimension[] | null,
  dtype: DataType = "float32",
): FileValue {
  return { name, dtype, shape };
}

/** A weight, whose numbers nobody reads. */
export function weight(
  name: string,
  shape: readonly number[],
  dtype: DataType = "float32",
): FileTensor {
  return { name, dtype, shape, place: { kind: "file", offset: 0, byteLength: 0 } };
}

/** A small tensor with its numbers along one axis. */
export function numbers(
  name: string,
  values: readonly number[],
  dtype: DataType = "int64",
): FileTensor {
  return { name, dtype, shape: [values.length], place: { kind: "numbers", numbers: values } };
}

/** One number without axes. */
export function scalar(name: string, value: number, dtype: DataType = "int64"): FileTensor {
  return { name, dtype, shape: [], place: { kind: "numbers", numbers: [value] } };
}

/** What a graph of a file has beside its name. */
export interface FileGraphParts {
  readonly inputs?: readonly FileValue[];
  readonly outputs: readonly string[];
  readonly nodes: readonly FileNode[];
  readonly initializers?: readonly FileTensor[];
  readonly stated?: readonly FileValue[];
}

/** A graph; outputs without shapes. */
export function fileGraph(
  { inputs = [], outputs, nodes, initializers = [], stated = [] }: FileGraphParts,
): FileGraph {
  return {
    name: "g",
    inputs,
    nodes,
    initializers,
    outputs: outputs.map((name) => ({ name, dtype: null, shape: null })),
    stated: new Map(stated.map((value) => [value.name, value])),
  };
}

/** A whole file around a graph. */
export function fileModel(parts: FileGraphParts): FileModel {
  return {
    irVersion: 10,
    producer: "",
    notices: [],
    versions: new Map([["", 20]]),
    graph: fileGraph(parts),
  };
}
