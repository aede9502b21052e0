// What inference knows of a value: type, sizes, and the numbers of small tensors, each known or not.

import type { DataType } from "../../../graph/graph.ts";

/** A size along one axis; `null`: not known before the model runs. */
export type Size = number | null;

/** Sizes, outermost axis first. */
export type Sizes = readonly Size[];

/** Elements in row-major order; `null`: that one is not known. Truth is 1 and 0. */
export type Numbers = readonly (number | null)[];

/** What a sequence holds. */
export interface Sequence {
  /** `null`: nobody knows how many. */
  readonly items: readonly Inferred[] | null;
  /** What holds for each of them. */
  readonly element: Inferred;
}

/** A value as far as it is known before the model runs. */
export interface Inferred {
  /** `null`: not known. */
  readonly dtype: DataType | null;
  /** `null`: not even how many axes. */
  readonly shape: Sizes | null;
  /** `null`: no element is known. */
  readonly numbers: Numbers | null;
  /** Only sequences have it; they have neither type nor sizes of their own. */
  readonly sequence?: Sequence;
}

/** Most elements whose numbers are followed: shapes and indices need a few, weights are no shapes. */
export const MOST_NUMBERS = 4096;

/** Nothing is known. */
export const UNKNOWN: Inferred = { dtype: null, shape: null, numbers: null };

/** A tensor; numbers are kept if they are as many as the shape says, and not too many. */
export function tensor(
  dtype: DataType | null,
  shape: Sizes | null,
  numbers: Numbers | null = null,
): Inferred {
  const isKept = numbers !== null && shape !== null && numbers.length <= MOST_NUMBERS &&
    numbers.length === elementsOf(shape) && (numbers.length === 0 || numbers.some(isKnown));
  return { dtype, shape, numbers: isKept ? numbers : null };
}

/** Whole numbers along one axis. */
export function integers(numbers: Numbers, dtype: DataType = "int64"): Inferred {
  return tensor(dtype, [numbers.length], numbers);
}

/** A sequence of known length, or of unknown length with what holds for each element. */
export function sequenceOf(items: readonly Inferred[] | null, element?: Inferred): Inferred {
  const common = element ?? (items ?? []).reduce<Inferred | undefined>(
    (all, item) => all === undefined ? item : commonOf(all, item),
    undefined,
  );
  return { ...UNKNOWN, sequence: { items, element: common ?? UNKNOWN } };
}

/** What holds for both of two values: of a branch and the other, of an iteration and the next. */
export function commonOf(a: Inferred, b: Inferred): Inferred {
  if (a.sequence !== undefined && b.sequence !== undefined) {
    const [left, right] = [a.sequence.items, b.sequence.items];
    const items = left !== null && right !== null && left.length === right.length
      ? left.map((item, place) => commonOf(item, right[place] ?? UNKNOWN))
      : null;
    return sequenceOf(items, commonOf(a.sequence.element, b.sequence.element));
  }
  if (a.sequence !== undefined || b.sequence !== undefined) return UNKNOWN;
  const shape = commonSizes(a.shape, b.shape);
  const numbers = a.numbers !== null && b.numbers?.length === a.numbers.length
    ? a.numbers.map((number, place) => number === b.numbers?.[place] ? number : null)
    : null;
  return tensor(a.dtype === b.dtype ? a.dtype : null, shape, numbers);
}

function commonSizes(a: Sizes | null, b: Sizes | null): Sizes | null {
  if (a === null || b === null || a.length !== b.length) return null;
  return a.map((size, axis) => size === b[axis] ? size : null);
}

/** Whether nothing tells two values apart. */
export function isSame(a: Inferred, b: Inferred): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Tells a known size or number. */
export function isKnown(size: Size | undefined): size is number {
  return size !== null && size !== undefined;
}

/** Whether all sizes are known. */
export function isFixed(shape: Sizes | null): shape is readonly number[] {
  return shape !== null && shape.every(isKnown);
}

/** How many elements a tensor has; `null`: not known. */
export function elementsOf(shape: Sizes | null): number | null {
  if (shape === null) return null;
  if (shape.includes(0)) return 0;
  return isFixed(shape) ? shape.reduce((product, size) => product * size, 1) : null;
}

/** All numbers of a value; `null` if one of them is not known. */
export function knownNumbers(value: Inferred | undefined): readonly number[] | null {
  const numbers = value?.numbers ?? null;
  return numbers !== null && numbers.every(isKnown) ? numbers : null;
}

/** The one number of a value that holds one; `null`: not known. */
export function knownNumber(value: Inferred | undefined): number | null {
  return value?.numbers?.length === 1 ? value.numbers[0] ?? null : null;
}

/** Text for messages: `[1, ?, 224]`. */
export function sizesText(shape: Sizes | null): string {
  return shape === null ? "[...]" : `[${shape.map((size) => size ?? "?").join(", ")}]`;
}
