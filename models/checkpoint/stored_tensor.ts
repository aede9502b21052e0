// A tensor whose elements lie somewhere in a file, in any order that strides can say.

import { DATA_TYPES, type DataType } from "../graph/data_type.ts";
import type { ByteSource } from "../file/wire/byte_source.ts";
import type { CheckpointTensor, CheckpointType } from "./checkpoint.ts";
import { CheckpointError, damagedCheckpoint } from "./checkpoint_error.ts";
import { type ToFloat32, toFloat32 } from "./float32_values.ts";
import { copyStrided, isContiguous, reachOf, rowStrides } from "./strides.ts";

/** Bytes one after the other that tensors are views of. */
export interface Storage {
  /** The bytes themselves, opened when they are asked for. */
  readonly open: () => ByteSource;
  /** Where it begins in the source, in bytes. */
  readonly start: number;
  readonly byteLength: number;
}

/** Where the elements of a tensor lie. */
interface StoredElements {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: CheckpointType;
  readonly storage: Storage;
  /** Of the first element, counted in elements from where the storage begins. */
  readonly offset: number;
  /** Elements from one to the next along each axis. */
  readonly strides: readonly number[];
}

/** PyTorch and numpy have no tensors of more. */
const MOST_AXES = 64;
/** Elements that are converted at a time. */
const PIECE_ELEMENTS = 2 ** 20;

/** Bits of a format's element; `null`: unknown, or text. */
function elementBitsOf(dtype: CheckpointType): number | null {
  return Object.hasOwn(DATA_TYPES, dtype) ? DATA_TYPES[dtype as DataType].bits : null;
}

/** Bytes of a format's element; `undefined`: unknown, or no whole number of bytes. */
export function elementBytesOf(dtype: CheckpointType): number | undefined {
  const bits = elementBitsOf(dtype);
  return bits === null || bits % 8 !== 0 ? undefined : bits / 8;
}

/** Whether a value is a whole number from 0 to below 2^53, as sizes are. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * How many elements sizes make.
 *
 * @throws {CheckpointError} If they make no number below 2^53, a size of 0 aside, or are too many.
 */
export function elementCountOf(name: string, shape: readonly number[]): number {
  const most = shape.reduce((product, size) => product * Math.max(size, 1), 1);
  if (shape.every(isCount) && Number.isSafeInteger(most) && shape.length <= MOST_AXES) {
    return shape.includes(0) ? 0 : most;
  }
  throw damagedCheckpoint(`tensor "${name}" has impossible sizes [${shape.join(", ")}]`);
}

/**
 * The tensor whose elements lie row by row at the beginning of a storage.
 *
 * @throws {CheckpointError} As storedTensor().
 */
export function tensorInRows(
  elements: Omit<StoredElements, "offset" | "strides">,
): CheckpointTensor {
  return storedTensor({ ...elements, offset: 0, strides: rowStrides(elements.shape) });
}

/**
 * The tensor of these elements.
 *
 * @throws {CheckpointError} If elements lie outside of their storage; it names the tensor.
 */
export function storedTensor(elements: StoredElements): CheckpointTensor {
  const { name, shape, dtype } = elements;
  const elementCount = elementCountOf(name, shape);
  const bits = elementBitsOf(dtype);
  const elementBytes = elementBytesOf(dtype);
  if (elementBytes !== undefined) requireInside(elements, elementCount, elementBytes);
  return {
    name,
    shape,
    dtype,
    byteLength: bits === null ? null : Math.ceil(elementCount * bits / 8),
    read(target) {
      requireLength(elements, target, elementCount);
      if (elementCount === 0) return;
      const convert = toFloat32(dtype);
      if (convert === undefined || elementBytes === undefined) throw unreadable(elements);
      if (isContiguous(elements)) readRow(elements, target, { convert, elementBytes });
      else readStrided(elements, target, { convert, elementBytes });
    },
  };
}

function requireInside(
  { name, shape, offset, strides, storage }: StoredElements,
  elementCount: number,
  elementBytes: number,
): void {
  if (elementCount === 0) return;
  const places = [offset, ...strides];
  const end = (offset + reachOf(shape, strides)) * elementBytes;
  const isWhole = places.every((place) => Number.isSafeInteger(place) && place >= 0);
  if (isWhole && strides.length === shape.length && end <= storage.byteLength) return;
  throw damagedCheckpoint(
    `tensor "${name}" of sizes [${shape.join(", ")}] takes bytes ${offset * elementBytes} to ` +
      `${end} of a storage of ${storage.byteLength} bytes`,
  );
}

function requireLength(
  { name }: StoredElements,
  target: Float32Array,
  elementCount: number,
): void {
  if (target.length === elementCount) return;
  throw new RangeError(
    `Cannot read tensor "${name}" as it has ${elementCount} elements: ` +
      `pass a target of that length, not of ${target.length}`,
  );
}

function unreadable({ name, dtype }: StoredElements): CheckpointError {
  return new CheckpointError({
    reason: `tensor "${name}" is of type ${dtype}, which is no float32 and cannot become one`,
    cure: "save it as float32",
  });
}

interface Conversion {
  readonly convert: ToFloat32;
  readonly elementBytes: number;
}

/** Elements row by row, a piece at a time. */
function readRow(
  { storage: { open, start }, offset }: StoredElements,
  target: Float32Array,
  { convert, elementBytes }: Conversion,
): void {
  const source = open();
  for (let done = 0; done < target.length; done += PIECE_ELEMENTS) {
    const piece = target.subarray(done, done + PIECE_ELEMENTS);
    const from = start + (offset + done) * elementBytes;
    convert(source.read(from, piece.length * elementBytes), piece);
  }
}

/** Elements in the order of the file, each to its place. */
function readStrided(
  elements: StoredElements,
  target: Float32Array,
  { convert, elementBytes }: Conversion,
): void {
  const { name, shape, strides, offset, storage: { open, start } } = elements;
  const source = open();
  const isCopied = copyStrided(target, { shape, strides }, (first, count) => {
    const piece = new Float32Array(count);
    const from = start + (offset + first) * elementBytes;
    convert(source.read(from, count * elementBytes), piece);
    return piece;
  });
  if (isCopied) return;
  throw new CheckpointError({
    reason: `tensor "${name}" is a view of strides [${strides.join(", ")}] whose elements overlap`,
    cure: "save a copy of it, by tensor.clone()",
  });
}
