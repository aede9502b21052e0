// Element types of tensors, as ONNX has them (onnx.proto, TensorProto.DataType).

/** Code in files and bits an element of each type; a string has no size of its own. */
export const DATA_TYPES = {
  float32: { code: 1, bits: 32 },
  float16: { code: 10, bits: 16 },
  bfloat16: { code: 16, bits: 16 },
  float64: { code: 11, bits: 64 },
  float8e4m3fn: { code: 17, bits: 8 },
  float8e4m3fnuz: { code: 18, bits: 8 },
  float8e5m2: { code: 19, bits: 8 },
  float8e5m2fnuz: { code: 20, bits: 8 },
  float8e8m0: { code: 24, bits: 8 },
  float4e2m1: { code: 23, bits: 4 },
  int2: { code: 26, bits: 2 },
  uint2: { code: 25, bits: 2 },
  int4: { code: 22, bits: 4 },
  uint4: { code: 21, bits: 4 },
  int8: { code: 3, bits: 8 },
  uint8: { code: 2, bits: 8 },
  int16: { code: 5, bits: 16 },
  uint16: { code: 4, bits: 16 },
  int32: { code: 6, bits: 32 },
  uint32: { code: 12, bits: 32 },
  int64: { code: 7, bits: 64 },
  uint64: { code: 13, bits: 64 },
  bool: { code: 9, bits: 8 },
  complex64: { code: 14, bits: 64 },
  complex128: { code: 15, bits: 128 },
  string: { code: 8, bits: null },
} as const satisfies Readonly<Record<string, { code: number; bits: number | null }>>;

/** The catalog's graphs use `float32`, `float16` and `int64`; the others come from files. */
export type DataType = keyof typeof DATA_TYPES;

const BY_CODE: ReadonlyMap<number, DataType> = new Map(
  Object.entries(DATA_TYPES).map(([dtype, { code }]) => [code, dtype as DataType]),
);

/** The type of a code in files; `undefined`: there is none. */
export function typeOfCode(code: number): DataType | undefined {
  return BY_CODE.get(code);
}

/** Bytes that so many elements take; `null` for text, which has no size of its own. */
export function elementBytes(dtype: DataType, elementCount: number): number | null {
  const { bits } = DATA_TYPES[dtype];
  return bits === null ? null : Math.ceil(elementCount * bits / 8);
}
