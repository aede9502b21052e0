// What a model file says, as plain data: names and numbers as written, tensors by where their bytes
// lie, nothing inferred and no weight read. ONNX, onnx.proto: ModelProto and what it holds.

import type { DataType } from "../graph/graph.ts";

/** A size as a file writes it: a number, a name, or nothing. */
export type FileDimension = number | string | null;

/** What may hold tensors instead of being one. */
export type FileContainer =
  | "sequence"
  | "optional"
  | "optional sequence"
  | "sparse tensor"
  | "map"
  | "opaque";

/** Type and sizes as a file states them. */
export interface FileValue {
  /** As nodes refer to it. */
  readonly name: string;
  /** Absent: a tensor, or no type is stated. Else type and sizes are those of its elements. */
  readonly container?: FileContainer;
  /** `null`: not stated, or a map. */
  readonly dtype: DataType | null;
  /** `null`: not even how many axes. */
  readonly shape: readonly FileDimension[] | null;
}

/** Where the bytes of a tensor lie. */
export type TensorPlace =
  /** In the model file: raw and little-endian, or as the fields of its message. */
  | {
    readonly kind: "file";
    readonly offset: number;
    readonly byteLength: number;
    /** The range is the message that holds the values (a TensorProto), not raw bytes. */
    readonly isMessage?: true;
  }
  /** In another file of the same folder. */
  | {
    readonly kind: "external";
    readonly location: string;
    readonly offset: number;
    /** `null`: up to the end of that file. */
    readonly byteLength: number | null;
  }
  /** Small and perhaps needed for shapes: its numbers. */
  | { readonly kind: "numbers"; readonly numbers: readonly (number | bigint)[] }
  /** Nowhere: the file has type and shape alone. */
  | { readonly kind: "absent" };

/** A tensor in a file: an initializer, a constant, an attribute. */
export interface FileTensor {
  /** As nodes refer to it. */
  readonly name: string;
  /** Type of its elements. */
  readonly dtype: DataType;
  /** Sizes, outermost axis first. */
  readonly shape: readonly number[];
  /** Where its bytes lie. */
  readonly place: TensorPlace;
  /** Of a sparse tensor, how many elements are stored; the place is theirs. */
  readonly storedCount?: number;
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
  | { readonly kind: "tensors"; readonly value: readonly FileTensor[] }
  | { readonly kind: "type"; readonly value: FileValue }
  | { readonly kind: "graph"; readonly value: FileGraph }
  | { readonly kind: "graphs"; readonly value: readonly FileGraph[] }
  /** More than any shape needs (trees, tables, blobs): only how many bytes of the file they take. */
  | { readonly kind: "long"; readonly of: string; readonly byteLength: number };

/**
 * A node; model-local functions are inlined already, with their call path as scope. `Constant` nodes
 * of a known value are initializers of their graph, under the name of their output.
 */
export interface FileNode {
  /** Unique in the file; made up where the file has none. */
  readonly name: string;
  /** Operator, e.g. `Conv`. */
  readonly op: string;
  /** `""` is ONNX's own. */
  readonly domain: string;
  /** Version of its domain's operator set that the file (or the function) imports. */
  readonly version: number;
  /** `""` is an optional input left out. */
  readonly inputs: readonly string[];
  /** `""` is an optional output left out. */
  readonly outputs: readonly string[];
  /** Attributes by name. */
  readonly attributes: ReadonlyMap<string, FileAttribute>;
  /** Module path, as far as names or functions tell it. */
  readonly scope: string;
}

/** A graph or subgraph; a subgraph reads values of those around it by name. */
export interface FileGraph {
  /** As the file calls it. */
  readonly name: string;
  /** Initializers left out. */
  readonly inputs: readonly FileValue[];
  /** What it gives, in order. */
  readonly outputs: readonly FileValue[];
  /** Each after those whose outputs it or its subgraphs read. */
  readonly nodes: readonly FileNode[];
  /** Initializers, sparse ones and the values of `Constant` nodes; each name once. */
  readonly initializers: readonly FileTensor[];
  /** Shapes that the file states of values in between; computed ones win. */
  readonly stated: ReadonlyMap<string, FileValue>;
  /** Of values that are quantized by annotation, the tensors with scale and zero point. */
  readonly annotations?: ReadonlyMap<string, readonly string[]>;
}

/** A whole file. */
export interface FileModel {
  /** Version of the format. */
  readonly irVersion: number;
  /** Name and version of the program that wrote it. */
  readonly producer: string;
  /** Version of each domain's operator set. */
  readonly versions: ReadonlyMap<string, number>;
  /** What it computes. */
  readonly graph: FileGraph;
  /** What a reader should know: initializers that are inputs, training parts left out, … */
  readonly notices: readonly string[];
}
