// Number formats by PyTorch's names for them: of dtypes and of storages.

import type { CheckpointType } from "../checkpoint.ts";

const DTYPES: ReadonlyMap<string, CheckpointType> = new Map([
  ["float64", "float64"],
  ["float32", "float32"],
  ["float16", "float16"],
  ["bfloat16", "bfloat16"],
  ["float8_e4m3fn", "float8e4m3fn"],
  ["float8_e4m3fnuz", "float8e4m3fnuz"],
  ["float8_e5m2", "float8e5m2"],
  ["float8_e5m2fnuz", "float8e5m2fnuz"],
  ["float8_e8m0fnu", "float8e8m0"],
  ["int64", "int64"],
  ["int32", "int32"],
  ["int16", "int16"],
  ["int8", "int8"],
  ["uint64", "uint64"],
  ["uint32", "uint32"],
  ["uint16", "uint16"],
  ["uint8", "uint8"],
  ["bool", "bool"],
  ["complex64", "complex64"],
  ["complex128", "complex128"],
]);

const STORAGES: ReadonlyMap<string, CheckpointType> = new Map([
  ["DoubleStorage", "float64"],
  ["FloatStorage", "float32"],
  ["HalfStorage", "float16"],
  ["BFloat16Storage", "bfloat16"],
  ["LongStorage", "int64"],
  ["IntStorage", "int32"],
  ["ShortStorage", "int16"],
  ["CharStorage", "int8"],
  ["ByteStorage", "uint8"],
  ["BoolStorage", "bool"],
  ["ComplexFloatStorage", "complex64"],
  ["ComplexDoubleStorage", "complex128"],
  ["UntypedStorage", "uint8"],
]);

/** `torch.float16` -> `float16` */
export function torchDtype(path: string): CheckpointType {
  return DTYPES.get(path.replace(/^torch\./, "")) ?? `unknown ${path}`;
}

/** `torch.HalfStorage`, `torch.cuda.HalfStorage` -> `float16` */
export function storageDtype(path: string): CheckpointType {
  const [, name = ""] = /^torch\.(?:\w+\.)*(\w+)$/.exec(path) ?? [];
  return STORAGES.get(name) ?? `unknown ${path}`;
}
