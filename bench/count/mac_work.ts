// What a rule for multiply-adds sees of one node.

import { dimensionSize, type Graph, type Node, type Value } from "../../models/graph/graph.ts";

/** One node with what goes in and out of it. */
export interface MacWork {
  readonly node: Node;
  /** In ONNX order; `undefined` is an optional input left out. */
  readonly inputs: readonly (Value | undefined)[];
  /** The first output. */
  readonly output: Value;
  /** Images that the open sizes are for. */
  readonly batch: number;
}

/**
 * A node with its values.
 *
 * @throws {RangeError} If a value has no known shape.
 */
export function workOf(graph: Graph, node: Node, batch: number): MacWork {
  function valueOf(name: string): Value {
    const value = graph.values.get(name);
    if (value !== undefined) return value;
    throw new RangeError(`Cannot count "${node.name}" as its tensor "${name}" has no known shape`);
  }
  return {
    ...{ node, batch },
    inputs: node.inputs.map((name) => name === "" ? undefined : valueOf(name)),
    output: valueOf(node.outputs[0] ?? ""),
  };
}

/**
 * An input that the operator cannot do without.
 *
 * @throws {RangeError} If it is left out.
 */
export function inputOf(work: MacWork, place: number): Value {
  const value = work.inputs[place];
  if (value !== undefined) return value;
  throw refuse(work, `${work.node.op} needs its input ${place + 1}: it is left out`);
}

/**
 * The size of an axis, from the end where it is negative, batch filled in.
 *
 * @throws {RangeError} If there is no such axis.
 */
export function sizeOf(work: MacWork, { name, shape }: Value, axis: number): number {
  const size = shape.at(axis);
  if (size !== undefined) return dimensionSize(size, work.batch);
  throw refuse(work, `"${name}" must have an axis ${axis}: got ${shape.length} axes`);
}

/** The error of a node whose inputs break its operator's rule. */
export function refuse({ node }: MacWork, reason: string): RangeError {
  return new RangeError(`Cannot count "${node.name}" as ${reason}`);
}
