// Numbers as the bytes of a tensor: little-endian, elements of less than a byte packed from the lowest
// bits on (onnx.proto, TensorProto.raw_data).

import { DATA_TYPES, type DataType } from "./data_type.ts";

type Write = (view: DataView, index: number, value: number | bigint) => void;

/** Of whole bytes; integers of up to 32 bits wrap around as their bits do. */
const WRITERS: Readonly<Partial<Record<DataType, Write>>> = {
  float32: (view, index, value) => view.setFloat32(4 * index, Number(value), true),
  float64: (view, index, value) => view.setFloat64(8 * index, Number(value), true),
  float16: (view, index, value) => view.setFloat16(2 * index, Number(value), true),
  bfloat16: (view, index, value) => view.setUint16(2 * index, upperHalf(Number(value)), true),
  int8: (view, index, value) => view.setInt8(index, Number(value)),
  uint8: (view, index, value) => view.setUint8(index, Number(value)),
  bool: (view, index, value) => view.setUint8(index, Number(value) === 0 ? 0 : 1),
  int16: (view, index, value) => view.setInt16(2 * index, Number(value), true),
  uint16: (view, index, value) => view.setUint16(2 * index, Number(value), true),
  int32: (view, index, value) => view.setInt32(4 * index, Number(value), true),
  uint32: (view, index, value) => view.setUint32(4 * index, Number(value), true),
  int64: (view, index, value) => view.setBigInt64(8 * index, BigInt(value), true),
  uint64: (view, index, value) => view.setBigUint64(8 * index, BigInt(value), true),
};

/**
 * The bytes of these elements.
 *
 * @throws {TypeError} If no number stands for an element of the type, such as text or float8.
 */
export function elementData(
  dtype: DataType,
  numbers: readonly (number | bigint)[],
): Uint8Array<ArrayBuffer> {
  const bits = DATA_TYPES[dtype].bits ?? 0;
  const bytes = new Uint8Array(Math.ceil(numbers.length * bits / 8));
  if (/^u?int[24]$/.test(dtype)) {
    for (const [index, value] of numbers.entries()) {
      const part = Number(value) & (2 ** bits - 1);
      const place = Math.floor(index * bits / 8);
      bytes[place] = (bytes[place] ?? 0) | (part << (index * bits % 8));
    }
    return bytes;
  }
  const write = WRITERS[dtype];
  if (write === undefined) throw new TypeError(`Cannot write numbers as elements of ${dtype}`);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of numbers.entries()) write(view, index, value);
  return bytes;
}

/** The bits of a bfloat16, for values that it holds exactly. */
function upperHalf(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint16(0);
}
