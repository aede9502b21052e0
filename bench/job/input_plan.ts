// What a graph is fed with: real numbers are seeded, whole numbers stay within the table that they
// index, and what else is whole or a truth value is one (a mask that hides nothing).

import { DATA_TYPES, type DataType } from "../../models/graph/data_type.ts";
import type { Dimension, Graph, Node, Shape, Value } from "../../models/graph/graph.ts";

/** How the elements of an input are chosen. */
export type InputFill =
  | { readonly kind: "seeded" }
  /** Seeded whole numbers from 0 on. */
  | { readonly kind: "indices"; readonly below: number }
  | { readonly kind: "ones" };

/** One input and how it is filled. */
export interface PlannedInput {
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: Shape;
  readonly fill: InputFill;
}

/** The inputs of a graph, in its order. */
export function inputPlan(graph: Graph): readonly PlannedInput[] {
  return graph.inputs.map(({ name, dtype, shape }) => ({
    name,
    dtype,
    shape,
    fill: fillOf(graph, { name, dtype, shape }),
  }));
}

/**
 * For people: `input_ids int64 [N, 128], indices below 30522`.
 *
 * @param givenSha256 Of the file of an input that is given.
 */
export function plannedInputText(
  { name, dtype, shape, fill }: PlannedInput,
  givenSha256?: string,
): string {
  const how = givenSha256 !== undefined
    ? `given, SHA-256 ${givenSha256}`
    : fill.kind === "indices"
    ? `indices below ${fill.below}`
    : fill.kind;
  return `${name} ${dtype} [${shape.join(", ")}], ${how}`;
}

/** Whether all inputs and outputs grow with the batch along their first axis. */
export function isBatchFirst({ inputs, outputs }: Pick<Graph, "inputs" | "outputs">): boolean {
  return [...inputs, ...outputs].every(({ shape: [first] }) => isOpen(first));
}

/** Whether any input grows with the batch. */
export function hasOpenBatch({ inputs }: Pick<Graph, "inputs">): boolean {
  return inputs.some(({ shape }) => shape.some(isOpen));
}

function isOpen(size: Dimension | undefined): boolean {
  return typeof size === "string";
}

function fillOf(graph: Graph, { name, dtype }: Value): InputFill {
  if (/^(b?float|complex)/.test(dtype)) return { kind: "seeded" };
  const limits = tableSizes(graph, name);
  const below = Math.min(...limits, largestOf(dtype));
  return limits.length === 0 ? { kind: "ones" } : { kind: "indices", below };
}

function largestOf(dtype: DataType): number {
  const bits = DATA_TYPES[dtype].bits ?? 0;
  return Math.min(2 ** (dtype.startsWith("u") ? bits : bits - 1), Number.MAX_SAFE_INTEGER);
}

/** Operators that move whole numbers or change their type alone. */
const CARRIERS: ReadonlySet<string> = new Set([
  "Cast",
  "Expand",
  "Flatten",
  "Identity",
  "Reshape",
  "Slice",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

/** Sizes of the axes that the values of an input point into. */
function tableSizes(graph: Graph, input: string): readonly number[] {
  const carried = new Set([input]);
  const sizes: number[] = [];
  for (const node of graph.nodes) {
    if (CARRIERS.has(node.op) && carried.has(node.inputs[0] ?? "")) {
      for (const output of node.outputs) carried.add(output);
    }
    for (const { place, axis, indices } of tablesOf(node)) {
      if (!carried.has(node.inputs[indices] ?? "")) continue;
      const size = graph.values.get(node.inputs[place] ?? "")?.shape.at(axis);
      if (typeof size === "number") sizes.push(size);
    }
  }
  return sizes;
}

/** A table of a node: its place among the inputs, the axis that indices point into, and their place. */
interface Table {
  readonly place: number;
  readonly axis: number;
  readonly indices: number;
}

function tablesOf({ op, attributes }: Node): readonly Table[] {
  if (op === "Gather" || op === "GatherElements") {
    const { axis = 0 } = attributes;
    return typeof axis === "number" ? [{ place: 0, axis, indices: 1 }] : [];
  }
  // com.microsoft: input_ids, segment_ids, then the tables of words, positions and segments
  return op === "EmbedLayerNormalization"
    ? [{ place: 2, axis: 0, indices: 0 }, { place: 4, axis: 0, indices: 1 }]
    : [];
}
