// Sequences of tensors, optional values and text.

import {
  axisOf,
  type Call,
  dtypeAttribute,
  inputOf,
  intOf,
  intsOf,
  isSet,
  type RuleTable,
  shapeOf,
  typed,
} from "../engine/call.ts";
import { moved } from "../engine/elements.ts";
import {
  commonOf,
  type Inferred,
  isKnown,
  knownNumber,
  knownNumbers,
  MOST_NUMBERS,
  sequenceOf,
  type Size,
  tensor,
  UNKNOWN,
} from "../engine/inferred.ts";
import { concatenated } from "./layout_shapes.ts";

function itemsOf(value: Inferred | undefined): readonly Inferred[] | null {
  return value?.sequence?.items ?? null;
}

/** A place in a sequence of known length, counted from the front. */
function placeIn(items: readonly Inferred[], input: Inferred | undefined, byDefault: number) {
  const given = input === undefined ? byDefault : knownNumber(input);
  return given === null ? null : given < 0 ? given + items.length : given;
}

function sequenceAt(call: Call): readonly Inferred[] {
  const sequence = inputOf(call, 0);
  const items = itemsOf(sequence);
  const place = items === null ? null : placeIn(items, call.inputs[1], 0);
  return [(place === null ? undefined : items?.[place]) ?? sequence.sequence?.element ?? UNKNOWN];
}

function sequenceInsert(call: Call): readonly Inferred[] {
  const [sequence, item] = [inputOf(call, 0), inputOf(call, 1)];
  const items = itemsOf(sequence);
  const place = items === null ? null : placeIn(items, call.inputs[2], items.length);
  if (items !== null && place !== null) return [sequenceOf(items.toSpliced(place, 0, item))];
  const element = sequence.sequence?.element ?? item;
  return [sequenceOf(null, commonOf(element, item))];
}

function sequenceErase(call: Call): readonly Inferred[] {
  const sequence = inputOf(call, 0);
  const items = itemsOf(sequence);
  const place = items === null ? null : placeIn(items, call.inputs[1], items.length - 1);
  if (items !== null && place !== null) return [sequenceOf(items.toSpliced(place, 1))];
  return [sequenceOf(null, sequence.sequence?.element)];
}

/** Along an axis that is there, or along a new one. */
function concatFromSequence(call: Call): readonly Inferred[] {
  const sequence = inputOf(call, 0);
  const items = itemsOf(sequence);
  const axis = intOf(call, "axis") ?? 0;
  const isNew = isSet(call, "new_axis");
  const element = sequence.sequence?.element ?? UNKNOWN;
  const widened = (item: Inferred): Inferred => {
    if (!isNew || item.shape === null) return item;
    const place = axisOf(call, axis, item.shape.length + 1);
    return tensor(item.dtype, item.shape.toSpliced(place, 0, 1), item.numbers);
  };
  if (items !== null && items.length > 0) return [concatenated(call, items.map(widened), axis)];
  const { dtype, shape } = widened(element);
  if (shape === null) return [tensor(dtype, null)];
  return [tensor(dtype, shape.with(axisOf(call, axis, shape.length), null))];
}

/** Parts of one size or of given sizes; without them, single entries whose axis goes unless kept. */
function splitToSequence(call: Call): readonly Inferred[] {
  const x = inputOf(call, 0);
  const { dtype, shape } = x;
  if (shape === null) return [sequenceOf(null, tensor(dtype, null))];
  const axis = axisOf(call, intOf(call, "axis") ?? 0, shape.length);
  const size = shape[axis] ?? null;
  const input = call.inputs[1];
  const isDropped = input === undefined && !isSet(call, "keepdims", true);
  const part = (partSize: Size, begin: number | null): Inferred => {
    const out = shape.with(axis, partSize);
    const numbers = begin === null ? null : moved(
      x,
      out,
      (place) => place.map((index, at) => at === axis ? index + begin : index),
    ).numbers;
    return tensor(dtype, isDropped ? out.toSpliced(axis, 1) : out, numbers);
  };
  const sizes = partLengths(input, size);
  if (sizes === null) return [sequenceOf(null, part(input === undefined ? 1 : null, null))];
  let end = 0;
  return [sequenceOf(sizes.map((partSize) => part(partSize, (end += partSize) - partSize)))];
}

function partLengths(input: Inferred | undefined, size: Size): readonly number[] | null {
  const given = input === undefined ? [1] : knownNumbers(input);
  if (given === null) return null;
  const isOneSize = input === undefined || input.shape?.length === 0;
  if (!isOneSize) return given;
  const [step = 1] = given;
  if (!isKnown(size) || step < 1 || size / step > MOST_NUMBERS) return null;
  return Array.from({ length: Math.ceil(size / step) }, (_, i) => Math.min(step, size - i * step));
}

/** `[C]` or `[1, C]` words, fewer where some are stopped. */
function normalizedText(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  return [tensor("string", shape && [...shape.slice(0, -1), null])];
}

/** Each text as parts, filled up to the longest, and how many there are. */
function splitText(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  return [tensor("string", shape && [...shape, null]), tensor("int64", shape)];
}

/** `[C]` or `[N, C]` words -> how often each n-gram of the pool occurs. */
function countedNgrams(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const places = intsOf(call, "ngram_indexes") ?? [];
  const width = places.reduce((most, place) => Math.max(most, place + 1), 0);
  return [tensor("float32", shape && [...shape.slice(0, -1), width])];
}

/** ONNX's own. */
export const SEQUENCES: RuleTable = {
  SequenceConstruct: (call) => [
    sequenceOf(call.inputs.filter((input) => input !== undefined)),
  ],
  SequenceEmpty: (call) => [
    sequenceOf([], tensor(dtypeAttribute(call, "dtype") ?? "float32", null)),
  ],
  SequenceAt: sequenceAt,
  SequenceInsert: sequenceInsert,
  SequenceErase: sequenceErase,
  SequenceLength: (call) => [tensor("int64", [], [itemsOf(call.inputs[0])?.length ?? null])],
  ConcatFromSequence: concatFromSequence,
  SplitToSequence: splitToSequence,
  /** An optional value is known as what it holds. */
  Optional: (call) => [call.inputs[0] ?? UNKNOWN],
  OptionalGetElement: (call) => [call.inputs[0] ?? UNKNOWN],
  OptionalHasElement: (call) => [tensor("bool", [], call.inputs[0] === undefined ? [0] : null)],
  StringNormalizer: normalizedText,
  StringSplit: splitText,
  TfIdfVectorizer: countedNgrams,
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_TEXT: RuleTable = {
  Tokenizer: splitText,
  StringLower: typed("string"),
  StringUpper: typed("string"),
};
