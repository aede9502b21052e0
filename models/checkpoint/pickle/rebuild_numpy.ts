// What numpy's pickles call to make arrays, scalars and types, as plain data
// (numpy/_core/src/multiarray/methods.c, array_reduce; numpy/_core/numeric.py, _frombuffer).

import type { CheckpointType } from "../checkpoint.ts";
import {
  countsOf,
  isOfKind,
  itemsOf,
  type PickleArray,
  type PickleBytes,
  type PickleDtype,
  type PickleValue,
  unmade,
} from "./pickle_value.ts";
import type { Rebuild } from "./rebuild_torch.ts";

const TYPES: ReadonlyMap<string, CheckpointType> = new Map([
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
  ["i1", "int8"],
  ["i2", "int16"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["u1", "uint8"],
  ["u2", "uint16"],
  ["u4", "uint32"],
  ["u8", "uint64"],
  ["b1", "bool"],
  ["c8", "complex64"],
  ["c16", "complex128"],
]);

/** The number format; of elements whose first byte is the highest, none that we read. */
function formatOf({ code, order }: PickleDtype): CheckpointType {
  return order === ">" ? `unknown >${code}` : TYPES.get(code) ?? `unknown ${code}`;
}

function makeDtype([code]: readonly PickleValue[]): PickleDtype | undefined {
  return typeof code === "string" ? { kind: "dtype", code, order: "=" } : undefined;
}

/** A number of numpy's, by the name of its class. */
function makeScalar([dtype]: readonly PickleValue[]): PickleValue | undefined {
  return isOfKind(dtype, "dtype") ? unmade(`numpy.${formatOf(dtype)}`) : undefined;
}

/** Bytes, also as what Python 2 wrote for them: a text. */
function bytesOf(value: PickleValue | undefined): PickleBytes | undefined {
  if (typeof value === "string") return { kind: "bytes", letters: value };
  return isOfKind(value, "bytes") ? value : undefined;
}

/** `(buffer, dtype, shape, order)`, as protocol 5 has it. */
function makeFromBuffer(args: readonly PickleValue[]): PickleArray | undefined {
  const [buffer, dtype, sizes, order] = args;
  const [data, shape] = [bytesOf(buffer), countsOf(sizes)];
  if (data === undefined || shape === undefined || !isOfKind(dtype, "dtype")) return undefined;
  const parts = { dtype: formatOf(dtype), shape, isFortran: order === "F", data };
  return { kind: "array", parts };
}

/** Tells an array its parts: `(version, shape, dtype, is Fortran's order, data)`. */
export function fillArray(array: PickleArray, state: PickleValue): boolean {
  const [sizes, dtype, isFortran, elements] = itemsOf(state)?.slice(-4) ?? [];
  const shape = countsOf(sizes);
  if (shape === undefined || !isOfKind(dtype, "dtype")) return false;
  const data = bytesOf(elements) ?? null;
  array.parts = { dtype: formatOf(dtype), shape, isFortran: isFortran === true, data };
  return true;
}

/** Tells a type its order of bytes: `(version, order, …)`. */
export function fillDtype(dtype: PickleDtype, state: PickleValue): boolean {
  const [, order] = itemsOf(state) ?? [];
  if (typeof order !== "string") return false;
  dtype.order = order;
  return true;
}

/** By name of the function, as before numpy 2; it moved then, and kept what it does. */
export const NUMPY_CALLS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ["numpy.core.multiarray._reconstruct", () => ({ kind: "array", parts: null })],
  ["numpy.core.multiarray.scalar", makeScalar],
  ["numpy.core.numeric._frombuffer", makeFromBuffer],
  ["numpy.dtype", makeDtype],
]);
