// What a pickle holds, as plain data: containers, numbers, texts, tensors by where their elements are,
// and everything else as an object of a name, which is never made.

import type { CheckpointType } from "../checkpoint.ts";
import { isCount } from "../stored_tensor.ts";

/** A value of a pickle. Containers may hold themselves. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleSequence
  | PickleDict
  | PickleBytes
  | PickleGlobal
  | PickleStorage
  | PickleTensor
  | PickleDtype
  | PickleArray
  | PickleObject;

/** Items in a row, of one kind. */
interface SequenceOf<Kind> {
  readonly kind: Kind;
  readonly items: PickleValue[];
}

/** Items in a row. */
export type PickleSequence = SequenceOf<"list"> | SequenceOf<"tuple"> | SequenceOf<"set">;

/** A dictionary of any class that only adds order or a default to it. */
export interface PickleDict {
  readonly kind: "dict";
  readonly entries: Map<PickleValue, PickleValue>;
}

/** Bytes that stay in the file, or a text whose letters are their values. */
export type PickleBytes =
  | {
    readonly kind: "bytes";
    readonly start: number;
    readonly byteLength: number;
    /** As they are, or as UTF-8 of the letters U+0000 to U+00FF, which Python's protocol 2 writes. */
    readonly encoding: "raw" | "latin-1 in UTF-8";
  }
  | { readonly kind: "bytes"; readonly letters: string };

/** A class or function by its name, e.g. `torch.FloatStorage`. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly path: string;
}

/** Memory of tensors, which lies elsewhere in the file. */
export interface PickleStorage {
  readonly kind: "storage";
  readonly key: string;
  readonly dtype: CheckpointType;
  /** In elements of its type. */
  readonly elementCount: number;
  /** Where it begins in the one with that key, in elements; of files from before 2018. */
  readonly viewOffset: number;
}

/** A tensor of PyTorch. */
export interface PickleTensor {
  readonly kind: "tensor";
  readonly dtype: CheckpointType;
  readonly storage: PickleStorage;
  /** In elements, as strides are. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A number format of numpy. */
export interface PickleDtype {
  readonly kind: "dtype";
  /** Kind and bytes, e.g. `f4`. */
  readonly code: string;
  /** `<`, `>`, `=` or `|`; told after the code. */
  order: string;
}

/** An array of numpy; its parts are told after it was made. */
export interface PickleArray {
  readonly kind: "array";
  parts: {
    readonly dtype: CheckpointType;
    readonly shape: readonly number[];
    /** Whether the first axis is the innermost one. */
    readonly isFortran: boolean;
    /** `null`: Python objects. */
    readonly data: PickleBytes | null;
  } | null;
}

/** An object of a class that is not on the list: nothing but its name and what belongs to it. */
export interface PickleObject {
  readonly kind: "object";
  /** E.g. `argparse.Namespace`. */
  readonly path: string;
  /** What it was to be filled with. */
  state: PickleValue;
  /** If it was to be used as a dictionary. */
  entries: Map<PickleValue, PickleValue> | null;
}

/** Whether a value is one of those that have a kind. */
export function isOfKind<Kind extends (PickleValue & object)["kind"]>(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue & object, { readonly kind: Kind }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}

/** The items of a list, tuple or set; `undefined` for anything else. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  const isSequence = isOfKind(value, "list") || isOfKind(value, "tuple") || isOfKind(value, "set");
  return isSequence ? value.items : undefined;
}

/** The items of a sequence of such numbers. */
export function countsOf(value: PickleValue | undefined): readonly number[] | undefined {
  const items = itemsOf(value);
  return items?.every(isCount) ? items : undefined;
}

/** An object that is not made. */
export function unmade(path: string): PickleObject {
  return { kind: "object", path, state: null, entries: null };
}
