// Arrays of numpy's .npy files (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): a magic
// text, a version, a header in Python's spelling, the elements.

import { DATA_TYPES, type DataType } from "../../models/graph/data_type.ts";
import { FileError } from "../../models/file/file_error.ts";

/** An array as it is in the file. */
export interface NpyArray {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  /** Little-endian, the last axis innermost. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const MAGIC = "\x93NUMPY";

/** numpy's descriptors of the types that a runtime may be fed with. */
const TYPES: Readonly<Record<string, DataType>> = {
  "<f2": "float16",
  "<f4": "float32",
  "<f8": "float64",
  "|i1": "int8",
  "|u1": "uint8",
  "|b1": "bool",
  "<i2": "int16",
  "<u2": "uint16",
  "<i4": "int32",
  "<u4": "uint32",
  "<i8": "int64",
  "<u8": "uint64",
};

const CURE = 'save it by numpy.save("x.npy", numpy.ascontiguousarray(array))';

/**
 * Reads an array.
 *
 * @throws {FileError} If it is none, is cut off, or is of another type or order.
 */
export function npyArray(file: Uint8Array<ArrayBuffer>): NpyArray {
  const text = (start: number, end: number) => String.fromCharCode(...file.subarray(start, end));
  if (text(0, MAGIC.length) !== MAGIC || file.length < 12) throw refused("it is no array of numpy");
  const view = new DataView(file.buffer, file.byteOffset);
  const isFirstVersion = file[6] === 1;
  const start = isFirstVersion ? 10 : 12;
  const length = isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MOST_HEADER_BYTES) throw refused(`its header has ${length} bytes`);
  const header = text(start, start + length);
  const [, descriptor = ""] = /'descr': *'([^']*)'/.exec(header) ?? [];
  const dtype = Object.hasOwn(TYPES, descriptor) ? TYPES[descriptor] : undefined;
  if (dtype === undefined) throw refused(`its elements are "${descriptor}"`);
  if (!/'fortran_order': *False/.test(header)) throw refused("its first axis is the innermost");
  const [, sizes] = /'shape': *\(([\d, ]*)\)/.exec(header) ?? [];
  if (sizes === undefined) throw refused("its header has no shape");
  const shape = sizes.split(",").map((size) => size.trim()).filter((size) => size !== "").map(
    Number,
  );
  const bytes = file.slice(start + length);
  const elementCount = shape.reduce((product, size) => product * size, 1);
  const wanted = elementCount * (DATA_TYPES[dtype].bits ?? 0) / 8;
  if (bytes.length !== wanted) {
    throw refused(`it has ${bytes.length} bytes of elements, where its shape takes ${wanted}`);
  }
  return { dtype, shape, bytes };
}

const MOST_HEADER_BYTES = 65_536;

function refused(reason: string): FileError {
  return new FileError({ reason, cure: CURE });
}
