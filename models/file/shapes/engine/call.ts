// What a shape rule sees: one node with what is known of its inputs. And the rule itself.

import type { DataType } from "../../../graph/graph.ts";
import { typeOfCode } from "../../../graph/data_type.ts";
import type { FileAttribute, FileNode, FileTensor } from "../../file_model.ts";
import { type Inferred, type Sizes, tensor } from "./inferred.ts";

/** A node with what is known of its inputs. */
export interface Call {
  readonly node: FileNode;
  /** In ONNX order; `undefined` is an optional input left out. */
  readonly inputs: readonly (Inferred | undefined)[];
}

/**
 * Gives what is known of an operator's outputs, in ONNX order, from what is known of its inputs.
 * Pure; outputs that a node does not ask for may be given too.
 *
 * @throws {RangeError} If the inputs cannot belong to the operator.
 */
export type ShapeRule = (call: Call) => readonly Inferred[];

/** Rules of one operator set by operator. */
export type RuleTable = Readonly<Record<string, ShapeRule>>;

/** A rule by the version of the operator set: the newest row that is not newer than the node. */
export function byVersion(
  ...rows: readonly (readonly [since: number, rule: ShapeRule])[]
): ShapeRule {
  return (call) => {
    const row = rows.findLast(([since]) => since <= call.node.version) ?? rows[0];
    return row === undefined ? [] : row[1](call);
  };
}

/** The error of a node whose inputs break its operator's rule. */
export function refuse({ node }: Pick<Call, "node">, reason: string): RangeError {
  return new RangeError(`Cannot infer the shape of ${node.op} "${node.name}" as ${reason}`);
}

/**
 * An input that the operator cannot do without.
 *
 * @throws {RangeError} If it is left out.
 */
export function inputOf(call: Call, place: number): Inferred {
  const value = call.inputs[place];
  if (value !== undefined) return value;
  throw refuse(call, `it needs its input ${place + 1}: it is left out`);
}

/** Sizes of an input; `null` if it is left out or its rank is not known. */
export function shapeOf(call: Call, place: number): Sizes | null {
  return call.inputs[place]?.shape ?? null;
}

/** Type of an input; `null` if it is left out or not known. */
export function dtypeOf(call: Call, place: number): DataType | null {
  return call.inputs[place]?.dtype ?? null;
}

/** The type of what comes out, where it is that of the first input. */
export function firstDtype(call: Call): DataType | null {
  return dtypeOf(call, 0);
}

/** The type of sums of products of integers. */
export function asInt32(): DataType {
  return "int32";
}

/**
 * Sizes of an input that must have so many axes, as far as its rank is known.
 *
 * @throws {RangeError} If it has another number of axes.
 */
export function rankedShape(
  call: Call,
  place: number,
  { atLeast, atMost = Infinity }: { readonly atLeast: number; readonly atMost?: number },
): Sizes | null {
  const shape = shapeOf(call, place);
  if (shape === null || (shape.length >= atLeast && shape.length <= atMost)) return shape;
  const wanted = atLeast === atMost ? `${atLeast}` : `${atLeast} or more`;
  throw refuse(call, `its input ${place + 1} must have ${wanted} axes: got ${shape.length}`);
}

type Valued = Exclude<FileAttribute, { readonly kind: "long" }>;
/** What attributes hold, by their kind. */
type Values = { readonly [One in Valued as One["kind"]]: One["value"] };

/** The value of an attribute, if it is of the kind that the operator gives it. */
export function attributeOf<Kind extends keyof Values>(
  call: Call,
  name: string,
  kind: Kind,
): Values[Kind] | undefined {
  const attribute = call.node.attributes.get(name);
  return attribute?.kind === kind ? (attribute as Valued).value as Values[Kind] : undefined;
}

/** An integer attribute. */
export function intOf(call: Call, name: string): number | undefined {
  const value = attributeOf(call, name, "int");
  return value === undefined ? undefined : Number(value);
}

/** An integer attribute that stands for yes or no. */
export function isSet(call: Call, name: string, byDefault = false): boolean {
  const value = intOf(call, name);
  return value === undefined ? byDefault : value !== 0;
}

/** An attribute of several integers. */
export function intsOf(call: Call, name: string): readonly number[] | undefined {
  return attributeOf(call, name, "ints")?.map(Number);
}

/** An attribute that holds a type's code, as Cast's `to`; 0 is none. */
export function dtypeAttribute(call: Call, name: string): DataType | undefined {
  return typeOfCode(intOf(call, name) ?? 0);
}

/** What a tensor of the file says: numbers, if the reader took them along. */
export function inferredOf({ dtype, shape, place }: FileTensor): Inferred {
  if (place.kind !== "numbers") return { dtype, shape, numbers: null };
  return { dtype, shape, numbers: place.numbers.map(Number) };
}

/**
 * An axis counted from the front.
 *
 * @throws {RangeError} If there is no such axis.
 */
export function axisOf(call: Call, axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(place) && place >= 0 && place < rank) return place;
  throw refuse(call, `its axis must lie from ${-rank} to ${rank - 1}: got ${axis}`);
}

/** One output of the first input's type and of other sizes. */
export function resized(call: Call, shape: Sizes | null): readonly Inferred[] {
  return [tensor(dtypeOf(call, 0), shape)];
}

/** One output of the same type and sizes as the first input. */
export function likeFirst(call: Call): readonly Inferred[] {
  return resized(call, shapeOf(call, 0));
}

/** A rule that several operators have, named in one text. */
export function alike(rule: ShapeRule, operators: string): RuleTable {
  return Object.fromEntries(operators.trim().split(/\s+/).map((op) => [op, rule]));
}

/** One output of the sizes of the first input, of another type. */
export function typed(dtype: DataType): ShapeRule {
  return (call) => [tensor(dtype, shapeOf(call, 0))];
}

/**
 * Sizes that must be one: the known of the two.
 *
 * @throws {RangeError} If both are known and differ.
 */
export function sameSize(
  call: Call,
  what: string,
  a: number | null,
  b: number | null,
): number | null {
  if (a === null || b === null || a === b) return a ?? b;
  throw refuse(call, `${what} must be equal: got ${a} and ${b}`);
}
