// Operators that make one number of many along axes: sums, means, places of the largest, losses.

import {
  alike,
  attributeOf,
  axisOf,
  type Call,
  dtypeOf,
  inputOf,
  intOf,
  intsOf,
  isSet,
  resized,
  type RuleTable,
  shapeOf,
  type ShapeRule,
} from "../engine/call.ts";
import { flatPlace, placesOf, rounded } from "../engine/elements.ts";
import {
  elementsOf,
  type Inferred,
  isFixed,
  isKnown,
  knownNumber,
  knownNumbers,
  type Numbers,
  type Sizes,
  tensor,
} from "../engine/inferred.ts";

/** Axes as an attribute, or as an input of later versions; `null`: an input that is not known. */
export function axesOf(call: Call, place: number): readonly number[] | null | undefined {
  const input = call.inputs[place];
  return input === undefined ? intsOf(call, "axes") : knownNumbers(input);
}

type Summary = (numbers: readonly number[]) => number;

function reduction(summary?: Summary, axesPlace = 1): ShapeRule {
  return (call) => {
    const x = inputOf(call, 0);
    const { dtype, shape } = x;
    const given = axesOf(call, axesPlace);
    const isKept = isSet(call, "keepdims", true);
    if (shape === null) return [tensor(dtype, null)];
    if (given === null) return [tensor(dtype, isKept ? shape.map(() => null) : null)];
    const isAll = given === undefined || given.length === 0;
    if (isAll && isSet(call, "noop_with_empty_axes")) return [x];
    const axes = isAll ? shape.keys().toArray() : given.map((a) => axisOf(call, a, shape.length));
    const kept = shape.map((size, axis) => axes.includes(axis) ? 1 : size);
    const out = isKept ? kept : shape.filter((_, axis) => !axes.includes(axis));
    return [tensor(dtype, out, summary === undefined ? null : summarized(x, kept, summary))];
  };
}

/** Numbers of a reduced tensor, as far as all that goes into one of them is known. */
function summarized(x: Inferred, kept: Sizes, summary: Summary): Numbers | null {
  if (x.numbers === null || !isFixed(kept) || !isFixed(x.shape)) return null;
  const parts: (number | null)[][] = Array.from({ length: elementsOf(kept) ?? 0 }, () => []);
  for (const [flat, place] of placesOf(x.shape).entries()) {
    const target = place.map((index, axis) => kept[axis] === 1 ? 0 : index);
    parts[flatPlace(target, kept)]?.push(x.numbers[flat] ?? null);
  }
  return parts.map((part) => part.every(isKnown) ? rounded(summary(part), x.dtype) : null);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The place of the largest or smallest along an axis. */
function argument(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  if (shape === null) return [tensor("int64", null)];
  const axis = axisOf(call, intOf(call, "axis") ?? 0, shape.length);
  const isKept = isSet(call, "keepdims", true);
  return [tensor("int64", isKept ? shape.with(axis, 1) : shape.toSpliced(axis, 1))];
}

/** Values and their indices; how many is an attribute, from opset 10 on an input. */
function topK(call: Call): readonly Inferred[] {
  const { dtype, shape } = inputOf(call, 0);
  if (shape === null) return [tensor(dtype, null), tensor("int64", null)];
  const axis = axisOf(call, intOf(call, "axis") ?? -1, shape.length);
  const count = intOf(call, "k") ?? knownNumber(call.inputs[1]);
  const out = shape.with(axis, count);
  return [tensor(dtype, out), tensor("int64", out)];
}

/** One number, or one for each target. */
function loss(call: Call): Sizes | null {
  return (attributeOf(call, "reduction", "string") ?? "mean") === "none" ? shapeOf(call, 1) : [];
}

/** ONNX Runtime's own: scales and zero points stand where axes would. */
export const CONTRIBUTED_REDUCTIONS: RuleTable = {
  QLinearReduceMean: reduction(undefined, Infinity),
  ReduceSumInteger: reduction(undefined, Infinity),
};

/** ONNX's own. */
export const REDUCTIONS: RuleTable = {
  ReduceSum: reduction(sum),
  ReduceProd: reduction((numbers) => numbers.reduce((product, number) => product * number, 1)),
  ReduceMax: reduction((numbers) => Math.max(...numbers)),
  ReduceMin: reduction((numbers) => Math.min(...numbers)),
  ReduceMean: reduction((numbers) => sum(numbers) / numbers.length),
  ...alike(reduction(), "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare"),
  ArgMax: argument,
  ArgMin: argument,
  TopK: topK,
  NegativeLogLikelihoodLoss: (call) => resized(call, loss(call)),
  SoftmaxCrossEntropyLoss: (call) => [
    tensor(dtypeOf(call, 0), loss(call)),
    tensor(dtypeOf(call, 0), shapeOf(call, 0)),
  ],
};
