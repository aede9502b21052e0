// Operators that make tensors out of nothing but sizes: constants, ranges, random numbers, windows and
// transforms of signals. And Shape and Size, which turn sizes into numbers.

import type { DataType } from "../../../graph/graph.ts";
import {
  attributeOf,
  axisOf,
  type Call,
  dtypeAttribute,
  dtypeOf,
  inferredOf,
  inputOf,
  intOf,
  intsOf,
  isSet,
  refuse,
  resized,
  type RuleTable,
  shapeOf,
} from "../engine/call.ts";
import {
  elementsOf,
  type Inferred,
  integers,
  isKnown,
  knownNumber,
  MOST_NUMBERS,
  type Size,
  tensor,
} from "../engine/inferred.ts";
import { rounded } from "../engine/elements.ts";
import { sizesNamedBy } from "./layout_shapes.ts";

/** The sizes of a tensor as numbers; from opset 15 on, of some of its axes. */
function shapeAsNumbers(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  if (shape === null) return [tensor("int64", [null])];
  const sizes = shape.slice(intOf(call, "start") ?? 0, intOf(call, "end") ?? shape.length);
  return [integers(sizes)];
}

function sizeAsNumber(call: Call): readonly Inferred[] {
  return [tensor("int64", [], [elementsOf(shapeOf(call, 0))])];
}

/** Filled with one number, 0 where none is given. */
function constantOfShape(call: Call): readonly Inferred[] {
  const shape = sizesNamedBy(call.inputs[0]);
  const value = attributeOf(call, "value", "tensor");
  const fill = value === undefined ? 0 : knownNumber(inferredOf(value));
  const count = elementsOf(shape);
  const numbers = count !== null && count <= MOST_NUMBERS && fill !== null
    ? Array.from({ length: count }, () => fill)
    : null;
  return [tensor(value?.dtype ?? "float32", shape, numbers)];
}

/** From a number up to another, step by step. */
function range(call: Call): readonly Inferred[] {
  const dtype = inputOf(call, 0).dtype;
  const [start, limit, step] = [0, 1, 2].map((place) =>
    place === 2 && call.inputs[2] === undefined ? 1 : knownNumber(call.inputs[place])
  );
  if (!isKnown(start) || !isKnown(limit) || !isKnown(step)) return [tensor(dtype, [null])];
  if (step === 0) throw refuse(call, "its step must not be 0: got 0");
  const count = Math.max(0, Math.ceil((limit - start) / step));
  const numbers = count <= MOST_NUMBERS
    ? Array.from({ length: count }, (_, i) => rounded(start + i * step, dtype))
    : null;
  return [tensor(dtype, [count], numbers)];
}

/** Sizes in an attribute. */
function random(call: Call): readonly Inferred[] {
  return [tensor(dtypeAttribute(call, "dtype") ?? "float32", intsOf(call, "shape") ?? null)];
}

/** Sizes and, unless said otherwise, type of an input. */
function randomLike(call: Call): readonly Inferred[] {
  return [tensor(dtypeAttribute(call, "dtype") ?? dtypeOf(call, 0), shapeOf(call, 0))];
}

/** `[N, classes] -> [N, samples]` */
function multinomial(call: Call): readonly Inferred[] {
  const dtype = dtypeAttribute(call, "dtype") ?? "int32";
  return [tensor(dtype, [shapeOf(call, 0)?.[0] ?? null, intOf(call, "sample_size") ?? 1])];
}

/** A window of as many samples as the input says. */
function signalWindow(call: Call): readonly Inferred[] {
  const dtype: DataType = dtypeAttribute(call, "output_datatype") ?? "float32";
  return [tensor(dtype, [knownNumber(call.inputs[0])])];
}

/** `[..., samples, 1 or 2] -> [..., frequencies, 2]`; the axis is an input from opset 20 on. */
function fourier(call: Call): readonly Inferred[] {
  const { dtype, shape } = inputOf(call, 0);
  if (shape === null) return [tensor(dtype, null)];
  const input = call.inputs[2];
  const given = input === undefined
    ? intOf(call, "axis") ?? (call.node.version < 20 ? 1 : -2)
    : knownNumber(input);
  if (given === null) return [tensor(dtype, shape.map(() => null))];
  const axis = axisOf(call, given, shape.length);
  const [isOnesided, isInverse] = [isSet(call, "onesided"), isSet(call, "inverse")];
  const own = shape[axis] ?? null;
  const byDefault = isOnesided && isInverse && own !== null ? 2 * (own - 1) : own;
  const length = call.inputs[1] === undefined ? byDefault : knownNumber(call.inputs[1]);
  const count = isOnesided && !isInverse ? halfSpectrum(length) : length;
  const parts = isOnesided && isInverse ? 1 : 2;
  return [tensor(dtype, [...shape.with(axis, count).slice(0, -1), parts])];
}

function halfSpectrum(length: Size): Size {
  return length === null ? null : Math.floor(length / 2) + 1;
}

/** `[N, samples, 1 or 2] -> [N, frames, frequencies, 2]` */
function shortTimeFourier(call: Call): readonly Inferred[] {
  const { dtype, shape } = inputOf(call, 0);
  const [step, window] = [knownNumber(call.inputs[1]), shapeOf(call, 2)?.[0]];
  const length = call.inputs[3] === undefined ? window ?? null : knownNumber(call.inputs[3]);
  const samples = shape?.[1];
  const frames = isKnown(samples) && isKnown(step) && isKnown(length)
    ? Math.floor((samples - length) / step) + 1
    : null;
  const bins = isSet(call, "onesided", true) ? halfSpectrum(length) : length;
  return [tensor(dtype, [shape?.[0] ?? null, frames, bins, 2])];
}

/** `[frequencies, bands]` */
function melWeights(call: Call): readonly Inferred[] {
  const [bands, length] = [knownNumber(call.inputs[0]), knownNumber(call.inputs[1])];
  const dtype = dtypeAttribute(call, "output_datatype") ?? "float32";
  return [tensor(dtype, [halfSpectrum(length), bands])];
}

/** ONNX's own. */
export const SOURCES: RuleTable = {
  Shape: shapeAsNumbers,
  Size: sizeAsNumber,
  Range: range,
  ConstantOfShape: constantOfShape,
  RandomNormal: random,
  RandomUniform: random,
  RandomNormalLike: randomLike,
  RandomUniformLike: randomLike,
  EyeLike: randomLike,
  Bernoulli: randomLike,
  Multinomial: multinomial,
  HannWindow: signalWindow,
  HammingWindow: signalWindow,
  BlackmanWindow: signalWindow,
  DFT: fourier,
  STFT: shortTimeFourier,
  MelWeightMatrix: melWeights,
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_SOURCES: RuleTable = {
  Range: range,
  /** Real numbers `[..., n]` -> complex ones `[..., n / 2 + 1, 2]`, and back. */
  Rfft: (call) => {
    const shape = shapeOf(call, 0);
    const length = halfSpectrum(shape?.at(-1) ?? null);
    return resized(call, shape && [...shape.slice(0, -1), length, 2]);
  },
  Irfft: (call) => {
    const shape = shapeOf(call, 0);
    const half = shape?.at(-2) ?? null;
    const length = half === null ? null : 2 * (half - 1);
    return resized(call, shape && [...shape.slice(0, -2), length]);
  },
};
