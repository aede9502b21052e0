// What a rule for multiply-adds sees of one node.

import { dimensionSize, type Node, shapeText, type Value } from "../../../models/graph/graph.ts";

/** The value of a name, as far as its shape is known. */
export type ValueLookup = (name: string) => Value | undefined;

/** One node with what goes in and out of it. */
export interface MacWork {
  readonly node: Node;
  readonly valueOf: ValueLookup;
  /** Images that the open sizes are for. */
  readonly batch: number;
}

/** How one operator is counted. */
export interface MacRule {
  /** Multiply-adds of one node, bias and element-wise work excluded. */
  readonly macs: (work: MacWork) => bigint;
  /** Places among the inputs where weights stand. */
  readonly weights: readonly number[];
  /** Places of what is multiplied: the work is one of integers if all of these are. */
  readonly operands: readonly number[];
  /** Multiply-adds of integers, where the operator says so itself. */
  readonly integerMacs?: (work: MacWork) => bigint;
}

/** A tensor that a rule needs has no known shape. */
export class UnknownShapeError extends RangeError {}

function valueAt({ node, valueOf }: MacWork, name: string): Value {
  const value = valueOf(name);
  if (value !== undefined) return value;
  throw new UnknownShapeError(
    `Cannot count "${node.name}" as its tensor "${name}" has no known shape`,
  );
}

/**
 * An input that may be left out; `undefined` if it is.
 *
 * @throws {UnknownShapeError} If it is there and its shape is not known.
 */
export function optionalInput(work: MacWork, place: number): Value | undefined {
  const name = work.node.inputs[place] ?? "";
  return name === "" ? undefined : valueAt(work, name);
}

/**
 * An input that the operator cannot do without.
 *
 * @throws {RangeError} If it is left out, or its shape is not known.
 */
export function inputOf(work: MacWork, place: number): Value {
  const value = optionalInput(work, place);
  if (value !== undefined) return value;
  throw refuse(work, `${work.node.op} needs its input ${place + 1}: it is left out`);
}

/**
 * The first output.
 *
 * @throws {UnknownShapeError} If its shape is not known.
 */
export function outputOf(work: MacWork): Value {
  return valueAt(work, work.node.outputs[0] ?? "");
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

/** An integer attribute. */
export function integerOf({ attributes }: Node, name: string, otherwise: number): number {
  const value = attributes[name];
  return typeof value === "number" ? value : otherwise;
}

/**
 * An integer attribute that the operator cannot do without.
 *
 * @throws {RangeError} If it is left out.
 */
export function requiredInteger(work: MacWork, name: string): number {
  const value = work.node.attributes[name];
  if (typeof value === "number") return value;
  throw refuse(work, `${work.node.op} needs its attribute ${name}: it is left out`);
}

/** The error of a node whose inputs break its operator's rule. */
export function refuse({ node }: MacWork, reason: string): RangeError {
  return new RangeError(`Cannot count "${node.name}" as ${reason}`);
}

/** The error of two inputs that do not fit each other. */
export function unfit(work: MacWork, a: Value, b: Value, rule: string): RangeError {
  return refuse(work, `${rule}: got ${shapeText(a.shape)} and ${shapeText(b.shape)}`);
}
