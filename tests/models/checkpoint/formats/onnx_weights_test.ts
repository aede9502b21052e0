// models/checkpoint/formats/onnx_weights.ts: initializers, wherever a file keeps their numbers.

import { assertEquals, assertThrows } from "@std/assert";
import { TensorProto_DataLocation as Location } from "onnx-buf";
import { readCheckpoint } from "../../../../models/checkpoint/formats/read_checkpoint.ts";
import { CheckpointError } from "../../../../models/checkpoint/checkpoint_error.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { valuesOf } from "../../../support/checkpoint_cases.ts";
import { int64s, node, onnxFile, tensor, value } from "../../../support/onnx_file.ts";

/** A model of these initializers, all of which an output needs. */
function read(initializers: readonly ReturnType<typeof tensor>[], beside?: Uint8Array) {
  const file = onnxFile({
    nodes: [node("Relu", ["x"], ["y"])],
    inputs: [value("x", [1])],
    outputs: [value("y")],
    initializers,
  });
  return readCheckpoint(bytesInMemory(file), {
    openBeside: () => beside && bytesInMemory(beside),
  });
}

const FLOATS = Float32Array.from({ length: 100 }, (_, index) => index - 0.5);
const BESIDE = {
  dataType: 1,
  dataLocation: Location.EXTERNAL,
  externalData: [{ key: "location", value: "w.bin" }, { key: "offset", value: "64" }],
};

Deno.test("readOnnxWeights() reads raw numbers, typed ones, few ones and those beside the model", () => {
  const raw = tensor("raw", [100], { dataType: 1, rawData: new Uint8Array(FLOATS.buffer) });
  const typed = tensor("typed", [100], { dataType: 1, floatData: [...FLOATS] });
  const beside = tensor("beside", [100], BESIDE);
  const { format, tensors } = read(
    [raw, typed, int64s("few", [-1, 8]), beside],
    Uint8Array.from([...new Uint8Array(64), ...new Uint8Array(FLOATS.buffer)]),
  );
  assertEquals(format, "ONNX");
  assertEquals(tensors.map(({ name, dtype, shape }) => [name, dtype, ...shape]), [
    ["raw", "float32", 100],
    ["typed", "float32", 100],
    ["few", "int64", 2],
    ["beside", "float32", 100],
  ]);
  const values = tensors.map(valuesOf);
  assertEquals([values[0], values[1], values[3]], [[...FLOATS], [...FLOATS], [...FLOATS]]);
  assertEquals(values[2], [-1, 8]);
});

Deno.test("readOnnxWeights() names tensors that are short or whose file is not there", () => {
  const beside = tensor("beside", [100], BESIDE);
  assertThrows(
    () => read([beside]),
    CheckpointError,
    '"beside" is in "w.bin", which is not beside',
  );
  assertThrows(
    () => read([beside], new Uint8Array(463)),
    CheckpointError,
    'tensor "beside" of sizes [100] takes bytes 0 to 400 of a storage of 399 bytes',
  );
});

Deno.test("readOnnxWeights() passes over tensors that have no numbers", () => {
  const { tensors, skipped } = read([
    tensor("text", [1], { dataType: 8, stringData: [new Uint8Array()] }),
    tensor("absent", [100], { dataType: 1 }),
  ]);
  assertEquals([tensors, skipped], [[], [
    { path: "text", what: "a tensor of texts" },
    { path: "absent", what: "a tensor without data" },
  ]]);
});
