// Tensors in memory of the processor, as bytes, and how large they must be.

import { ELEMENT_ARRAYS, hasNumbers } from "../../engine/raw_tensor.ts";
import { DATA_TYPES, type DataType } from "../../../models/graph/data_type.ts";

/** Elements in C order, little-endian. */
export interface HostTensor {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Types that stand in whole bytes; up to here the runtime's codes are those of ONNX files
 * (ONNXTensorElementDataType of onnxruntime_c_api.h).
 */
const LARGEST_CODE = 20;

/** The type of a code of the runtime's. Throws RangeError if nothing is passed in that type. */
export function dataTypeOf(code: number): DataType {
  const found = Object.entries(DATA_TYPES).find(([, type]) => type.code === code);
  const name = found?.[0] as DataType | undefined;
  if (name === undefined) throw new RangeError(`Cannot pass tensors of the runtime's type ${code}`);
  bitsOf(name);
  return name;
}

/** The runtime's code of a type. Throws RangeError if nothing is passed in that type. */
export function codeOf(dtype: DataType): number {
  bitsOf(dtype);
  return DATA_TYPES[dtype].code;
}

function bitsOf(dtype: DataType): number {
  // Requests of anybody's name types, too.
  const { code = Infinity, bits = null } = Object.hasOwn(DATA_TYPES, dtype)
    ? DATA_TYPES[dtype]
    : {};
  if (bits === null || bits < 8 || code > LARGEST_CODE) {
    throw new RangeError(`Cannot pass tensors of ${dtype} to the runtime as bytes`);
  }
  return bits;
}

/**
 * Makes sure that a tensor has as many bytes as its shape says: the runtime reads that many.
 *
 * @throws {RangeError} If it has not, or a size is none.
 */
export function requireWhole(name: string, { dtype, shape, bytes }: HostTensor): void {
  const bad = shape.find((size) => !Number.isSafeInteger(size) || size < 0);
  if (bad !== undefined) throw new RangeError(`Cannot feed "${name}" as ${bad} is no size`);
  const elements = shape.reduce((product, size) => product * size, 1);
  const wanted = elements * bitsOf(dtype) / 8;
  if (bytes.byteLength !== wanted) {
    throw new RangeError(
      `Cannot feed "${name}" as ${dtype} [${shape.join(", ")}] is ${wanted} bytes: ` +
        `got ${bytes.byteLength}`,
    );
  }
}

/** The numbers of a tensor. Throws RangeError if JavaScript has none of its type. */
export function numbersOf({ dtype, bytes }: HostTensor): ArrayLike<number | bigint> {
  if (!hasNumbers(dtype)) {
    throw new RangeError(`Cannot read numbers of ${dtype}: have the model cast them to float32`);
  }
  const Elements = ELEMENT_ARRAYS[dtype] as new (
    buffer: ArrayBuffer,
  ) => ArrayLike<number | bigint>;
  return new Elements(bytes.buffer);
}
