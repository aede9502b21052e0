import { assertEquals, assertThrows } from "@std/assert";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { findModel } from "../../../../models/catalog.ts";
import { FileError } from "../../../../models/file/file_error.ts";
import { graphOfFile } from "../../../../models/file/import/graph_of_file.ts";
import { readModel } from "../../../../models/file/reading/read_model.ts";
import { tensorBytes } from "../../../../models/file/values/tensor_bytes.ts";
import { withValues } from "../../../../models/file/values/with_values.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { encodeSelfContained } from "../../../../models/graph/onnx.ts";
import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { node, onnxFile, value } from "../../../support/onnx_file.ts";
import { DATA_TYPES, type DataType } from "../../../../models/graph/data_type.ts";

/** What is written again of a file, and the values that its reader gives. */
function writtenAgain(bytes: Uint8Array) {
  const source = bytesInMemory(bytes);
  const model = readModel(source);
  const { graph } = graphOfFile(model);
  const tensors = { model: source, openExternal: () => undefined };
  const valued = withValues(graph, model, tensors);
  return fromBinary(ModelProtoSchema, encodeSelfContained(valued.graph, valued.values));
}

/** Bytes of every initializer. */
function contents({ graph }: ReturnType<typeof writtenAgain>) {
  return new Map(graph?.initializer.map(({ name, rawData }) => [name, rawData]));
}

Deno.test("withValues() gives a network that was written all of its values back", () => {
  const bytes = encodeSelfContained(findModel("deit-t").build(), seededValues(3));
  const again = writtenAgain(bytes);
  assertEquals(contents(again), contents(fromBinary(ModelProtoSchema, bytes)));
  assertEquals(again.opsetImport.map(({ domain, version }) => [domain, version]), [["", 20n]]);
});

/** `y = x + w`, or what else the operator makes of them, with one weight of a type. */
function oneWeight(dtype: DataType, data: Record<string, unknown>, opset = 17) {
  const type = {
    value: { case: "tensorType" as const, value: { elemType: DATA_TYPES[dtype].code } },
  };
  const shape = { dim: [{ value: { case: "dimValue" as const, value: 70n } }] };
  const typed = { value: { ...type.value, value: { ...type.value.value, shape } } };
  return onnxFile({
    versions: { "": opset },
    nodes: [{ opType: "Add", input: ["x", "w"], output: ["y"] }],
    inputs: [{ name: "x", type: typed }],
    outputs: [{ name: "y", type: typed }],
    initializers: [{ name: "w", dims: [70n], dataType: DATA_TYPES[dtype].code, ...data }],
  });
}

Deno.test("withValues() keeps the operator set of a file and the bits of every way to store them", () => {
  const numbers = Array.from({ length: 70 }, (_, i) => i);
  const floats = writtenAgain(oneWeight("float32", { floatData: numbers }));
  assertEquals(contents(floats).get("w"), new Uint8Array(new Float32Array(numbers).buffer));
  assertEquals(floats.opsetImport[0]?.version, 17n);
  // The bits of a float16 stand as whole numbers in the field of 32-bit ones
  const halves = writtenAgain(oneWeight("float16", { int32Data: numbers.map(() => 0x3c00) }));
  assertEquals(contents(halves).get("w")?.subarray(0, 4), new Uint8Array([0, 0x3c, 0, 0x3c]));
  const whole = writtenAgain(oneWeight("int64", { int64Data: numbers.map(BigInt) }));
  assertEquals(
    contents(whole).get("w"),
    new Uint8Array(new BigInt64Array(numbers.map(BigInt)).buffer),
  );
});

Deno.test("withValues() keeps outputs whose sizes a run alone tells, in their place", () => {
  const { graph } = writtenAgain(onnxFile({
    nodes: [node("NonZero", ["x"], ["places"]), node("Relu", ["x"], ["y"])],
    inputs: [value("x", ["N", 4])],
    outputs: [value("places", [2, null], "int64"), value("y", ["N", 4])],
  }));
  assertEquals(
    graph?.output.map(({ name, type }) => [name, type?.value.value?.$typeName]),
    [["places", "onnx.TypeProto.Tensor"], ["y", "onnx.TypeProto.Tensor"]],
  );
  assertEquals(graph?.node.map(({ opType }) => opType), ["NonZero", "Relu"]);
});

Deno.test("tensorBytes() says what cannot be read", () => {
  const source = { model: bytesInMemory(new Uint8Array(4)), openExternal: () => undefined };
  const tensor = { name: "w", dtype: "float32", shape: [2] } as const;
  assertThrows(
    () => tensorBytes({ ...tensor, place: { kind: "absent" } }, source),
    FileError,
    'the values of tensor "w" cannot be read as the file has no data for it',
  );
  const external = { kind: "external", location: "w.bin", offset: 0, byteLength: null } as const;
  assertThrows(
    () => tensorBytes({ ...tensor, place: external }, source),
    FileError,
    '"w.bin" is not beside the model',
  );
  const short = { ...source, openExternal: () => bytesInMemory(new Uint8Array(7)) };
  assertThrows(
    () => tensorBytes({ ...tensor, place: external }, short),
    FileError,
    '"w.bin" ends at byte 7',
  );
});
