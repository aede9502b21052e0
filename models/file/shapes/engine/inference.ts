// What inference over a graph gives, and the rules of nodes that hold graphs themselves.

import type { FileGraph, FileNode } from "../../file_model.ts";
import type { Call } from "./call.ts";
import type { Inferred } from "./inferred.ts";

/** What is known of a graph's values, without those of graphs around it or inside. */
export interface Inference {
  /** By name. */
  readonly values: ReadonlyMap<string, Inferred>;
  /** In the order of the graph. */
  readonly outputs: readonly Inferred[];
  /** Of each node that holds graphs. */
  readonly bodies: ReadonlyMap<FileNode, readonly InferredBody[]>;
}

/** A graph inside a node: a branch, or what a loop repeats. */
export interface InferredBody {
  /** The attribute that holds it. */
  readonly attribute: string;
  readonly graph: FileGraph;
  readonly inference: Inference;
  /** Times that it runs each time the node does; `null`: not known before the model runs. */
  readonly runs: number | null;
  /** Of a branch that data could choose: why it cannot run on what it reads. */
  readonly refusal?: string;
}

/** Infers a graph inside a node from what goes into it; values around it are at hand. */
export type InferBody = (graph: FileGraph, inputs: readonly Inferred[]) => Inference;

/** What is known of a node that holds graphs. */
export interface BodyOutcome {
  /** Of its outputs, in ONNX order. */
  readonly outputs: readonly Inferred[];
  /** Of the graphs inside. */
  readonly bodies: readonly InferredBody[];
}

/** Like a shape rule, of a node that holds graphs. */
export type BodyRule = (call: Call, infer: InferBody) => BodyOutcome;

/** Rules of one operator set by operator. */
export type BodyRuleTable = Readonly<Record<string, BodyRule>>;

/** Nothing is known of a graph: it cannot run on what it would get. */
export const NO_INFERENCE: Inference = { values: new Map(), outputs: [], bodies: new Map() };
