import { assertEquals, assertThrows } from "@std/assert";
import {
  codeOf,
  dataTypeOf,
  requireWhole,
} from "../../../../bench/engines/onnxruntime_c/host_tensor.ts";

import type { DataType } from "../../../../models/graph/data_type.ts";

const bytes = (length: number) => new Uint8Array(length);

Deno.test("dataTypeOf() and codeOf() know the runtime's types, and refuse what is no whole bytes", () => {
  assertEquals([codeOf("float32"), codeOf("bool"), codeOf("bfloat16")], [1, 9, 16]);
  assertEquals([dataTypeOf(1), dataTypeOf(10), dataTypeOf(20)], [
    "float32",
    "float16",
    "float8e5m2fnuz",
  ]);
  assertThrows(() => dataTypeOf(8), RangeError, "Cannot pass tensors of string to the runtime");
  assertThrows(() => dataTypeOf(0), RangeError, "the runtime's type 0");
  // From 24 on the runtime's codes are other types than those of files.
  assertThrows(() => codeOf("uint2"), RangeError, "Cannot pass tensors of uint2");
  assertThrows(() => codeOf("int4"), RangeError, "Cannot pass tensors of int4");
  assertThrows(() => codeOf("constructor" as DataType), RangeError, "tensors of constructor");
});

Deno.test("requireWhole() refuses bytes that are not as many as the shape says", () => {
  requireWhole("x", { dtype: "float16", shape: [2, 3], bytes: bytes(12) });
  requireWhole("x", { dtype: "int64", shape: [], bytes: bytes(8) });
  requireWhole("x", { dtype: "float32", shape: [0, 3], bytes: bytes(0) });
  assertThrows(
    () => requireWhole("x", { dtype: "float32", shape: [2, 3], bytes: bytes(12) }),
    RangeError,
    'Cannot feed "x" as float32 [2, 3] is 24 bytes: got 12',
  );
  assertThrows(
    () => requireWhole("x", { dtype: "float32", shape: [-1, -3], bytes: bytes(12) }),
    RangeError,
    'Cannot feed "x" as -1 is no size',
  );
});
