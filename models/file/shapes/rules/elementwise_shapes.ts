// Operators that compute element by element, with or without broadcasting, and those whose output is
// shaped like their first input.

import type { DataType } from "../../../graph/graph.ts";
import { broadcastNumbers, broadcastSizes, combined, isSmall, known } from "../engine/elements.ts";
import {
  alike,
  type Call,
  dtypeAttribute,
  dtypeOf,
  inputOf,
  intOf,
  isSet,
  likeFirst,
  resized,
  type RuleTable,
  shapeOf,
  type ShapeRule,
  typed,
} from "../engine/call.ts";
import { type Inferred, isKnown, type Numbers, tensor, UNKNOWN } from "../engine/inferred.ts";

type Compute = (elements: Numbers) => number | null;

/** One output of the first input's sizes, its numbers computed one by one. */
function each(compute: (x: number) => number, dtype?: DataType): ShapeRule {
  return (call) => {
    const x = inputOf(call, 0);
    return [combined([x], { dtype: dtype ?? x.dtype, shape: x.shape }, known(compute))];
  };
}

/** All inputs broadcast to each other. */
function broadcast(compute?: Compute, dtype?: DataType): ShapeRule {
  return (call) => {
    const inputs = call.inputs.filter((input) => input !== undefined);
    const shape = broadcastSizes(call, inputs.map((input) => input.shape));
    const type = dtype ?? inputs[0]?.dtype ?? null;
    if (compute === undefined) return [tensor(type, shape)];
    return [combined(inputs, { dtype: type, shape }, compute)];
  };
}

/** Broadcasting of numbers that must all be known. */
function arithmetic(compute: (...numbers: readonly number[]) => number): ShapeRule {
  return broadcast(known(compute));
}

function comparison(compute: (a: number, b: number) => boolean): ShapeRule {
  return broadcast(known((a = 0, b = 0) => compute(a, b) ? 1 : 0), "bool");
}

/** Nothing times zero is zero, whatever it is. */
const product: Compute = (elements) =>
  elements.includes(0) ? 0 : known((a = 0, b = 0) => a * b)(elements);

const both: Compute = (elements) =>
  elements.includes(0) ? 0 : known((a = 0, b = 0) => a !== 0 && b !== 0 ? 1 : 0)(elements);

const either: Compute = (elements) =>
  elements.some((element) => isKnown(element) && element !== 0)
    ? 1
    : known((a = 0, b = 0) => a !== 0 || b !== 0 ? 1 : 0)(elements);

/** Integers are divided toward zero. */
function divide(call: Call): readonly Inferred[] {
  const isReal = dtypeOf(call, 0)?.includes("float") ?? true;
  return arithmetic((a = 0, b = 0) => isReal || b !== 0 ? a / b : NaN)(call);
}

/** The remainder has the sign of the divisor, with `fmod` that of the dividend. */
function modulo(call: Call): readonly Inferred[] {
  const isFmod = isSet(call, "fmod");
  return arithmetic((a = 0, b = 0) => isFmod ? a % b : a - b * Math.floor(a / b))(call);
}

/** Half to even. */
function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** A condition picks; where both give one number, it need not be known. */
function where(call: Call): readonly Inferred[] {
  const [condition, a, b] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const shape = broadcastSizes(call, [condition.shape, a.shape, b.shape]);
  const dtype = a.dtype ?? b.dtype;
  if (!isSmall(shape)) return [tensor(dtype, shape)];
  const [picks, left, right] = [condition, a, b].map((input) => broadcastNumbers(input, shape));
  const numbers = (picks ?? []).map((pick, place) => {
    const [x = null, y = null] = [left?.[place], right?.[place]];
    if (pick === null) return x === y ? x : null;
    return pick === 0 ? y : x;
  });
  return [tensor(dtype, shape, numbers)];
}

/** Between the second and the third input, or two attributes before opset 11. */
function clip(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const bounds = [call.inputs[1], call.inputs[2]];
  if (call.node.version < 11 || bounds.some((bound) => bound !== undefined && !bound.numbers)) {
    return [tensor(x.dtype, x.shape)];
  }
  const [low = null, high = null] = bounds.map((bound) => bound?.numbers?.[0]);
  return [
    combined(
      [x],
      { dtype: x.dtype, shape: x.shape },
      known((value = 0) => Math.min(high ?? Infinity, Math.max(low ?? -Infinity, value))),
    ),
  ];
}

function castTo(dtype: DataType | null, x: Inferred): Inferred {
  const isFollowed = dtype !== "string" && x.dtype !== "string";
  if (!isFollowed) return tensor(dtype, x.shape);
  return combined([x], { dtype, shape: x.shape }, ([element = null]) => element);
}

function cast(call: Call): readonly Inferred[] {
  return [castTo(dtypeAttribute(call, "to") ?? null, inputOf(call, 0))];
}

function castLike(call: Call): readonly Inferred[] {
  return [castTo(dtypeOf(call, 1), inputOf(call, 0))];
}

function bitCast(call: Call): readonly Inferred[] {
  return [tensor(dtypeAttribute(call, "to") ?? null, shapeOf(call, 0))];
}

/** Whatever goes in, sequences too. */
function identity(call: Call): readonly Inferred[] {
  return [call.inputs[0] ?? UNKNOWN];
}

function dropout(call: Call): readonly Inferred[] {
  const { dtype, shape, numbers } = inputOf(call, 0);
  const maskType = call.node.version < 10 && call.node.domain === "" ? dtype : "bool";
  return [{ dtype, shape, numbers }, tensor(maskType, shape)];
}

/** Two inputs of which one is the other shifted bitwise, and the like: no shape needs its numbers. */
const BROADCAST = broadcast();

/** The outputs of an optimizer's step: new values, then new statistics, as they went in. */
function optimizerStep(statisticCount: number): ShapeRule {
  return (call) => {
    const state = call.inputs.slice(2);
    const groups = Math.floor(state.length / (2 + statisticCount));
    const tensors = (group: number) => state.slice(group * groups, (group + 1) * groups);
    return [
      ...tensors(0),
      ...Array.from({ length: statisticCount }, (_, place) => tensors(2 + place)).flat(),
    ].map((value) => tensor(value?.dtype ?? null, value?.shape ?? null));
  };
}

/** ONNX's own. */
export const ELEMENTWISE: RuleTable = {
  // One input, numbers followed.
  Abs: each(Math.abs),
  Ceil: each(Math.ceil),
  Floor: each(Math.floor),
  Neg: each((x) => -x),
  Round: each(roundHalfToEven),
  Sign: each(Math.sign),
  Sqrt: each(Math.sqrt),
  Exp: each(Math.exp),
  Log: each(Math.log),
  Reciprocal: each((x) => 1 / x),
  Relu: each((x) => Math.max(0, x)),
  Not: each((x) => x === 0 ? 1 : 0, "bool"),
  Cast: cast,
  CastLike: castLike,
  BitCast: bitCast,
  Clip: clip,
  Identity: identity,
  // One input, numbers not followed.
  ...alike(
    likeFirst,
    `
      Acos Acosh Asin Asinh Atan Atanh Cos Cosh Sin Sinh Tan Tanh Erf Elu Celu Selu Gelu Mish
      Swish HardSwish LeakyRelu HardSigmoid Sigmoid Softplus Softsign ThresholdedRelu Shrink
      PRelu Softmax LogSoftmax Hardmax CumSum CumProd BitwiseNot SwiGLU Affine ImageScaler
      ParametricSoftplus ScaledTanh Scale
    `,
  ),
  IsNaN: typed("bool"),
  IsInf: typed("bool"),
  RegexFullMatch: typed("bool"),
  Dropout: dropout,
  // Several inputs, broadcast.
  Add: arithmetic((a = 0, b = 0) => a + b),
  Sub: arithmetic((a = 0, b = 0) => a - b),
  Mul: broadcast(product),
  Div: divide,
  Mod: modulo,
  Pow: arithmetic((a = 0, b = 0) => a ** b),
  Max: arithmetic(Math.max),
  Min: arithmetic(Math.min),
  Sum: arithmetic((...numbers) => numbers.reduce((sum, number) => sum + number, 0)),
  Mean: BROADCAST,
  And: broadcast(both, "bool"),
  Or: broadcast(either, "bool"),
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
  Equal: comparison((a, b) => a === b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  BitShift: BROADCAST,
  BitwiseAnd: BROADCAST,
  BitwiseOr: BROADCAST,
  BitwiseXor: BROADCAST,
  StringConcat: BROADCAST,
  Where: where,
};

/** Of ai.onnx.preview.training. */
export const OPTIMIZERS: RuleTable = {
  Adagrad: optimizerStep(1),
  Adam: optimizerStep(2),
  Momentum: optimizerStep(1),
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_ELEMENTWISE: RuleTable = {
  ...alike(
    likeFirst,
    `
      BiasGelu FastGelu Gelu QuickGelu BiasSoftmax BiasAdd ComplexMul ComplexMulConj Inverse
      Trilu MulInteger QLinearSigmoid QLinearSoftmax QLinearLeakyRelu NGramRepeatBlock
      GatedRelativePositionBias QOrderedGelu GatedAdd ScaledSiLU MRotaryEmbedding
    `,
  ),
  BiasDropout: dropout,
  BitmaskDropout: dropout,
  BitmaskBiasDropout: dropout,
  IsAllFinite: () => [tensor("bool", [])],
  /** Half of the last axis gates the other half. */
  BiasSplitGelu: (call) => {
    const shape = shapeOf(call, 0);
    const last = shape?.at(-1) ?? null;
    return resized(
      call,
      shape === null ? null : [...shape.slice(0, -1), last === null ? null : last / 2],
    );
  },
  MurmurHash3: (call) => [
    tensor(intOf(call, "positive") === 0 ? "int32" : "uint32", shapeOf(call, 0)),
  ],
  /** Two quantized inputs, each with scale and zero point: `(A, ., ., B, ., ., ., .)`. */
  ...alike(quantizedBroadcast(0, 3), "QLinearAdd QLinearMul"),
  QLinearWhere: quantizedBroadcast(0, 1, 4),
};

function quantizedBroadcast(...places: readonly number[]): ShapeRule {
  return (call) => [
    tensor(
      dtypeOf(call, places.at(-1) ?? 0),
      broadcastSizes(call, places.map((place) => shapeOf(call, place))),
    ),
  ];
}
