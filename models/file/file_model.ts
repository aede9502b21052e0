// What a model file says, as plain data: names and numbers as written, tensors by where their bytes
// lie, nothing inferred and no weight read. ONNX, onnx.proto: ModelProto and what it holds.

import type { DataType } from "../graph/graph.ts";

/** A size as a file writes it: a number, a name, or nothing. */
export type FileDimension = number | string | null;

/** Type and sizes as a file states them. */
export interface FileValue {
  readonly name: string;
  /** `null`: no tensor (a sequence, a map) or not stated. */
  readonly dtype: DataType | null;
  /** `null`: not even how many axes. */
  readonly shape: readonly FileDimension[] | null;
}

/** Where the bytes of a tensor lie. */
export type TensorPlace =
  /** In the model file, raw (little-endian) or as packed fields of the message. */
  | { readonly kind: "file"; readonly offset: number; readonly byteLength: number }
  /** In another file of the same folder. */
  | {
    readonly kind: "external";
    readonly location: string;
    readonly offset: number;
    readonly byteLength: number | null;
  }
  /** Small and needed for shapes: its numbers. */
  | { readonly kind: "numbers"; readonly numbers: readonly (number | bigint)[] };

/** A tensor in a file: an initializer, a constant, an attribute. */
export interface FileTensor {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly place: TensorPlace;
}

/** An attribute as a file holds it; integers beyond 2^53 stay exact. */
export type FileAttribute =
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "ints"; readonly value: readonly bigint[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensor"; readonly value: FileTensor }
  | { readonly kind: "graph"; readonly value: FileGraph }
  | { readonly kind: "graphs"; readonly value: readonly FileGraph[] };

/** A node; model-local functions are inlined already, with their call path as scope. */
export interface FileNode {
  /** Unique in the file; made up where the file has none. */
  readonly name: string;
  readonly op: string;
  /** `""` is ONNX's own. */
  readonly domain: string;
  /** Version of its domain's operator set that the file (or the function) imports. */
  readonly version: number;
  /** `""` is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, FileAttribute>;
  /** Module path, as far as names or functions tell it. */
  readonly scope: string;
}

/** A graph or subgraph; a subgraph reads values of those around it by name. */
export interface FileGraph {
  readonly name: string;
  /** Initializers left out. */
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  readonly nodes: readonly FileNode[];
  readonly initializers: readonly FileTensor[];
  /** Shapes that the file states of values in between; computed ones win. */
  readonly stated: ReadonlyMap<string, FileValue>;
}

/** A whole file. */
export interface FileModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Version of each domain's operator set. */
  readonly versions: ReadonlyMap<string, number>;
  readonly graph: FileGraph;
  /** What a reader should know: initializers that are inputs, training parts left out, … */
  readonly notices: readonly string[];
}
