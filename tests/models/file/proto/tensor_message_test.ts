// models/file/proto/tensor_message.ts: sizes, places and numbers of tensors of every type.

import { assertEquals, assertThrows } from "@std/assert";
import { TensorProto_DataLocation as Location } from "onnx-buf";
import { FileError } from "../../../../models/file/file_error.ts";
import { DATA_TYPES, type DataType } from "../../../../models/graph/data_type.ts";
import { readFile } from "../../../support/read_file.ts";
import { int64s, node, tensor, value, weight } from "../../../support/onnx_file.ts";

type Fields = Parameters<typeof tensor>[2];

/** The only initializer of a file. */
function tensorOf(dtype: DataType, dims: readonly number[], fields: Fields) {
  const stored = tensor("w", dims, { dataType: DATA_TYPES[dtype].code, ...fields });
  const { graph } = readFile({
    nodes: [node("Identity", ["w"], ["y"])],
    outputs: [value("y")],
    initializers: [stored],
  });
  const [read] = graph.initializers;
  if (read === undefined) throw new TypeError("Cannot find the initializer");
  return read;
}

function numbersOf(dtype: DataType, dims: readonly number[], fields: Fields) {
  const { place } = tensorOf(dtype, dims, fields);
  return place.kind === "numbers" ? place.numbers : place.kind;
}

const raw = (...bytes: readonly number[]) => ({ rawData: Uint8Array.from(bytes) });
const bytesOf = (array: ArrayBufferView<ArrayBuffer>) => ({
  rawData: new Uint8Array(array.buffer),
});

Deno.test("readTensor() reads small whole numbers of every type from raw bytes", () => {
  const of = (dtype: DataType, count: number, ...bytes: readonly number[]) =>
    numbersOf(dtype, [count], raw(...bytes));
  assertEquals(of("int64", 1, 0xfe, ...Array(7).fill(0xff)), [-2]);
  assertEquals(of("uint64", 1, ...Array(8).fill(0xff)), [2n ** 64n - 1n]);
  assertEquals(of("int32", 2, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff), [1, -1]);
  assertEquals(of("uint32", 1, 0xff, 0xff, 0xff, 0xff), [2 ** 32 - 1]);
  assertEquals(of("int16", 1, 0, 0x80), [-32768]);
  assertEquals(of("uint16", 1, 0, 0x80), [32768]);
  assertEquals(of("int8", 2, 0x80, 0x7f), [-128, 127]);
  assertEquals(of("uint8", 1, 0x80), [128]);
  assertEquals(of("bool", 3, 0, 1, 2), [0, 1, 1]);
  assertEquals(of("int4", 3, 0x8f, 0x07), [-1, -8, 7]);
  assertEquals(of("uint4", 3, 0x8f, 0x07), [15, 8, 7]);
  assertEquals(of("int2", 5, 0b11_10_01_00, 0b01), [0, 1, -2, -1, 1]);
  assertEquals(of("uint2", 4, 0b11_10_01_00), [0, 1, 2, 3]);
});

Deno.test("readTensor() reads small real numbers, of half precision too", () => {
  assertEquals(numbersOf("float32", [2], bytesOf(Float32Array.of(0.5, -2))), [0.5, -2]);
  assertEquals(numbersOf("float64", [], bytesOf(Float64Array.of(0.1))), [0.1]);
  assertEquals(numbersOf("float16", [2], raw(0x00, 0x3c, 0x00, 0xc0)), [1, -2]);
  assertEquals(numbersOf("bfloat16", [2], raw(0x80, 0x3f, 0x00, 0xc0)), [1, -2]);
});

Deno.test("readTensor() reads numbers from typed fields, as bits where a type has no field", () => {
  assertEquals(numbersOf("float32", [2], { floatData: [0.5, -2] }), [0.5, -2]);
  assertEquals(numbersOf("float64", [1], { doubleData: [0.1] }), [0.1]);
  assertEquals(numbersOf("int64", [2], { int64Data: [-1n, 2n ** 62n] }), [-1, 2n ** 62n]);
  assertEquals(numbersOf("uint64", [1], { uint64Data: [2n ** 63n] }), [2n ** 63n]);
  assertEquals(numbersOf("uint32", [1], { uint64Data: [7n] }), [7]);
  assertEquals(numbersOf("int32", [2], { int32Data: [-1, 5] }), [-1, 5]);
  assertEquals(numbersOf("int8", [2], { int32Data: [-1, 5] }), [-1, 5]);
  assertEquals(numbersOf("bool", [2], { int32Data: [0, 1] }), [0, 1]);
  assertEquals(numbersOf("float16", [2], { int32Data: [0x3c00, 0xc000] }), [1, -2]);
  assertEquals(numbersOf("int4", [3], { int32Data: [0x8f, 0x07] }), [-1, -8, 7]);
});

Deno.test("readTensor() refuses numbers of more than 16 bits in int32_data, but for int32", () => {
  for (const dtype of ["int64", "uint32", "float32", "float64"] as const) {
    assertThrows(
      () => numbersOf(dtype, [1], { int32Data: [1] }),
      FileError,
      `tensor "w" has ${dtype} in int32_data`,
    );
  }
});

Deno.test("readTensor() reads 4096 numbers of a shape's types and 64 of others, and no more", () => {
  assertEquals(tensorOf("int64", [4096], bytesOf(new BigInt64Array(4096))).place.kind, "numbers");
  assertEquals(tensorOf("int64", [4097], bytesOf(new BigInt64Array(4097))).place.kind, "file");
  assertEquals(tensorOf("float32", [64], bytesOf(new Float32Array(64))).place.kind, "numbers");
  assertEquals(tensorOf("float32", [65], bytesOf(new Float32Array(65))).place.kind, "file");
  assertEquals(tensorOf("float8e4m3fn", [1], raw(1)).place.kind, "file");
});

Deno.test("readTensor() remembers where the bytes of a weight lie", () => {
  const { shape, place } = tensorOf("float32", [65], bytesOf(new Float32Array(65).fill(1)));
  assertEquals(shape, [65]);
  assertEquals(place.kind === "file" && place.byteLength, 260);
  const typed = tensorOf("float32", [65], { floatData: Array(65).fill(1) });
  assertEquals(typed.place.kind === "file" && typed.place.isMessage, true);
  assertEquals(tensorOf("string", [1], { stringData: [Uint8Array.of(65)] }).place.kind, "file");
});

Deno.test("readTensor() takes a tensor without data for its sizes, and one without elements", () => {
  assertEquals(tensorOf("float32", [1000, 1000], {}).place, { kind: "absent" });
  assertEquals(tensorOf("float32", [0, 4], {}).place, { kind: "numbers", numbers: [] });
});

Deno.test("readTensor() reads where external data lies, and opens nothing", () => {
  const external = (entries: Readonly<Record<string, string>>) =>
    tensorOf("float32", [1000], {
      dataLocation: Location.EXTERNAL,
      externalData: Object.entries(entries).map(([key, text]) => ({ key, value: text })),
    }).place;
  assertEquals(external({ location: "w.bin", offset: "64", length: "4000" }), {
    kind: "external",
    location: "w.bin",
    offset: 64,
    byteLength: 4000,
  });
  assertEquals(external({ location: "data/w.bin", prepacked_0: "x|1;2;3$" }), {
    kind: "external",
    location: "data/w.bin",
    offset: 0,
    byteLength: null,
  });
  for (
    const location of ["/etc/passwd", "../w.bin", "a/../../w", "C:\\w", "\\\\host\\w", "w\0.bin"]
  ) {
    assertThrows(() => external({ location }), FileError, "outside the model's folder");
  }
  assertThrows(() => external({}), FileError, "names no file");
  assertThrows(
    () => external({ location: "w", basepath: "/" }),
    FileError,
    'unknown key "basepath"',
  );
  assertThrows(() => external({ location: "w", offset: "-1" }), FileError, '"-1" where a number');
  assertThrows(
    () => external({ location: "w", offset: "9".repeat(17) }),
    FileError,
    "where a number",
  );
  assertThrows(
    () => external({ location: "w", length: "3999" }),
    FileError,
    "has 3999 bytes of data",
  );
});

Deno.test("readTensor() refuses sizes that cannot be and data that does not fit them", () => {
  assertThrows(
    () => tensorOf("float32", [-1], {}),
    FileError,
    'tensor "w" has impossible sizes [-1]',
  );
  assertThrows(() => tensorOf("float32", [2 ** 30, 2 ** 30], {}), FileError, "impossible sizes");
  assertThrows(
    () => tensorOf("float32", [2], raw(1)),
    FileError,
    "1 bytes of data, where 2 elements",
  );
  assertThrows(() => tensorOf("int64", [3], { int64Data: [1n] }), FileError, "ask for 3");
  assertThrows(
    () => tensorOf("float32", [1], { dataType: 99 }),
    FileError,
    "99 is no element type",
  );
  const axes = Array<number>(257).fill(1);
  assertThrows(() => tensorOf("float32", axes, {}), FileError, "more than 256 axes");
});

Deno.test("readSparseTensor() keeps the sizes of the whole and how many elements are stored", () => {
  const sparse = {
    values: weight("w", [2]),
    indices: int64s("", [1, 3]),
    dims: [5n, 5n],
  };
  const { graph } = readFile({
    nodes: [node("Identity", ["w"], ["y"])],
    outputs: [value("y")],
    graph: { sparseInitializer: [sparse] },
  });
  const [{ name, shape, storedCount } = { name: "", shape: [], storedCount: 0 }] =
    graph.initializers;
  assertEquals([name, shape, storedCount], ["w", [5, 5], 2]);
});
