// The messages of a model as read, before functions are inlined and names settled.

import type { FileAttribute, FileTensor, FileValue } from "../file_model.ts";

/** What an attribute holds; graphs are raw still. */
export type RawAttributeValue =
  | Exclude<FileAttribute, { readonly kind: "graph" | "graphs" }>
  | { readonly kind: "graph"; readonly value: RawGraph }
  | { readonly kind: "graphs"; readonly value: readonly RawGraph[] };

/** AttributeProto. */
export interface RawAttribute {
  readonly name: string;
  /** In a function: the attribute of the call whose value this takes. */
  readonly reference?: string;
  readonly value: RawAttributeValue;
  /** Of one that nodes share, where the file has it several times: which of these it is. */
  readonly number?: number;
}

/** NodeProto. */
export interface RawNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly RawAttribute[];
  /** Module path that the exporter wrote down; `undefined`: none. */
  readonly modulePath: string | undefined;
  /** Where it begins in the file, in bytes. */
  readonly offset: number;
}

/** GraphProto. */
export interface RawGraph {
  readonly name: string;
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  readonly nodes: readonly RawNode[];
  readonly initializers: readonly FileTensor[];
  readonly stated: ReadonlyMap<string, FileValue>;
  readonly annotations: ReadonlyMap<string, readonly string[]>;
  readonly offset: number;
}

/** FunctionProto. */
export interface RawFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that a call may set and that have no default. */
  readonly attributes: readonly string[];
  readonly defaults: readonly RawAttribute[];
  readonly nodes: readonly RawNode[];
  readonly versions: ReadonlyMap<string, number>;
  readonly offset: number;
}

/** ModelProto. */
export interface RawModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly versions: ReadonlyMap<string, number>;
  readonly graph: RawGraph;
  readonly functions: readonly RawFunction[];
  readonly notices: readonly string[];
}
